"""Where the guide ends: the types that fit, why, and what to ask a centre.

A type that a court or a professional named is followed. Otherwise whoever does not
rule a risk out is never led to contact that nobody watches.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from finder.centres import ServiceType

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fit:
    """A type of service to ask about, and a code for why."""

    type: ServiceType
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers lead to: the type that fits best comes first.

    `first` are codes for what to do before anything else, `notes` for what to know
    besides, and `ask` for what to ask the centre.
    """

    fits: tuple[Fit, ...]
    first: tuple[str, ...]
    notes: tuple[str, ...]
    ask: tuple[str, ...]


_AT_RISK = {
    "yes": (Fit(ServiceType.SUPERVISED, "watched"),),
    "no": (Fit(ServiceType.INDIRECT, "apart"),),
    UNKNOWN: (
        Fit(ServiceType.SUPERVISED, "watched"),
        Fit(ServiceType.INDIRECT, "apart"),
    ),
}
_AT_FIRST = (
    Fit(ServiceType.SUPERVISED, "at-first"),
    Fit(ServiceType.SUPPORTED, "later"),
)
_FOR_DIFFICULTY = {
    "trust": (Fit(ServiceType.SUPPORTED, "trust"),),
    "exchange": (Fit(ServiceType.HANDOVER, "exchange"),),
    "face": (Fit(ServiceType.INDIRECT, "letters"), Fit(ServiceType.VIRTUAL, "video")),
    "settled": (
        Fit(ServiceType.ESCORTED, "next-watched"),
        Fit(ServiceType.COMMUNITY, "next-watched"),
        Fit(ServiceType.SUPPORTED, "next-nearby"),
        Fit(ServiceType.HANDOVER, "next-alone"),
    ),
    # Supported never stands alone for somebody who does not know.
    UNKNOWN: (
        Fit(ServiceType.SUPERVISED, "if-worried"),
        Fit(ServiceType.SUPPORTED, "if-no-worry"),
    ),
}
# What to ask about the type that fits best, before what to ask of any centre.
_ASK = {
    ServiceType.SUPPORTED: ("nearby",),
    ServiceType.SUPERVISED: ("arrive", "report"),
    ServiceType.HANDOVER: ("arrive", "order-needed"),
    ServiceType.SUPERVISED_ASSESSMENT: ("includes", "report"),
    ServiceType.INDIRECT: ("checked", "address"),
    ServiceType.ESCORTED: ("where",),
    ServiceType.LIFE_STORY: ("includes",),
    ServiceType.VIRTUAL: ("video",),
    ServiceType.COMMUNITY: ("where",),
}
_ASK_OF_ANY_CENTRE = ("place", "cost", "apply")
# In Northern Ireland the Health and Social Care Trust is asked for these.
_ASKED_OF_A_TRUST = {ServiceType.SUPERVISED, ServiceType.SUPERVISED_ASSESSMENT}


def outcome_of(given: Mapping[str, str]) -> Outcome:
    """Return where a whole way through the guide ends, from answers by question."""
    fits = _fits(given)
    types = frozenset(fit.type for fit in fits)
    which = ("which",) if len(fits) > 1 else ()
    ask = (*which, *_ASK[fits[0].type], *_ASK_OF_ANY_CENTRE)
    return Outcome(fits, _first(given), _notes(given, types), ask)


def _fits(given: Mapping[str, str]) -> tuple[Fit, ...]:
    named = _named(given)
    if named is not None:
        return (named,)
    if given["risk"] != "no":
        return _AT_RISK[given["meeting"]]
    if given["knows"] == "little":
        return _AT_FIRST
    return _FOR_DIFFICULTY[given["difficulty"]]


def _named(given: Mapping[str, str]) -> Fit | None:
    """Return the type that the court or a professional named, with who did."""
    for source in ("order", "professional"):
        answer = given.get(f"{source}-type", UNKNOWN)
        if answer != UNKNOWN:
            return Fit(ServiceType(answer), source)
    return None


def _first(given: Mapping[str, str]) -> tuple[str, ...]:
    return _codes(
        {
            "order-centre": given["order"] == "centre",
            "order-unread": given.get("order-type") == UNKNOWN,
            "professional-silent": given.get("professional") == "involved",
            "professional-unread": given.get("professional-type") == UNKNOWN,
        }
    )


def _notes(given: Mapping[str, str], types: frozenset[ServiceType]) -> tuple[str, ...]:
    named = _named(given) is not None
    risk, meeting, difficulty = map(given.get, ("risk", "meeting", "difficulty"))
    involved = given.get("professional") in {"named", "involved"} and not named
    return _codes(
        {
            "worry": named,
            "refusal": "order-type" in given,
            "no-duty": risk not in {"no", None},
            "supported-later": risk in {"unsaid", UNKNOWN}
            and ServiceType.SUPERVISED in types,
            "meet-again": given.get("knows") == UNKNOWN,
            "social-work": involved and ServiceType.SUPPORTED in types,
            "unsure": UNKNOWN in {risk, meeting, difficulty},
            "northern-ireland": bool(types & _ASKED_OF_A_TRUST),
        }
    )


def _codes(wanted: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(code for code, is_wanted in wanted.items() if is_wanted)
