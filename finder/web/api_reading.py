"""A request to the API, read into what it asks or into all that is wrong with it.

Pydantic's own words quote what was sent, which may be a child's place: of its
errors only the names of known fields are kept.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_origin

from flask import abort, request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from finder.search_query import InvalidSearch, Problem
from finder.web.api_asks import NoAsk

JSON = "application/json"

Model = TypeVar("Model", bound=BaseModel)
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent, by name. In a query string every value is a text."""

    values: Mapping[str, Any]
    texts: bool

    def read(self, model: type[Model]) -> Model:
        """Check what was sent against a model. Raises `InvalidSearch`."""
        try:
            # None leaves it to the model, which is strict.
            strict = False if self.texts else None
            return model.model_validate(self.values, strict=strict)
        except ValidationError as invalid:
            errors = invalid.errors(
                include_url=False, include_context=False, include_input=False
            )
            problems = [_problem(it["loc"], it["type"]) for it in errors]
            raise InvalidSearch(list(dict.fromkeys(problems))) from None

    def part(self, prefix: str, model: type[BaseModel]) -> "Given":
        """Return the fields of another model, sent with a prefix to their names."""
        sent = {name: self.values.get(prefix + name) for name in model.model_fields}
        return Given({it: sent[it] for it in sent if sent[it] is not None}, self.texts)


def query_of(model: type[BaseModel]) -> Given:
    """Return the query string, if each name is known and none said twice."""
    return given_in(request.args, model)


def given_in(args: MultiDict[str, str], model: type[BaseModel]) -> Given:
    """Return what a query string says. Raises `InvalidSearch`, as `query_of` does."""
    return Given(_values(args, model), texts=True)


def body() -> Given:
    """Return the JSON object of the body. Raises `InvalidSearch`, or aborts (415)."""
    query_of(NoAsk)
    if request.mimetype != JSON:
        abort(415)
    try:
        text = request.get_data().decode("utf-8")
        values = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidSearch([Problem("", "body_invalid")]) from None
    if not isinstance(values, dict):
        raise InvalidSearch([Problem("", "body_invalid")])
    return Given(values, texts=False)


def attempt(reading: Callable[[], _Read], wrong: list[InvalidSearch]) -> _Read | None:
    """Return what was read, or None once what is wrong with it has been noted."""
    try:
        return reading()
    except InvalidSearch as invalid:
        wrong.append(invalid)
        return None


def all_of(wrong: list[InvalidSearch]) -> InvalidSearch:
    """Return as one all that is wrong, each thing once."""
    problems = dict.fromkeys(it for each in wrong for it in each.problems)
    first = next((each for each in wrong if each.choices), wrong[0])
    return InvalidSearch(list(problems), first.choices, first.choices_for)


def _values(args: MultiDict[str, str], model: type[BaseModel]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, values in args.lists():
        field = model.model_fields.get(name)
        if field is None:
            raise InvalidSearch([Problem("", "parameter_unknown")])
        several = get_origin(field.annotation) is list
        if not several and len(values) > 1:
            raise InvalidSearch([Problem(name, "parameter_repeated")])
        given[name] = values if several else values[0]
    return given


def _problem(path: tuple[int | str, ...], kind: str) -> Problem:
    if kind == "extra_forbidden":
        # The name of it was typed too, and is left out.
        return Problem(_name_of(path[:-1]), "parameter_unknown")
    name = str(next(it for it in reversed(path) if isinstance(it, str)))
    if name == "service":
        missing = kind in {"missing", "too_short"}
        return Problem(name, "service_missing" if missing else "service_unknown")
    return Problem(_name_of(path), f"{name.removeprefix('other_')}_invalid")


def _name_of(path: tuple[int | str, ...]) -> str:
    """Return the name of a field, such as ``day`` or, in a batch, ``places.2.lat``."""
    whole = path if path[:1] == ("places",) else path[:1]
    return ".".join(map(str, whole))


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        raise InvalidSearch([Problem("", "parameter_repeated")])
    return found


def _refuse(constant: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")
