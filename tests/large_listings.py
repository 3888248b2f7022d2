"""Listings as long as anyone may bring, to see that an import bears them.

By hand, with postcodes from all over the isles:
    python -m tests.large_listings 100000 /tmp/large.csv
"""

import csv
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from finder.ons_directory import read_installed_package

HEADINGS = (
    *("id", "name", "operator", "address_1", "town", "postcode", "telephone"),
    *("email", "website", "services", "referral_routes", "sessions", "charges"),
    *("age_range", "waiting_weeks", "accreditation_type", "step_free", "parking"),
    *("languages", "status", "last_checked", "source"),
)
SERVICES = ("supported", "supervised; handover", "Hand-overs", "indirect; virtual")
SESSIONS = ("Sat 10:00-12:00", "1st,3rd Sat 10:30-12:30; Wed 16:00-18:00", "")
NAMES = ("Rowan", "Lace Market", "Old Mill", "St Mary's", "Harbour", "Castle Street")
TOWNS = ("Nottingham", "Leeds", "Cardiff", "Exeter", "Norwich", "Preston")


def write_large_listing(
    path: Path, count: int, postcodes: Sequence[str], *, bad_share: float = 0.01
) -> None:
    """Write so many centres at the postcodes; a share of them has a bad cell."""
    random = Random(count)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for at in range(count):
            is_bad = random.random() < bad_share
            writer.writerow(_row(at, random.choice(postcodes), random, is_bad))


def _row(at: int, postcode: str, random: Random, is_bad: bool) -> Sequence[object]:
    checked = date(2026, 11, 1) - timedelta(days=random.randrange(500))
    town = random.choice(TOWNS)
    return (
        f"example-{at}",
        f"Example {town} {random.choice(NAMES)} Contact Centre",
        f"Example Operator {at % 300}",
        *(f"{at} Example Street", town, postcode),
        f"01632 96{random.randrange(10_000):04}",
        "nobody" if is_bad else f"contact@centre-{at}.example.org",
        f"https://centre-{at}.example.org/",
        random.choice(SERVICES),
        *("self; solicitor; court", random.choice(SESSIONS), "£5 a session", "0-16"),
        *(random.randrange(20), random.choice(("standard", "enhanced", ""))),
        *("yes", "no", "English; Welsh", "open", checked.isoformat(), "Example"),
    )


if __name__ == "__main__":
    count, path = sys.argv[1:]
    every_twentieth = read_installed_package().rows["postcode"][::20].tolist()
    write_large_listing(Path(path), int(count), every_twentieth)
