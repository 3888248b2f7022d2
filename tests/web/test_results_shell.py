import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finder.snapshot import SnapshotStore
from finder.web.languages import for_one_visitor
from finder.web.results_shell import ResultsShells
from tests.builders import LEEDS, NOTTINGHAM, a_centre
from tests.web.asked_quickly import by_flask
from tests.web.conftest import an_app

SEALED = r"sealed-[\w-]+"
PLACES = ["NG1 5FS", "NG1", "NG1 5", "LS1 4DY", "Nottingham", "CF10 1EP", "BT1 5GS"]
places = st.sampled_from(PLACES)
services = st.sets(st.sampled_from(["supported", "virtual", "handover"]), min_size=1)
QUERIES = (
    " ?page=2 ?day=weekend ?within_miles=5 ?step_free=yes&page=2 ?order=fairer "
    "?shortlist=c3 ?shortlist=c3,c4&page=2 ?language=Welsh"
)
queries = st.sampled_from(QUERIES.split(" "))
searches = st.tuples(
    st.sampled_from(["", "/cy"]), places, st.just("") | places, services, queries
)


@pytest.fixture(scope="module")
def client(tmp_path_factory, postcodes_folder):
    folder = tmp_path_factory.mktemp("shells")
    (folder / "postcodes").symlink_to(postcodes_folder.resolve())
    near = [
        a_centre(f"c{it}", name=f"Example {it}", location=LEEDS) for it in range(12)
    ]
    spoken = a_centre(
        "spoken", location=NOTTINGHAM, languages=("Welsh",), offers=("virtual",)
    )
    SnapshotStore(folder / "snapshots").publish(
        [*near, spoken], sources=("a test",), demonstration=True
    )
    return an_app(folder).test_client()


def address_of(client, search):
    prefix, place, other, wanted, query = search
    form = {"postcode": place, "other": other, "service": sorted(wanted)}
    sent = client.post(f"{prefix}/search", data=form)
    assert sent.status_code == 303, sent.text
    return sent.location + query


def without_others(page, address):
    """Return a page without the searches that it offers, each sealed anew."""
    own = re.search(SEALED, address)[0]
    return re.sub(SEALED, lambda it: it[0] if it[0] == own else "another", page)


def drawn_anew(client, address):
    """Return a page of which nothing was kept from another."""

    def page(self, shape, slots, sealed):
        return for_one_visitor(self._draw(shape).fill(slots), sealed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ResultsShells, "page", page)
        return by_flask(client, address).text


@given(st.lists(searches, min_size=1, max_size=6))
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_page_is_the_same_whoever_came_before(client, asked):
    for search in asked:
        address = address_of(client, search)
        page, anew = client.get(address).text, drawn_anew(client, address)
        assert without_others(page, address) == without_others(anew, address)
        again = client.get(address).text
        assert without_others(again, address) == without_others(anew, address)


def test_no_page_holds_anything_of_the_visitor_who_came_before(client):
    form = {"service": "supported"}
    one, other = (
        client.post("/search", data={**form, "postcode": place}).location
        for place in ("NG1 5FS", "LS1 4DY")
    )
    first, second = client.get(one).text, client.get(other).text
    assert one.rpartition("/")[2] in first
    assert one.rpartition("/")[2] not in second
    assert other.rpartition("/")[2] in second
    assert "NG1" in first
    assert "NG1" not in second
    assert "\x00" not in first + second
    assert "\x01" not in first + second
