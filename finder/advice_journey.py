"""The pages of a family's journey: types of service, applying, the first visit, after.

What each page says was compared with its sources; what no source confirmed is
named as unconfirmed, and the page then tells the family to ask the centre.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from finder.advice import AdvicePage, Section
from finder.centres import ServiceType

REVIEWED = date(2026, 11, 22)


class Watch(StrEnum):
    """Whether anyone watches the time together."""

    WATCHED = "watched"
    NOT_WATCHED = "not-watched"
    CONTENT_CHECKED = "content-checked"
    EITHER = "either"
    UNKNOWN = "unknown"


class Reports(StrEnum):
    """Whether anyone writes about the time together."""

    WRITTEN = "written"
    USUAL = "usual"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAdvice:
    """What is known of a type of service.

    The words of a section are ``advice.service.<type>.<section>``, but those that
    all `unconfirmed` sections share are ``advice.service.unconfirmed.<section>``.
    """

    watch: Watch
    reports: Reports
    sections: tuple[Section, ...]
    unconfirmed: frozenset[str] = frozenset()
    reviewed: date = REVIEWED


# How many paragraphs say of each section that its facts are not confirmed.
_UNCONFIRMED_TEXTS = {"suits": 2, "watching": 1, "cost": 1, "next": 1}


def _service(
    watch: Watch, reports: Reports, *, questions: int, **texts: int
) -> ServiceAdvice:
    """Count the paragraphs of each section; one that is not counted is unconfirmed."""
    counts = {**_UNCONFIRMED_TEXTS, **texts}
    sections = [Section(code=code, texts=count) for code, count in counts.items()]
    return ServiceAdvice(
        watch=watch,
        reports=reports,
        sections=(*sections, Section(code="ask", texts=0, points=questions)),
        unconfirmed=frozenset(_UNCONFIRMED_TEXTS.keys() - texts.keys()),
    )


SERVICE_ADVICE = {
    ServiceType.SUPPORTED: _service(
        Watch.NOT_WATCHED,
        Reports.NONE,
        suits=2,
        watching=2,
        cost=2,
        next=2,
        questions=4,
    ),
    ServiceType.SUPERVISED: _service(
        Watch.WATCHED, Reports.USUAL, suits=2, watching=2, cost=1, next=2, questions=4
    ),
    ServiceType.HANDOVER: _service(
        Watch.NOT_WATCHED,
        Reports.UNKNOWN,
        suits=2,
        watching=2,
        cost=1,
        next=1,
        questions=3,
    ),
    ServiceType.SUPERVISED_ASSESSMENT: _service(
        Watch.UNKNOWN, Reports.UNKNOWN, questions=4
    ),
    ServiceType.INDIRECT: _service(
        Watch.CONTENT_CHECKED,
        Reports.UNKNOWN,
        suits=2,
        watching=2,
        cost=1,
        next=1,
        questions=4,
    ),
    ServiceType.ESCORTED: _service(
        Watch.WATCHED, Reports.WRITTEN, suits=1, watching=1, cost=1, questions=3
    ),
    ServiceType.LIFE_STORY: _service(Watch.UNKNOWN, Reports.UNKNOWN, questions=4),
    ServiceType.VIRTUAL: _service(
        Watch.EITHER, Reports.UNKNOWN, suits=1, watching=1, questions=4
    ),
    ServiceType.COMMUNITY: _service(
        Watch.WATCHED, Reports.UNKNOWN, suits=1, watching=2, questions=3
    ),
}

SERVICES_PAGE = AdvicePage(
    code="services",
    reviewed=REVIEWED,
    sections=(
        Section(code="same", points=2),
        Section(code="choosing", texts=2, links=("guide", "start", "apply")),
    ),
)
APPLY_PAGE = AdvicePage(
    code="apply",
    reviewed=REVIEWED,
    sections=(
        Section(code="who", points=4),
        Section(code="direct", links=("start",)),
        Section(code="no-contact"),
        Section(code="form", points=9),
        Section(code="secret", links=("safety",)),
        Section(code="cost", texts=2),
        Section(code="wait"),
        Section(code="court", texts=2, links=("pre_visit", "after")),
    ),
)
PRE_VISIT_PAGE = AdvicePage(
    code="pre_visit",
    reviewed=REVIEWED,
    sections=(
        Section(code="times", texts=2),
        Section(code="ask", texts=0, points=7),
        Section(code="bring", points=4),
        Section(code="sign", texts=2, links=("after", "safety")),
    ),
)
AFTER_PAGE = AdvicePage(
    code="after",
    reviewed=REVIEWED,
    sections=(
        Section(code="checks", texts=2, links=("pre_visit",)),
        Section(code="yes", texts=2),
        Section(code="no", texts=2, points=4, links=("start",)),
        Section(code="review", texts=2),
        Section(code="moving", texts=2, links=("services", "safety")),
    ),
)
JOURNEY_PAGES = (
    ("/apply", APPLY_PAGE),
    ("/pre-visit", PRE_VISIT_PAGE),
    ("/what-happens-next", AFTER_PAGE),
)

# What to have at hand before a referral, and what to ask; `points` are lines to fill.
CHECKLIST_FORM = (
    Section(code="adults", texts=0, points=5),
    Section(code="help", texts=0, points=3),
    Section(code="child", texts=0, points=5),
    Section(code="sessions", texts=0, points=3),
)
CHECKLIST_QUESTIONS = Section(code="questions", texts=0, points=7)
