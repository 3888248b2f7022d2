"""Publish, in child processes that are killed, and look at what is left.

Run as a program of its own, since it forks: FOLDER KILLS SEED. It prints one line,
``whole N of N``, and stops with 1 at the first snapshot that is not.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from finder.snapshot import SnapshotStore
from tests.builders import a_centre

CENTRES = 300
LONGEST_SECONDS = 0.12


def publish(folder: Path, listing: str) -> str:
    store = SnapshotStore(folder)
    with store.locked():
        return store.publish(
            [a_centre(f"{listing}-{number}") for number in range(CENTRES)],
            sources=(listing,),
            demonstration=True,
        )


def publish_for_ever(folder: Path, kill: int) -> None:
    number = 0
    while True:
        publish(folder, f"listing-{kill}-{number}")
        number += 1


def is_whole(folder: Path) -> bool:
    snapshot = SnapshotStore(folder).current()
    (source,) = snapshot.sources
    ids = {centre.id for centre in snapshot.centres}
    return ids == {f"{source}-{number}" for number in range(CENTRES)}


def main(folder: Path, kills: int, seed: int) -> None:
    moments = random.Random(seed)
    publish(folder, "first")
    for kill in range(kills):
        child = os.fork()
        if child == 0:
            publish_for_ever(folder, kill)
        time.sleep(moments.uniform(0, LONGEST_SECONDS))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # The next import succeeds, whatever the killed one left.
        if not is_whole(folder) or not publish(folder, f"after-{kill}"):
            sys.exit(1)
    left = [path.name for path in folder.iterdir() if path.name.startswith(".unf")]
    print(f"whole {kills} of {kills}, {len(left)} left behind")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
