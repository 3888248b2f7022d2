"""Requests that no honest client sends, and bodies that are no JSON."""

import json

import pytest

from tests.web.api_listing import an_app_that_lists_two

SEARCH, BATCH = "/api/v1/search", "/api/v1/batch"
SUPPORTED = {"postcode": "NG1 5FS", "service": ["supported"]}


@pytest.fixture(scope="module")
def client(tmp_path_factory, postcodes_folder):
    folder = tmp_path_factory.mktemp("api")
    return an_app_that_lists_two(folder, postcodes_folder).test_client()


def refused(answer, status: int = 400) -> dict:
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == status
    return problem


def posted(client, body, address: str = SEARCH):
    return client.post(address, data=body, content_type="application/json")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"NG1 5FS"',
        b"{",
        b'{"postcode": "NG1 5FS", "service": ["supported"]} {}',
        b'{"lat": NaN, "lon": -1.1, "service": ["supported"]}',
        b'{"lat": Infinity, "lon": -1.1, "service": ["supported"]}',
        b'{"postcode": "\xff\xfe", "service": ["supported"]}',
        "{}".encode("utf-16"),
        b"[" * 60_000,
        b'{"postcode":' * 5_000,
        b'{"limit": ' + b"9" * 5_000 + b"}",
        b"postcode=NG1+5FS&service=supported",
    ],
    ids=lambda it: repr(it[:12]),
)
@pytest.mark.parametrize("address", [SEARCH, BATCH])
def test_a_body_that_is_no_object_of_json_is_refused(client, body, address):
    assert refused(posted(client, body, address))["code"] == "body_invalid"


@pytest.mark.parametrize("content_type", [None, "text/plain", "text/json", "a/b; ="])
def test_a_body_of_another_type_is_refused(client, content_type):
    for address in (SEARCH, BATCH):
        body = json.dumps(SUPPORTED)
        answer = client.post(address, data=body, content_type=content_type)
        assert refused(answer, 415)["code"] == "http_415"


def test_a_body_may_say_that_it_is_utf_8(client):
    answer = client.post(
        SEARCH,
        data=json.dumps(SUPPORTED),
        content_type="application/json; charset=utf-8",
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("address", [SEARCH, BATCH])
def test_a_body_that_is_too_long_is_refused(client, address):
    body = json.dumps({**SUPPORTED, "place": "x" * 70_000})
    assert refused(posted(client, body, address), 413)["code"] == "http_413"


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ({"postcode": 5}, "postcode_invalid"),
        ({"postcode": ["NG1"]}, "postcode_invalid"),
        ({"postcode": "NG1\x005FS"}, "postcode_invalid"),
        ({"postcode": "\ud800"}, "postcode_invalid"),
        ({"postcode": "N" * 10_000}, "postcode_invalid"),
        ({"place": "N" * 10_000}, "place_twice"),
        ({"service": "supported"}, "service_unknown"),
        ({"service": [5]}, "service_unknown"),
        ({"service": None}, "service_unknown"),
        ({"service": {}}, "service_unknown"),
        ({"service": []}, "service_missing"),
        ({"referral": "me"}, "referral_invalid"),
        ({"referral": True}, "referral_invalid"),
        ({"day": "weekend"}, "day_invalid"),
        ({"day": ["sunday"]}, "day_invalid"),
        ({"within_miles": 0}, "within_miles_invalid"),
        ({"within_miles": 501}, "within_miles_invalid"),
        ({"within_miles": 2.5}, "within_miles_invalid"),
        ({"within_miles": "5"}, "within_miles_invalid"),
        ({"step_free": "true"}, "step_free_invalid"),
        ({"step_free": 1}, "step_free_invalid"),
        ({"language": "x" * 41}, "language_invalid"),
        ({"order": "quickest"}, "order_invalid"),
        ({"order": "fairer"}, "other_missing"),
        ({"limit": True}, "limit_invalid"),
        ({"limit": "5"}, "limit_invalid"),
        ({"limit": 10**400}, "limit_invalid"),
        ({"offset": 10**9}, "offset_invalid"),
        ({"other_lat": "53", "other_lon": -1.1}, "lat_invalid"),
        ({"other_lat": 10**400, "other_lon": -1.1}, "lat_invalid"),
        ({"other_lat": 53.0}, "coordinates_incomplete"),
        ({"other_lat": -1.1, "other_lon": 53.0}, "location_swapped"),
        ({"other_lat": 40.7, "other_lon": -74.0}, "location_outside_isles"),
        ({"other_postcode": ""}, "postcode_invalid"),
        ({"other_postcode": "nonsense"}, "postcode_invalid"),
        ({"other_place": "Newport"}, "place_shared"),
        ({"other_postcode": "LS1", "other_place": "Leeds"}, "place_twice"),
        ({"colour": "red"}, "parameter_unknown"),
        ({"SW1A 1AA": "red"}, "parameter_unknown"),
    ],
    ids=str,
)
def test_each_wrong_member_has_a_code_and_its_own_field(client, member, code):
    body = json.dumps({**SUPPORTED, **member})
    problem = refused(posted(client, body))
    assert problem["code"] == code
    assert len(problem["errors"]) == 1
    field = problem["errors"][0]["field"]
    known = {name for name in member if name not in {"colour", "SW1A 1AA"}}
    sides = {field.startswith("other_")} if field else {False}
    assert sides == {any(it.startswith("other_") for it in known)}


def test_too_large_a_number_is_outside_the_isles(client):
    body = '{"lat": 1e999, "lon": -1.1, "service": ["supported"]}'
    assert refused(posted(client, body))["code"] == "location_outside_isles"


def test_a_member_that_is_given_twice_is_refused(client):
    body = '{"postcode": "NG1", "postcode": "LS1", "service": ["supported"]}'
    assert refused(posted(client, body))["code"] == "parameter_repeated"


def test_null_is_a_place_or_condition_not_given(client):
    nothing = dict.fromkeys(["place", "lat", "lon", "other_postcode", "language"])
    body = json.dumps({**SUPPORTED, **nothing})
    assert posted(client, body).data == posted(client, json.dumps(SUPPORTED)).data


@pytest.mark.parametrize(
    ("places", "field", "code"),
    [
        (None, "places", "places_invalid"),
        ([], "places", "places_invalid"),
        ([{"postcode": "NG1"}] * 101, "places", "places_invalid"),
        ([{"postcode": "NG1"}, "NG1"], "places.1", "places_invalid"),
        (
            [{"postcode": "NG1"}, {"postcode": 5}],
            "places.1.postcode",
            "postcode_invalid",
        ),
        ([{"SW1A 1AA": "x"}], "places.0", "parameter_unknown"),
        ([{"lat": "x", "lon": 1.0}], "places.0.lat", "lat_invalid"),
    ],
)
def test_places_of_the_wrong_shape_fail_the_batch(client, places, field, code):
    body = json.dumps({"places": places, "service": ["supported"]})
    problem = refused(posted(client, body, BATCH))
    assert [(it["field"], it["code"]) for it in problem["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/centres/near?x=1",
        "/api/v1/services?x=1",
        "/api/v1/status?x=1",
        "/api/v1/openapi.json?x=1",
        "/api/v1/place?lat=53&lon=-1.1",
    ],
)
def test_unknown_parameters_are_refused_at_every_address(client, address):
    assert refused(client.get(address))["code"] == "parameter_unknown"


@pytest.mark.parametrize("address", [SEARCH, BATCH])
def test_a_body_is_all_that_a_post_is_asked_with(client, address):
    answer = client.post(f"{address}?postcode=NG1", json=SUPPORTED)
    assert refused(answer)["code"] == "parameter_unknown"


@pytest.mark.parametrize("typed", ["SW1A 1AA", "<b>SW1A</b>", "x" * 10_000, "SW1A😀"])
def test_nothing_sent_is_repeated(client, typed):
    bodies = [
        {"postcode": typed, "service": [typed]},
        {"place": typed, "service": ["supported"]},
        {typed: typed},
        {**SUPPORTED, "other_place": typed, "language": typed, "day": [typed]},
    ]
    for body in bodies:
        for address in (SEARCH, BATCH):
            answer = client.post(address, json=body)
            assert answer.status_code in {400, 404}
            assert typed not in json.dumps(answer.get_json(), ensure_ascii=False)
            assert "SW1A" not in answer.text
