"""A report on coverage as one page that needs nothing else."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from finder.centres import ServiceType
from finder.coastline import Coastline
from finder.coverage_map import coverage_map
from finder.coverage_postcodes import CountedPostcodes
from finder.coverage_report import (
    FEWEST_POSTCODES,
    MILES,
    DistrictReach,
    ServiceReach,
    Tally,
)
from finder.coverage_tables import DISTRICTS_FILE, NATIONS_FILE
from finder.postcodes import Nation
from finder.settings import PROJECT
from finder.snapshot import Snapshot
from finder.words import Words

TEMPLATES = PROJECT / "templates"
# Of the districts furthest from a centre.
SHOWN = 20
MAPPED = (ServiceType.SUPPORTED, ServiceType.SUPERVISED, ServiceType.HANDOVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFacts:
    """What a report on coverage was made of; `mapped` services get a map each."""

    snapshot: Snapshot
    postcodes: CountedPostcodes
    made_at: datetime
    mapped: Collection[ServiceType] = MAPPED


def coverage_page(
    reaches: Sequence[ServiceReach],
    words: Words,
    facts: CoverageFacts,
    coastline: Coastline,
) -> str:
    """Return the page as HTML, in the language of the words."""
    districts = [it.district for it in reaches[0].districts]
    page = _environment().get_template("coverage.html")
    return page.render(
        reaches=reaches,
        mapped=[it for it in reaches if it.service in facts.mapped],
        map=coverage_map(districts, coastline),
        words=words,
        facts=facts,
        nations=[it for it in Nation if reaches[0].tally(it).postcodes],
        limits=MILES,
        steps=_steps(words),
        shown=SHOWN,
        fewest=FEWEST_POSTCODES,
        files={"districts": DISTRICTS_FILE, "nations": NATIONS_FILE},
        **_WAYS_TO_SAY,
    )


def share(part: int, tally: Tally) -> str:
    """Return a share such as 12.3%: 0% of none alone, and 100% of all alone."""
    if part in {0, tally.postcodes}:
        return "100%" if part else "0%"
    return f"{min(99.9, max(0.1, 100 * part / tally.postcodes)):.1f}%"


def _steps(words: Words) -> list[str]:
    """Return what each step of distance of a map is called."""
    return [
        words("coverage.step.first", most=MILES[0]),
        *(
            words("coverage.step.between", least=it, most=more)
            for it, more in pairwise(MILES)
        ),
        words("coverage.step.last", least=MILES[-1]),
    ]


def _town(reach: DistrictReach) -> str:
    near = reach.district.near
    names = dict.fromkeys([near.name, near.county]) if near else ()
    return ", ".join(filter(None, names))


def _miles(reach: DistrictReach) -> str:
    return f"{reach.median_miles:.1f}" if math.isfinite(reach.median_metres) else ""


def _number(count: int) -> str:
    return f"{count:,}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_WAYS_TO_SAY = {
    "share": share,
    "town": _town,
    "miles": _miles,
    "number": _number,
    "capital": _capital,
}


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
