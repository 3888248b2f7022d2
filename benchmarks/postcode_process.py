"""A process that holds the postcodes one way and says what that costs.

Started by `benchmarks.postcode_lookups`, which reads one line of JSON from it
for each line of JSON that it is sent.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from benchmarks.real_postcodes import RealPostcodes, texts_of
from finder.errors import UnplacedPostcode
from finder.postcode_keys import key_text
from finder.postcodes import AnyPostcode, read_postcode

BYTES_PER_MEGABYTE = 1_000_000
ROWS_AT_ONCE = 50_000

Lookup = Callable[[AnyPostcode], object]


def memory() -> dict[str, float]:
    """Return the megabytes of this process: resident, not of files, unshared."""
    used = psutil.Process().memory_full_info()
    return {
        "resident": used.rss / BYTES_PER_MEGABYTE,
        "own": (used.rss - used.shared) / BYTES_PER_MEGABYTE,
        "unshared": used.uss / BYTES_PER_MEGABYTE,
    }


def open_index(data_dir: Path) -> Lookup:
    """Open the index as the service does."""
    return RealPostcodes.live(data_dir).index().find


def fill_dict(data_dir: Path) -> Lookup:
    """Read every postcode into a dictionary, as a plain program would."""
    units = RealPostcodes.live(data_dir).units
    places: dict[str, Any] = {}
    # Part by part, so that what is read on the way is not held as well.
    for first in range(0, len(units.keys), ROWS_AT_ONCE):
        part = slice(first, first + ROWS_AT_ONCE)
        rows = units.rows[part].tolist()
        places.update(zip(texts_of(units.keys[part]), rows, strict=True))

    def find(postcode: AnyPostcode) -> object:
        return places.get(key_text(postcode))

    return find


WAYS = {"index": open_index, "dict": fill_dict}


def look_up(find: Lookup, postcodes: Sequence[AnyPostcode]) -> dict[str, float]:
    """Look each postcode up, and return how many were found and in what time."""
    found = 0
    began = perf_counter()
    for postcode in postcodes:
        try:
            found += find(postcode) is not None
        except UnplacedPostcode:
            continue
    return {"seconds": perf_counter() - began, "found": found}


def main(way: str, data_dir: Path) -> None:
    """Answer until the input ends."""
    before = memory()
    began = perf_counter()
    find = WAYS[way](data_dir)
    opened = perf_counter() - began
    print(json.dumps({"before": before, "after": memory(), "seconds": opened}))
    sys.stdout.flush()
    for line in sys.stdin:
        postcodes = [read_postcode(text) for text in json.loads(line)]
        print(json.dumps({**look_up(find, postcodes), "memory": memory()}))
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
