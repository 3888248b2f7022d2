import json

import pytest

from finder.errors import UnknownPostcode
from finder.postcodes import Outcode, Postcode
from finder.settings import PROJECT
from finder.web.sandbox import Sandbox
from finder.words import Language
from scripts.make_sandbox import files
from tests.web.conftest import an_app

FOLDER = PROJECT / "data" / "sandbox"
KEPT = {it.stem: json.loads(it.read_bytes()) for it in FOLDER.glob("AA*.json")}
ABOUT = {"snapshot", "demonstration", "attribution"}
SERVICE = {"service": "supported"}

every_answer = pytest.mark.parametrize("name", sorted(KEPT))
every_language = pytest.mark.parametrize("language", Language)


@pytest.fixture(scope="module")
def empty_client(tmp_path_factory):
    """Return a client for a service that has neither listing nor postcodes."""
    return an_app(tmp_path_factory.mktemp("empty")).test_client()


def asked(kept) -> dict[str, str]:
    homes = {"postcode": kept["postcode"], "other_postcode": kept["other_postcode"]}
    given = {name: it for name, it in homes.items() if it is not None}
    return given if len(given) == 1 else {**given, "order": kept["order"]}


def test_the_files_are_those_that_the_script_makes():
    made = dict(files())
    stored = {it.name: json.loads(it.read_bytes()) for it in FOLDER.iterdir()}
    assert stored == json.loads(json.dumps(made))


def test_no_postcode_of_the_sandbox_exists(all_postcodes):
    assert not [it for it in all_postcodes.outcodes() if it.area == "AA"]
    with pytest.raises(UnknownPostcode):
        all_postcodes.find(Outcode("AA1"))
    for kept in KEPT.values():
        assert Postcode.read(kept["postcode"]).outcode == Outcode("AA1")


@every_answer
@every_language
def test_an_answer_is_its_file_whatever_is_listed(empty_client, name, language):
    kept = KEPT[name]
    headers = {"Accept-Language": language}
    query = {**asked(kept), **SERVICE}
    got = empty_client.get("/api/v1/centres", query_string=query, headers=headers)
    posted = empty_client.post(
        "/api/v1/search", json={**query, "service": ["supported"]}, headers=headers
    )
    for answer in (got, posted):
        assert answer.status_code == kept["status"]
        assert answer.get_json() == kept["search"][language]
        assert answer.headers["Content-Language"] == language
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert got.data == posted.data
    is_problem = got.mimetype == "application/problem+json"
    assert is_problem == (kept["status"] != 200)
    assert ("Retry-After" in got.headers) == (kept["status"] in {429, 503})


@every_language
def test_a_batch_has_the_same_answers(empty_client, language):
    alone = [it for it in KEPT.values() if it["other_postcode"] is None]
    answer = empty_client.post(
        "/api/v1/batch",
        json={
            "places": [{"postcode": it["postcode"]} for it in alone],
            "service": ["supported"],
        },
        headers={"Accept-Language": language},
    )
    found = answer.get_json()
    assert (found["snapshot"], found["demonstration"]) == ("sandbox", True)
    for kept, part in zip(alone, found["answers"], strict=True):
        body = kept["search"][language]
        own = {name: body[name] for name in body if name not in ABOUT}
        assert part == (own if kept["status"] == 200 else {"problem": body})


@every_answer
def test_the_place_of_a_postcode_is_kept_too(empty_client, name):
    kept = KEPT[name]
    if kept["other_postcode"] is not None:
        return
    query = {"postcode": kept["postcode"]}
    answer = empty_client.get("/api/v1/place", query_string=query)
    assert answer.status_code == kept["status"]
    assert answer.get_json() == (kept["place"] or kept["search"]["en"])


def test_centres_of_the_sandbox_can_be_opened(empty_client):
    ids = {
        centre["id"]
        for kept in KEPT.values()
        for kind in ("results", "without_venue")
        for centre in kept["search"]["en"].get(kind, ())
    }
    assert ids == set(json.loads((FOLDER / "centres.json").read_bytes()))
    for centre_id in ids:
        centre = empty_client.get(f"/api/v1/centres/{centre_id}").get_json()
        assert (centre["id"], centre["snapshot"]) == (centre_id, "sandbox")
        assert centre["demonstration"] is True


def test_there_is_a_postcode_for_every_situation():
    answers = [it["search"]["en"] for it in KEPT.values() if it["status"] == 200]
    results = [it for found in answers for it in found["results"]]
    assert {it["origin"]["nation"] for it in answers} >= {"scotland", "wales"}
    assert {it["origin"]["kind"] for it in answers} >= {"ended-postcode", "sector"}
    assert any(not it["results"] and not it["without_venue"] for it in answers)
    assert any(not it["results"] and it["without_venue"] for it in answers)
    assert any(it["over_water"] for it in results)
    assert any(it["status"] == "temporarily-closed" for it in results)
    assert any("other_distance_miles" in it for it in results)
    assert {it["status"] for it in KEPT.values()} == {200, 404, 429, 503}


def test_the_fairer_order_is_another_than_the_nearest():
    nearest, fairer = (
        [it["id"] for it in KEPT[name]["search"]["en"]["results"]]
        for name in ("AA1-1AA-and-AA1-2AA", "AA1-1AA-and-AA1-2AA-fairer")
    )
    assert set(nearest) == set(fairer)
    assert nearest != fairer


def test_all_that_is_sent_beside_is_still_checked(empty_client):
    query = {"postcode": "AA1 1AA", "limit": 0, "service": "nonsense"}
    answer = empty_client.get("/api/v1/centres", query_string=query)
    assert answer.status_code == 400
    codes = {it["code"] for it in answer.get_json()["errors"]}
    assert codes == {"limit_invalid", "service_unknown"}


@pytest.mark.parametrize(
    "other", [{"other_postcode": "NG1 5FS"}, {"other_place": "Leeds"}]
)
def test_a_real_home_beside_one_of_the_sandbox_is_refused(client, other):
    query = {"postcode": "AA1 1AA", **other, **SERVICE}
    answer = client.get("/api/v1/centres", query_string=query)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "sandbox_mixed")


def test_a_batch_with_a_real_place_beside_one_of_the_sandbox_is_refused(client):
    places = [{"postcode": "AA1 1AA"}, {"place": "Leeds"}]
    asked = {"places": places, "service": ["supported"]}
    answer = client.post("/api/v1/batch", json=asked)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "sandbox_mixed")


def test_a_second_home_that_is_not_kept_with_the_first_is_not_known(empty_client):
    query = {"postcode": "AA1 1AB", "other_postcode": "AA1 1AA", **SERVICE}
    problem = empty_client.get("/api/v1/centres", query_string=query).get_json()
    assert (problem["status"], problem["code"]) == (404, "postcode_unknown")
    assert problem["errors"][0]["field"] == "other_postcode"


def test_every_centre_is_plainly_fictional():
    centres = Sandbox.read(FOLDER).centres.values()
    assert all("Example" in centre["name"] for centre in centres)
    assert all(centre["email"].endswith(".example.org") for centre in centres)
    assert all(centre["telephone"].startswith("01632 960") for centre in centres)
    assert all(centre["postcode"][:3] in {"AA1", ""} for centre in centres)
