"""The pages of the guide: its start, its questions, and what they lead to.

The answers so far stand sealed in the address of a page, and nowhere else.
"""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from finder.guide import (
    CONTINUE,
    AnswersUnread,
    Interruption,
    Question,
    Step,
    next_step,
)
from finder.web.languages import page_url
from finder.web.sealed import Sealer, SearchExpired, SearchUnreadable

_KIND = "guide"
# All addresses are of one length, so that it tells nothing of the answers.
_SEALED_LETTERS = 96


def add_journey(blueprint: Blueprint, sealer: Sealer) -> None:
    """Serve the guide from a blueprint that each language registers."""
    pages = _Pages(sealer)
    blueprint.add_url_rule("/guide", "guide", pages.start)
    blueprint.add_url_rule("/guide", "guide_answer", pages.answer, methods=["POST"])
    blueprint.add_url_rule("/guide/<sealed>", "guide_step", pages.step)


class _Pages:
    """The views, with what seals the answers."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def start(self) -> str:
        return self._start()

    def answer(self) -> ResponseReturnValue:
        """Take the answer to a question and lead to what follows it."""
        sealed = request.form.get("answers", "")
        try:
            answers = self._unseal(sealed)
            step = next_step(answers)
        except (AnswersUnread, SearchExpired, SearchUnreadable) as problem:
            return self._begin_again(problem)
        answer = request.form.get("answer", "")
        if not isinstance(step, Question):
            return redirect(page_url("guide_step", sealed=sealed), 303)
        if answer not in step.answers:
            page = self._page(answers, step, sealed=sealed, problem="answer_missing")
            return page, HTTPStatus.BAD_REQUEST
        return redirect(self._address([*answers, answer]), 303)

    def step(self, sealed: str) -> ResponseReturnValue:
        try:
            answers = self._unseal(sealed)
            step = next_step(answers)
        except (AnswersUnread, SearchExpired, SearchUnreadable) as problem:
            return self._begin_again(problem)
        return self._page(answers, step, sealed=sealed)

    def _page(self, answers: Sequence[str], step: Step, **values: object) -> str:
        back = self._address(answers[:-1]) if answers else page_url("guide")
        if isinstance(step, Question):
            return render_template(
                "guide_question.html", question=step, back=back, **values
            )
        if isinstance(step, Interruption):
            onward = self._address([*answers, CONTINUE])
            return render_template("guide_pause.html", back=back, onward=onward)
        return render_template("guide_outcome.html", outcome=step, back=back)

    def _start(self, *, again: bool = False) -> str:
        return render_template("guide.html", begin=self._address([]), again=again)

    def _begin_again(self, problem: Exception) -> ResponseReturnValue:
        expired = isinstance(problem, SearchExpired)
        status = HTTPStatus.GONE if expired else HTTPStatus.NOT_FOUND
        return self._start(again=True), status

    def _address(self, answers: Sequence[str]) -> str:
        content = " ".join(answers).ljust(_SEALED_LETTERS)
        return page_url("guide_step", sealed=self._sealer.seal(_KIND, [content]))

    def _unseal(self, sealed: str) -> list[str]:
        unsealed = self._sealer.unseal(_KIND, sealed)
        if unsealed.expired:
            raise SearchExpired
        return " ".join(unsealed.content).split()
