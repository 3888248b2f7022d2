"""A process that builds the postcode index into a folder and says what that took.

Started by `benchmarks.build`; it writes one line of JSON.
"""

import json
import re
import sys
from pathlib import Path
from time import perf_counter

from finder.generations import Generations
from finder.island_parishes import read_island_areas
from finder.ons_directory import read_installed_package
from finder.postcode_build import build_postcode_index
from finder.settings import PROJECT


def main(folder: Path) -> dict[str, object]:
    """Build as `make postcodes` does, and return the seconds of each step."""
    began = {"read": perf_counter()}

    def progress(step: str) -> None:
        began[step] = perf_counter()

    manifest = build_postcode_index(
        read_installed_package(),
        read_island_areas(PROJECT / "data" / "islands.csv"),
        Generations(folder),
        progress,
    )
    ends = [*list(began.values())[1:], perf_counter()]
    steps = zip(began.items(), ends, strict=True)
    return {
        "seconds": {step: end - at for (step, at), end in steps},
        "peak": peak_bytes(),
        "postcodes": manifest.postcodes,
        "source": manifest.source,
    }


def peak_bytes() -> int:
    """Return the most memory that this process has held."""
    status = Path("/proc/self/status").read_text()
    # Not `getrusage`: that counts what the parent held when it started this.
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1])), sys.stdout)
