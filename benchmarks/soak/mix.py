"""How often each journey is made: the one table of the mix."""

from collections.abc import Callable

from benchmarks.soak.api_journeys import batches, programs, whole_files
from benchmarks.soak.asking import Journey, Visitor
from benchmarks.soak.journeys import (
    by_district,
    by_name,
    families,
    framed,
    guided,
    mistaken,
    two_homes,
)

# Of a hundred journeys. One of families is eight requests, one of programs six.
MIX: dict[Callable[[Visitor], Journey], int] = {
    families: 36,
    two_homes: 10,
    by_district: 10,
    by_name: 8,
    guided: 4,
    framed: 8,
    programs: 15,
    batches: 4,
    whole_files: 2,
    mistaken: 3,
}


def next_journey(visitor: Visitor) -> Journey:
    """Draw a journey as the table has it."""
    (make,) = visitor.random.choices([*MIX], [*MIX.values()])
    return make(visitor)
