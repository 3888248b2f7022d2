"""The guide: from a few answers to the types of contact service to ask about.

A court order comes first, then a professional's word; only then safety, and last
what the family finds difficult. Whoever does not rule a risk out is never led to
contact that nobody watches. The words for every code are in catalogues.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finder.centres import ServiceType
from finder.errors import FinderError
from finder.guide_outcomes import UNKNOWN, Outcome, outcome_of

CONTINUE = "continue"

_FIRST = "order"
_PAUSE = "pause"
_END = None
_TYPES: Mapping[str, str | None] = dict.fromkeys(ServiceType, _END)
# Every question, its answers in order, and the question that each leads to.
_LEADS: Mapping[str, Mapping[str, str | None]] = {
    "order": {
        "named": "order-type",
        "centre": "professional",
        "no": "professional",
        UNKNOWN: "professional",
    },
    "order-type": {**_TYPES, UNKNOWN: _PAUSE},
    "professional": {
        "named": "professional-type",
        "involved": _PAUSE,
        "no": _PAUSE,
        UNKNOWN: _PAUSE,
    },
    "professional-type": {**_TYPES, UNKNOWN: _PAUSE},
    _PAUSE: {CONTINUE: "risk"},
    "risk": {"yes": "meeting", "no": "knows", "unsaid": "meeting", UNKNOWN: "meeting"},
    "meeting": {"yes": _END, "no": _END, UNKNOWN: _END},
    "knows": {"well": "difficulty", "little": _END, UNKNOWN: "difficulty"},
    "difficulty": {
        "trust": _END,
        "exchange": _END,
        "face": _END,
        "settled": _END,
        UNKNOWN: _END,
    },
}
_POINTS = {"risk": 4}


class AnswersUnread(FinderError):
    """The answers are not ones that the guide's questions allow, in their order."""

    code = "guide_answers_unread"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its last answer is always "I don't know".

    `number` counts from 1; `points` is how many things its list names.
    """

    code: str
    answers: tuple[str, ...]
    number: int
    points: int = 0

    @property
    def offers_types(self) -> bool:
        """Whether all answers but the last are codes of service types."""
        return _TYPES.keys() < set(self.answers)


@dataclass(frozen=True, slots=True)
class Interruption:
    """A page to read before the next question; its only answer is `CONTINUE`."""

    code: str


Step = Question | Interruption | Outcome


def next_step(answers: Sequence[str]) -> Step:
    """Return what follows these answers, given from the first question on.

    Raises `AnswersUnread` for an answer that its question does not have, and for
    one more than the guide asks.
    """
    code: str | None = _FIRST
    given: dict[str, str] = {}
    for answer in answers:
        if code is None or answer not in _LEADS[code]:
            raise AnswersUnread
        given[code] = answer
        code = _LEADS[code][answer]
    if code is None:
        return outcome_of(given)
    if code == _PAUSE:
        return Interruption(code)
    number = len(given.keys() - {_PAUSE}) + 1
    return Question(code, tuple(_LEADS[code]), number, _POINTS.get(code, 0))
