"""Every way through the guide, walked breadth first."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.centres import ServiceType
from finder.guide import (
    CONTINUE,
    AnswersUnread,
    Interruption,
    Question,
    next_step,
)
from finder.guide_outcomes import UNKNOWN, Outcome
from finder.words import Language, Words

MOST_QUESTIONS = 6
UNWATCHED = {
    ServiceType.SUPPORTED,
    ServiceType.HANDOVER,
    ServiceType.ESCORTED,
    ServiceType.COMMUNITY,
    ServiceType.VIRTUAL,
}
NAMED_ONLY = {ServiceType.SUPERVISED_ASSESSMENT, ServiceType.LIFE_STORY}


@dataclass(frozen=True, slots=True)
class Way:
    """One way through: the steps on it, the answers to them, and where it ends."""

    steps: tuple[Question | Interruption, ...]
    answers: tuple[str, ...]
    outcome: Outcome

    @property
    def given(self) -> dict[str, str]:
        codes = [step.code for step in self.steps]
        return dict(zip(codes, self.answers, strict=True))

    @property
    def types(self) -> list[ServiceType]:
        return [fit.type for fit in self.outcome.fits]

    @property
    def named(self) -> list[str]:
        answers = (self.given.get("order-type"), self.given.get("professional-type"))
        return [answer for answer in answers if answer not in {None, UNKNOWN}]


def every_way() -> Iterator[Way]:
    begun: list[tuple[tuple[Question | Interruption, ...], tuple[str, ...]]]
    begun = [((), ())]
    while begun:
        steps, answers = begun.pop(0)
        step = next_step(answers)
        if isinstance(step, Outcome):
            yield Way(steps, answers, step)
            continue
        assert len(steps) < 10, answers
        onward = step.answers if isinstance(step, Question) else (CONTINUE,)
        begun += [((*steps, step), (*answers, answer)) for answer in onward]


WAYS = list(every_way())
QUESTIONS = {
    step.code: step for way in WAYS for step in way.steps if isinstance(step, Question)
}


def ways_with(**answers: str) -> list[Way]:
    return [
        way for way in WAYS if not way.named and answers.items() <= way.given.items()
    ]


def test_every_way_is_known():
    # 9 types named by an order; 9 by a professional after each of 3 other answers;
    # 13 ways to the question of safety, with 20 ways on from there.
    assert len(WAYS) == 9 + 3 * 9 + 13 * 20


def test_every_way_ends_within_six_questions():
    asked = [sum(isinstance(it, Question) for it in way.steps) for way in WAYS]
    assert max(asked) == MOST_QUESTIONS


def test_questions_are_numbered_from_one():
    for way in WAYS:
        numbers = [it.number for it in way.steps if isinstance(it, Question)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_no_way_is_a_dead_end():
    for way in WAYS:
        assert way.outcome.fits
        assert way.outcome.ask
        assert len(way.types) == len(set(way.types))


def test_not_knowing_is_the_last_answer_to_every_question():
    for question in QUESTIONS.values():
        assert question.answers[-1] == UNKNOWN
        assert UNKNOWN not in question.answers[:-1]


def test_the_question_of_safety_comes_right_after_the_pause():
    for way in WAYS:
        codes = [step.code for step in way.steps]
        assert ("risk" in codes) is ("pause" in codes)
        if "risk" in codes:
            assert codes[codes.index("risk") - 1] == "pause"


def test_a_risk_never_leads_to_anything_unwatched():
    ways = ways_with(risk="yes")
    assert ways
    for way in ways:
        assert UNWATCHED.isdisjoint(way.types), way.answers


@pytest.mark.parametrize("answer", ["unsaid", UNKNOWN])
def test_an_unsaid_or_unknown_risk_never_puts_anything_unwatched_first(answer):
    ways = ways_with(risk=answer)
    assert ways
    for way in ways:
        assert way.types[0] not in UNWATCHED, way.answers
        if ServiceType.SUPERVISED in way.types:
            assert "supported-later" in way.outcome.notes


def test_not_knowing_anything_does_not_lead_to_supported():
    unsure = [way for way in WAYS if set(way.answers) <= {UNKNOWN, CONTINUE}]
    assert len(unsure) == 1
    assert ServiceType.SUPPORTED not in unsure[0].types
    assert "unsure" in unsure[0].outcome.notes


def test_not_knowing_the_difficulty_never_leads_to_supported_alone():
    ways = ways_with(difficulty=UNKNOWN)
    assert ways
    for way in ways:
        assert way.types == [ServiceType.SUPERVISED, ServiceType.SUPPORTED]
        assert "unsure" in way.outcome.notes


def test_supported_comes_first_only_where_a_risk_was_ruled_out():
    first = [way for way in WAYS if way.types[0] is ServiceType.SUPPORTED]
    assert any(not way.named for way in first)
    for way in first:
        assert way.named or way.given["risk"] == "no"


def test_a_type_that_was_named_is_followed():
    ways = [way for way in WAYS if way.named]
    assert {name for way in ways for name in way.named} == set(ServiceType)
    for way in ways:
        assert way.types == way.named
        assert "worry" in way.outcome.notes
        source = "order" if "order-type" in way.given else "professional"
        assert way.outcome.fits[0].reason == source


def test_some_types_come_from_a_court_or_a_professional_only():
    for way in WAYS:
        assert way.named or NAMED_ONLY.isdisjoint(way.types)


def test_an_order_that_was_not_read_is_to_be_read_first():
    ways = ways_with(**{"order-type": UNKNOWN})
    assert ways
    assert all("order-unread" in way.outcome.first for way in ways)


def test_a_professional_who_has_not_said_is_to_be_asked_first():
    ways = ways_with(professional="involved")
    assert ways
    for way in ways:
        assert "professional-silent" in way.outcome.first
        supported = ServiceType.SUPPORTED in way.types
        assert ("social-work" in way.outcome.notes) is supported


@pytest.mark.parametrize(
    ("answers", "types"),
    [
        ({"risk": "yes", "meeting": "yes"}, ["supervised"]),
        ({"risk": "yes", "meeting": "no"}, ["indirect"]),
        ({"risk": "yes", "meeting": UNKNOWN}, ["supervised", "indirect"]),
        ({"knows": "little"}, ["supervised", "supported"]),
        ({"difficulty": "trust"}, ["supported"]),
        ({"difficulty": "exchange"}, ["handover"]),
        ({"difficulty": "face"}, ["indirect", "virtual"]),
        (
            {"difficulty": "settled"},
            ["escorted", "community", "supported", "handover"],
        ),
    ],
)
def test_each_situation_leads_to_the_types_made_for_it(answers, types):
    ways = ways_with(**answers)
    assert ways
    assert all(way.types == types for way in ways)


def test_northern_ireland_is_told_of_wherever_supervised_contact_is_advised():
    for way in WAYS:
        told = "northern-ireland" in way.outcome.notes
        assert told is any(it.startswith("supervised") for it in way.types)


def question_codes(question: Question) -> set[str]:
    code = f"guide.{question.code}"
    prefix = "service" if question.offers_types else code
    points = range(1, question.points + 1)
    return {
        f"{code}.title",
        f"{code}.hint",
        "guide.unknown",
        *(f"{prefix}.{answer}" for answer in question.answers[:-1]),
        *(f"{code}.point{number}" for number in points),
    }


def outcome_codes(outcome: Outcome) -> set[str]:
    return {
        *(f"guide.reason.{fit.reason}" for fit in outcome.fits),
        *(f"guide.find.{fit.type}" for fit in outcome.fits),
        *(f"guide.first.{code}" for code in outcome.first),
        *(f"guide.note.{code}" for code in outcome.notes),
        *(f"guide.ask.{code}" for code in outcome.ask),
    }


@pytest.mark.parametrize("language", Language)
def test_everything_that_the_guide_says_has_words(language):
    words = Words(language)
    said = set().union(*map(question_codes, QUESTIONS.values()))
    said |= set().union(*(outcome_codes(way.outcome) for way in WAYS))
    assert {code for code in said if code not in words} == set()


@pytest.mark.parametrize(
    "answers",
    [
        ("nonsense",),
        ("",),
        ("no", CONTINUE),
        (CONTINUE,),
        ("named", "nonsense"),
        ("named", "supported", "no"),
        ("no", "no", "yes"),
        ("named", "Supported"),
    ],
)
def test_answers_that_no_question_has_in_that_place_are_refused(answers):
    with pytest.raises(AnswersUnread):
        next_step(answers)


@given(st.lists(st.sampled_from(sorted({it for way in WAYS for it in way.answers}))))
def test_any_answers_lead_on_or_are_refused(answers):
    begun = {way.answers[: len(answers)] for way in WAYS}
    if tuple(answers) in begun:
        next_step(answers)
    else:
        with pytest.raises(AnswersUnread):
            next_step(answers)
