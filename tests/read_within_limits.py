"""Reads one listing with little memory, and prints how that ended."""

import json
import resource
import sys
import time
from pathlib import Path

from finder.errors import ListingRefused
from finder.listings import read_listings
from finder.tables import read_tables

MEMORY = 1_500_000_000


def outcome(path: Path) -> dict[str, object]:
    try:
        read = read_listings(read_tables(path)[0])
    except ListingRefused as refused:
        return {"refused": refused.reason}
    held_back = {it.line for it in read.issues if it.holds_back}
    return {"rows": read.rows, "read": len(read.listings), "held": len(held_back)}


def peak_megabytes() -> float:
    # The usual count of a process starts at what the one that started it had.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1_000


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    began = time.perf_counter()
    ended = outcome(Path(sys.argv[1]))
    ended["seconds"] = time.perf_counter() - began
    ended["megabytes"] = peak_megabytes()
    print(json.dumps(ended))
