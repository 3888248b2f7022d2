"""Postcodes that do not exist, each with a fixed answer for a situation.

The answers are files, so that they hold whatever is listed: ``data/sandbox``,
made by ``scripts/make_sandbox.py``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from flask import Response

from finder.found import Order
from finder.origins import Whereabouts
from finder.postcodes import Postcode
from finder.search_query import InvalidSearch, Problem
from finder.web.api_json import about, json_answer
from finder.web.api_problems import problem_answer
from finder.web.centre_json import ready
from finder.words import Language

SNAPSHOT = "sandbox"

Case = tuple[Whereabouts, Whereabouts | None, Order]


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer to a sandbox postcode: a search's by language, and its place."""

    name: str
    situation: str
    status: int
    search: Mapping[str, Any]
    place: Mapping[str, Any] | None

    def answer(self, language: Language) -> Response:
        """Answer a search."""
        return self._response(self.search[language])

    def answer_place(self, language: Language) -> Response:
        """Answer where the postcode is."""
        return self._response(self.place or self.search[language])

    def part(self, language: Language) -> bytes:
        """Return what a batch says of the postcode."""
        kept = self.search[language]
        if self.status != HTTPStatus.OK:
            return ready({"problem": kept})
        own = json.loads(about(SNAPSHOT, True))
        return ready({name: kept[name] for name in kept if name not in own})

    def _response(self, kept: Mapping[str, Any]) -> Response:
        content = ready(kept)
        if self.status != HTTPStatus.OK:
            return problem_answer(content, self.status)
        return json_answer(content)


class Sandbox:
    """The answers of one folder."""

    def __init__(
        self, answers: Mapping[Case, KeptAnswer], centres: Mapping[str, Any]
    ) -> None:
        self.answers = answers
        self.centres = centres
        self.about = about(SNAPSHOT, True)
        self._postcodes = {place for place, _, _ in answers}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the committed files, which tests check."""
        centres = json.loads((folder / "centres.json").read_bytes())
        answers: dict[Case, KeptAnswer] = {}
        # By name without its ending: a home comes before the same with another home.
        for path in sorted(folder.glob("AA*.json"), key=lambda it: it.stem):
            kept = json.loads(path.read_bytes())
            answers[_case(kept)] = _answer(path.stem, kept)
        return cls(answers, centres)

    def holds(self, places: Sequence[Whereabouts]) -> bool:
        """Return whether places are the sandbox's.

        Raises `InvalidSearch` when some are and some are not: an answer is
        either about real centres or about none.
        """
        kept = [place in self._postcodes for place in places]
        if any(kept) and not all(kept):
            raise InvalidSearch([Problem("", "sandbox_mixed")])
        return any(kept)

    def answer_to(
        self,
        place: Whereabouts,
        other: Whereabouts | None = None,
        order: Order = Order.NEAREST,
    ) -> KeptAnswer:
        """Return the answer to a place that the sandbox holds.

        Raises `InvalidSearch` for a second home that is not kept with it.
        """
        kept = self.answers.get((place, other, order))
        if kept is None:
            raise InvalidSearch([Problem("other_postcode", "postcode_unknown")])
        return kept


def _case(kept: Mapping[str, Any]) -> Case:
    other = kept["other_postcode"]
    return (
        Postcode.read(kept["postcode"]),
        Postcode.read(other) if other else None,
        Order(kept["order"]),
    )


def _answer(name: str, kept: Mapping[str, Any]) -> KeptAnswer:
    return KeptAnswer(
        name=name,
        situation=kept["situation"],
        status=kept["status"],
        search=kept["search"],
        place=kept["place"],
    )
