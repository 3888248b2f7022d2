"""The query string of the Open Referral UK feed, read."""

import math
from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal

from flask import request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from finder.errors import UnreadPlace
from finder.open_referral_filters import ServiceFilter
from finder.postcodes import AnyPostcode, read_postcode
from finder.search_query import InvalidSearch, Problem

PER_PAGE = 50
MOST_PER_PAGE = 500
LONGEST_SEARCH = 200

_DAYS = (
    *("monday", "tuesday", "wednesday", "thursday"),
    *("friday", "saturday", "sunday"),
)
# What is said of a wrong value; for the others, a code of their own name.
_CODES = {
    "minimal": "feed_flag",
    "full": "feed_flag",
    "full_service": "feed_flag",
    "top_only": "feed_flag",
    "minimum_age": "feed_age",
    "maximum_age": "feed_age",
    "start_time": "feed_time",
    "end_time": "feed_time",
}


def _read_day(text: str) -> int:
    """Read MO, Mon or Monday, in any case."""
    typed = text.strip().lower()
    for number, name in enumerate(_DAYS):
        if typed in {name[:2], name[:3], name}:
            return number
    raise ValueError


def _read_time(text: str) -> time:
    """Read hours and minutes; an offset is left aside, for clocks are local."""
    if ":" not in text:
        raise ValueError
    return time.fromisoformat(text.strip()).replace(tzinfo=None)


def _read_moment(text: str) -> datetime:
    """Read a date or a time of ISO 8601; without an offset it is UTC."""
    # In a query string a plus sign that was not escaped stands for a space.
    joined = text.strip().replace(" ", "+") if "T" in text else text.strip()
    moment = datetime.fromisoformat(joined)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or number < 0:
        raise ValueError
    return number


Day = Annotated[int, BeforeValidator(_read_day)]
ClockTime = Annotated[time, BeforeValidator(_read_time)]
Moment = Annotated[datetime, BeforeValidator(_read_moment)]
Number = Annotated[float, BeforeValidator(_read_number)]


class ListParameters(BaseModel):
    """What may be asked of a list; each list takes those that it has a use for."""

    model_config = ConfigDict(frozen=True)

    page: Annotated[int, Field(ge=1)] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] | None = None
    format: Literal["json"] = "json"
    search: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    parent_id: str = ""
    top_only: bool = False
    modified_after: Moment | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    minimum_age: Number | None = None
    maximum_age: Number | None = None
    start_time: ClockTime | None = None
    end_time: ClockTime | None = None
    day: Day | None = None
    postcode: str = ""
    proximity: Number | None = None

    def filter(self) -> ServiceFilter:
        """Return what is asked of services wherever they are."""
        return ServiceFilter(
            search=self.search,
            taxonomy_term_id=self.taxonomy_term_id,
            taxonomy_id=self.taxonomy_id,
            organization_id=self.organization_id,
            minimum_age=self.minimum_age,
            maximum_age=self.maximum_age,
            start_time=self.start_time,
            end_time=self.end_time,
            day=self.day,
        )

    def place(self) -> AnyPostcode | None:
        """Return where services are asked for. Raises `InvalidSearch`."""
        if not self.postcode.strip():
            if self.proximity is not None:
                raise InvalidSearch([Problem("postcode", "postcode_missing")])
            return None
        try:
            return read_postcode(self.postcode)
        except UnreadPlace as problem:
            raise InvalidSearch([Problem("postcode", problem.code)]) from None


def read_list_parameters() -> ListParameters:
    """Read the query string of this request. Raises `InvalidSearch`.

    Names that are not known are left aside, and so are empty values: tools of the
    standard send names of its other versions, and fields that nobody filled in.
    """
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        if name in ListParameters.model_fields:
            if len(values) > 1:
                raise InvalidSearch([Problem(name, "parameter_repeated")])
            given[name] = values[0]
    try:
        return ListParameters.model_validate({k: it for k, it in given.items() if it})
    except ValidationError as invalid:
        # Pydantic's own words quote the input, which may be a child's place.
        names = dict.fromkeys(str(error["loc"][0]) for error in invalid.errors())
        problems = [Problem(it, _CODES.get(it, f"feed_{it}")) for it in names]
        raise InvalidSearch(problems) from None


def tells_of_a_place() -> bool:
    """Return whether the query string has a postcode, or may have one in a search."""
    searched = request.args.get("search", "")
    return "postcode" in request.args or any(map(str.isdigit, searched))
