import pytest

from finder.centres import ServiceType
from finder.places import Gazetteer
from finder.postcodes import Outcode, Postcode
from finder.settings import PROJECT
from finder.web.plain_queries import PlainQueries


@pytest.fixture
def queries():
    return PlainQueries(Gazetteer.read(PROJECT / "data" / "places.csv"))


def test_a_postcode_and_conditions_are_read_in_any_order(queries):
    for text in (
        "postcode=NG1+5FS&service=supported&limit=5",
        "service=supported&postcode=ng15fs&limit=5",
        "service=supported&limit=5&postcode=NG1%205FS",
    ):
        place, query = queries.read(text)
        assert place == Postcode.read("NG1 5FS")
        assert query.services == {ServiceType.SUPPORTED}
        assert query.limit == 5


def test_what_is_read_holds_no_place(queries):
    for text in ("NG1+5FS", "LS1+4DY", "M1"):
        _, query = queries.read(f"postcode={text}&service=supported")
        assert query.place == Outcode("NG1")
        assert query.other_place is None
    assert queries._conditions.cache_info().currsize == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "postcode=NG1+5FS",
        "postcode=&service=supported",
        "postcode=NG1+5FS&service=unheard-of",
        "postcode=NG1+5FS&service=supported&limit=0",
        "postcode=NG1+5FS&service=supported&limit=5&limit=6",
        "postcode=NG1+5FS&postcode=LS1+4DY&service=supported",
        "postcode=NG1+5FS&service=supported&other_postcode=LS1+4DY",
        "postcode=NG1+5FS&service=supported&order=fairer",
        "place=Nottingham&service=supported",
        "lat=52.95&lon=-1.15&service=supported",
        "postcode=NG1+5FS&service=supported&",
        "postcode=N%C3%A91&service=supported",
        "postcode=nowhere&service=supported",
    ],
)
def test_what_is_wrong_or_not_plain_is_left_to_others(queries, text):
    assert queries.read(text) is None


def test_long_strings_are_refused_at_once(queries):
    for text in (
        "postcode=" + "N" * 10_000,
        "service=supported&" * 1_000 + "postcode=NG1",
        "postcode=NG1" + "&service=supported" * 1_000,
        "service=" + "%25" * 5_000 + "&postcode=NG1",
    ):
        assert queries.read(text) is None
