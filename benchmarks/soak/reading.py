"""What a page tells: totals, ids in order, distances, as a visitor reads them."""

import re
from dataclasses import dataclass
from html import unescape

from finder.location import arc_error_metres

_TOTAL = re.compile(r"<title>([\d,]+) ")
_LIST = re.compile(r'<ol class="results"[^>]*>(.*?)</ol>', re.DOTALL)
_CENTRE = re.compile(r'<h[23]>.*?href="(?:/cy)?/centres/([^"?/]+)')
_DISTANCE = re.compile(r'<p class="distance">([^<]*)')
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_ANSWERS = re.compile(r'name="answer" value="([^"]+)"')
_SEALED = re.compile(r'name="answers" value="([^"]+)"')
_BUTTON = re.compile(r'class="button" href="([^"]+)"')
_LINK = re.compile(r'href="(?:/cy)?/centres/([^"?/#]+)')
# A distance may come out on the other side of a rounding by so much.
DOUBTFUL_METRES = 0.01
_METRES_PER_MILE = 1609.344


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page of results."""

    total: int | None
    ids: list[str]
    distances: list[str]


def read_results(text: str) -> ReadPage:
    """Read a page of results, of the site or of the widget's frame."""
    told, listed = _TOTAL.search(text), _LIST.search(text)
    total = int(told[1].replace(",", "")) if told else None
    if listed is None:
        return ReadPage(total, [], [])
    distances = (unescape(it).strip() for it in _DISTANCE.findall(listed[1]))
    towns_off = [it.partition(" · ")[0] for it in distances]
    return ReadPage(total, _CENTRE.findall(listed[1]), towns_off)


def heading_of(text: str) -> str:
    """Return the text of the page's one heading."""
    found = _HEADING.search(text)
    return unescape(re.sub(r"<[^>]*>", "", found[1])).strip() if found else ""


def centres_linked(text: str) -> set[str]:
    """Return the ids of all centres that a page links to."""
    return set(_LINK.findall(text))


def question_of(text: str) -> tuple[str, list[str]] | None:
    """Return what a question of the guide carries along, and its answers."""
    sealed = _SEALED.search(text)
    return (sealed[1], _ANSWERS.findall(text)) if sealed else None


def first_link(text: str, start: str) -> str:
    """Return the first address on a page that begins so, and goes on."""
    found = re.search(rf'href="({re.escape(start)}[^"#]+)', text)
    return unescape(found[1]) if found else ""


def button_of(text: str) -> str:
    """Return where the page's button leads."""
    found = _BUTTON.search(text)
    return unescape(found[1]) if found else ""


def miles_shown(metres: float) -> set[float]:
    """Return as which number of miles a distance may be shown."""
    # What is shown may be off by so much: docs/decisions/0001-one-distance-measure.md.
    doubt = DOUBTFUL_METRES + arc_error_metres(metres)
    return {_rounded(metres - doubt), _rounded(metres + doubt)}


def texts_shown(metres: float) -> set[str]:
    """Return as which words a distance may be shown."""
    return {_in_words(miles) for miles in miles_shown(metres)}


def _rounded(metres: float) -> float:
    miles = metres / _METRES_PER_MILE
    if miles < 0.5:
        return 0.0
    step = 2 if miles < 5 else 1
    return float(int(miles * step + 0.5) / step)


def _in_words(miles: float) -> str:
    if miles == 0:
        return "less than half a mile"
    if miles == 0.5:
        return "half a mile"
    if miles == 1:
        return "1 mile"
    return f"{miles:.0f} miles" if miles == int(miles) else f"{miles:.1f} miles"
