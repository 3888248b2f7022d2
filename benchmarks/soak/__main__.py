"""Soak the server: ``make soak SECONDS=600``. Ends with 1 if anything was wrong."""

import sys
import tempfile
from argparse import ArgumentDefaultsHelpFormatter, ArgumentParser
from pathlib import Path

from benchmarks.servers import free_port
from benchmarks.soak.report import markdown, write_outcome
from benchmarks.soak.running import Plan, soak
from finder.settings import PROJECT


def main() -> int:
    """Run as told, write the outcome, and return the status."""
    parser = ArgumentParser(
        prog="soak", description=__doc__, formatter_class=ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--port", type=int, help="a free one unless told")
    parser.add_argument("--slow-clients", type=int, default=3)
    parser.add_argument("--centres", type=int, default=6_000, help="invented ones")
    parser.add_argument("--postcodes", type=int, default=500)
    parser.add_argument("--data", type=Path, default=PROJECT / "data")
    parser.add_argument("--reports", type=Path, default=PROJECT / "data" / "reports")
    given = parser.parse_args()
    plan = Plan(
        seconds=given.seconds,
        connections=given.connections,
        port=given.port or free_port(),
    )
    with tempfile.TemporaryDirectory() as folder:
        outcome = soak(given.data, Path(folder), plan)
    print(markdown(outcome))
    print(f"\nWritten to {write_outcome(outcome, given.reports)}")
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
