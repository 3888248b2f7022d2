import json
from datetime import datetime

import pytest

from finder.centres import (
    Address,
    AddressVisibility,
    AreaCovered,
    CentreStatus,
    Facility,
    ReferralRoute,
    ServiceType,
)
from finder.postcodes import Nation, Postcode
from finder.sessions import read_opening
from finder.web.api_centre_models import CentreAnswer
from finder.web.api_models import (
    BatchAnswer,
    PlaceAnswer,
    SearchAnswer,
    ServicesAnswer,
    StatusAnswer,
)
from finder.web.api_problem_models import Problem as ProblemModel
from tests.builders import LEEDS, NOTTINGHAM, a_centre, a_service, at

SEARCH = "/api/v1/centres"
SUPPORTED_NEAR_NG1 = {"postcode": "NG1 5FS", "service": "supported"}


def refused(client, **query) -> dict:
    answer = client.get(SEARCH, query_string=query)
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:find-a-centre:problem:{problem['code']}"
    return problem


@pytest.mark.parametrize("place", [{"postcode": "NG1 5FS"}, {"place": "Nottingham"}])
def test_an_answer_credits_all_whose_data_it_is_made_from(client, place):
    found = client.get(SEARCH, query_string={**place, "service": "supported"})
    credit = found.get_json()["attribution"]
    assert all(it in credit for it in ("OS data", "Royal Mail", "ONS", "GeoNames"))


def test_a_search_answers_as_promised(client):
    answer = client.get(SEARCH, query_string=SUPPORTED_NEAR_NG1)
    assert answer.mimetype == "application/json"
    found = answer.get_json()
    assert set(found) == {
        "origin",
        "total",
        "results",
        "without_venue",
        "snapshot",
        "demonstration",
        "attribution",
    }
    assert found["origin"] == {
        "kind": "postcode",
        "label": "NG1",
        "nation": "england",
        "approximate": False,
    }
    assert (found["total"], found["demonstration"]) == (2, True)
    assert [
        (it["id"], it["distance_miles"], it["distance_text"], it["services"])
        for it in found["results"]
    ] == [
        ("near", 0.0, "less than half a mile", ["supported"]),
        ("far", 60.0, "60 miles", ["supported", "virtual"]),
    ]


def test_several_services_must_all_be_offered(client):
    query = {"postcode": "NG1", "service": ["supported", "virtual"]}
    found = client.get(SEARCH, query_string=query).get_json()
    assert [it["id"] for it in found["results"]] == ["far"]


def test_coordinates_serve_as_well_as_a_postcode(client):
    query = {"lat": 53.79, "lon": -1.54, "service": "supported"}
    found = client.get(SEARCH, query_string=query).get_json()
    assert found["origin"]["kind"] == "coordinates"
    assert found["origin"]["nation"] == "england"
    assert [it["id"] for it in found["results"]] == ["far", "near"]


def test_a_town_serves_as_well_as_a_postcode(client):
    query = {"place": "Leeds", "service": "supported"}
    found = client.get(SEARCH, query_string=query).get_json()
    assert found["origin"] == {
        "kind": "place",
        "label": "Leeds",
        "nation": "england",
        "approximate": True,
    }
    assert [it["id"] for it in found["results"]] == ["far", "near"]


def test_a_shared_name_is_refused_with_the_choice_and_its_slug_serves(client):
    problem = refused(client, place="Newport", service="supported")
    assert (problem["status"], problem["code"]) == (400, "place_shared")
    slugs = [it["place"] for it in problem["choices"]]
    assert "newport-np20" in slugs
    query = {"place": "newport-np20", "service": "supported"}
    found = client.get(SEARCH, query_string=query).get_json()
    assert found["origin"]["nation"] == "wales"


def test_pages_laid_end_to_end_neither_overlap_nor_skip(client_of):
    client = client_of([a_centre(f"centre-{number:02}") for number in range(23)])
    found = []
    for offset in range(0, 30, 5):
        query = {**SUPPORTED_NEAR_NG1, "limit": 5, "offset": offset}
        page = client.get(SEARCH, query_string=query).get_json()
        assert page["total"] == 23
        found += [it["id"] for it in page["results"]]
    assert found == [f"centre-{number:02}" for number in range(23)]


def test_lists_are_never_null(client_of):
    found = client_of([]).get(SEARCH, query_string=SUPPORTED_NEAR_NG1).get_json()
    assert (found["results"], found["without_venue"]) == ([], [])


def test_services_without_a_venue_come_apart(client_of):
    client = client_of(
        [
            a_centre(
                "roving",
                location=None,
                location_source=None,
                area_covered=AreaCovered(nations=(Nation.ENGLAND,)),
            )
        ]
    )
    found = client.get(SEARCH, query_string=SUPPORTED_NEAR_NG1).get_json()
    assert found["total"] == 0
    assert [it["id"] for it in found["without_venue"]] == ["roving"]


@pytest.mark.parametrize(
    ("query", "status", "code", "field"),
    [
        ({"service": "supported"}, 400, "postcode_missing", "postcode"),
        (
            {"postcode": "nonsense", "service": "supported"},
            400,
            "postcode_invalid",
            "postcode",
        ),
        (
            {"postcode": "NG1 5F", "service": "supported"},
            400,
            "postcode_incomplete",
            "postcode",
        ),
        ({"postcode": "NG1"}, 400, "service_missing", "service"),
        ({"postcode": "NG1", "service": "x"}, 400, "service_unknown", "service"),
        ({**SUPPORTED_NEAR_NG1, "limit": 0}, 400, "limit_invalid", "limit"),
        ({**SUPPORTED_NEAR_NG1, "limit": 51}, 400, "limit_invalid", "limit"),
        ({**SUPPORTED_NEAR_NG1, "limit": "ten"}, 400, "limit_invalid", "limit"),
        ({**SUPPORTED_NEAR_NG1, "offset": -1}, 400, "offset_invalid", "offset"),
        ({**SUPPORTED_NEAR_NG1, "limit": [1, 2]}, 400, "parameter_repeated", "limit"),
        ({**SUPPORTED_NEAR_NG1, "colour": "red"}, 400, "parameter_unknown", ""),
        ({**SUPPORTED_NEAR_NG1, "lat": 53}, 400, "place_twice", "postcode"),
        ({"lat": 53, "service": "supported"}, 400, "coordinates_incomplete", "lat"),
        ({"lat": "x", "lon": 0, "service": "supported"}, 400, "lat_invalid", "lat"),
        (
            {"lat": "nan", "lon": 0, "service": "supported"},
            400,
            "location_outside_isles",
            "lat",
        ),
        (
            {"lat": "inf", "lon": 0, "service": "supported"},
            400,
            "location_outside_isles",
            "lat",
        ),
        (
            {"lat": -1, "lon": 53, "service": "supported"},
            400,
            "location_swapped",
            "lat",
        ),
    ],
)
def test_each_wrong_query_has_a_code_and_a_field(client, query, status, code, field):
    problem = refused(client, **query)
    assert (problem["status"], problem["code"]) == (status, code)
    assert [(it["field"], it["code"]) for it in problem["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    ("postcode", "code"),
    [
        ("QQ1 1AA", "postcode_unknown"),
        ("GIR 0AA", "postcode_not_geographic"),
        ("BF1 3AA", "postcode_forces"),
    ],
)
def test_a_postcode_without_a_place_is_not_found_for_its_own_reason(
    client, postcode, code
):
    problem = refused(client, postcode=postcode, service="supported")
    assert (problem["status"], problem["code"]) == (404, code)


def test_all_that_is_wrong_is_told_at_once(client):
    problem = refused(client)
    assert problem["code"] == "search_invalid"
    assert [it["code"] for it in problem["errors"]] == [
        "service_missing",
        "postcode_missing",
    ]


@pytest.mark.parametrize(
    "typed",
    ["x" * 10_000, "😀", "<b>NG1</b>", "NG1'; DROP TABLE", "NG1\x005FSX", "SW1A 1AAX"],
)
def test_nothing_typed_is_repeated(client, typed):
    answer = client.get(SEARCH, query_string={"postcode": typed, "service": typed})
    assert answer.status_code == 400
    assert typed not in json.dumps(answer.get_json(), ensure_ascii=False)
    assert typed not in answer.text
    assert "SW1A" not in answer.text


def test_the_postcode_asked_for_is_not_repeated(client):
    answer = client.get(
        SEARCH, query_string={"postcode": "LS1 4DY", "service": "virtual"}
    )
    assert "4DY" not in answer.text


def test_a_centre_is_told_whole(client):
    centre = client.get("/api/v1/centres/near").get_json()
    assert centre["name"] == "Example Near"
    assert centre["services"][0]["type"] == "supported"
    assert centre["services"][0]["referral_routes"] == ["self", "solicitor"]
    assert centre["address"]["postcode"] == "NG1 5FS"
    assert centre["location"] == {
        "latitude": NOTTINGHAM.latitude,
        "longitude": NOTTINGHAM.longitude,
        "source": "postcode",
    }
    assert centre["snapshot"]


@pytest.mark.parametrize("visibility", [AddressVisibility.TOWN, AddressVisibility.NONE])
def test_a_withheld_address_is_in_no_answer(client_of, visibility):
    address = Address(
        lines=("1 Example Street",),
        town="Nottingham",
        postcode=Postcode.read("NG1 5FS"),
        visibility=visibility,
    )
    client = client_of([a_centre("kept", address=address, given_location=LEEDS)])
    for answer in (
        client.get("/api/v1/centres/kept"),
        client.get(SEARCH, query_string={"postcode": "LS1", "service": "supported"}),
    ):
        assert "Example Street" not in answer.text
        assert "5FS" not in answer.text
        assert str(LEEDS.latitude) not in answer.text


@pytest.mark.parametrize("centre_id", ["no-such", "gone", "<b>", "x" * 5000])
def test_a_centre_that_is_not_listed_is_not_found(client_of, centre_id):
    client = client_of([a_centre("gone", status=CentreStatus.CLOSED)])
    answer = client.get(f"/api/v1/centres/{centre_id}")
    assert answer.status_code == 404
    assert answer.get_json()["code"] == "centre_unknown"
    assert centre_id not in answer.text


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/nowhere"])
def test_a_path_that_is_not_there_is_a_problem_and_not_a_page(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_wrong_method_is_a_problem_and_not_a_page(client):
    answer = client.post(SEARCH)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


# What else can be asked of a search.

WATER = {"postcode": "BS23 1AA", "service": "supported"}
CARDIFF = at(51.4816, -3.1791)
BATH = at(51.38, -2.36)


def found_by(client, **query) -> dict:
    answer = client.get(SEARCH, query_string={**SUPPORTED_NEAR_NG1, **query})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def ids(found) -> list[str]:
    return [it["id"] for it in found["results"]]


@pytest.fixture
def narrowed(client_of):
    """Return a client for a centre that answers every condition and one that none."""
    plain = a_service(referral_routes=(ReferralRoute.COURT,))
    all_of_it = a_service(opening=read_opening("Sat 10:00-12:00; Tue 17:00-19:00"))
    return client_of(
        [
            a_centre("plain", location=LEEDS, services=(plain,)),
            a_centre(
                "all-of-it",
                services=(all_of_it,),
                facilities=((Facility.STEP_FREE, True),),
                languages=("Polish",),
            ),
        ]
    )


@pytest.mark.parametrize(
    "condition",
    [
        {"referral": "self"},
        {"day": "weekend"},
        {"day": ["evening", "weekend"]},
        {"within_miles": 1},
        {"within_miles": 55},
        {"step_free": "true"},
        {"language": "polish"},
        {"language": "POLISH"},
    ],
)
def test_a_condition_leaves_the_centres_that_answer_it(narrowed, condition):
    found = found_by(narrowed, **condition)
    assert (found["total"], ids(found)) == (1, ["all-of-it"])


def test_conditions_that_all_answer_leave_all(narrowed):
    for condition in ({"step_free": "false"}, {"within_miles": 500}):
        assert found_by(narrowed, **condition)["total"] == 2
    assert found_by(narrowed, language="klingon")["total"] == 0


def test_a_second_home_adds_its_distances_and_may_change_the_order(client):
    leeds = {"other_lat": 53.79, "other_lon": -1.54}
    found = found_by(client, **leeds)
    assert found["other_origin"]["kind"] == "coordinates"
    assert ids(found) == ["near", "far"]
    assert [
        (it["distance_miles"], it["other_distance_miles"], it["other_distance_text"])
        for it in found["results"]
    ] == [(0.0, 60.0, "60 miles"), (60.0, 0.5, "half a mile")]
    assert {it["other_over_water"] for it in found["results"]} == {False}
    assert ids(found_by(client, **leeds, order="fairer")) == ["near", "far"]
    by_name = found_by(client, other_place="Leeds", order="fairer")
    assert by_name["other_origin"]["label"] == "Leeds"


def test_without_a_second_home_nothing_is_said_of_one(client):
    found = found_by(client)
    assert "other_origin" not in found
    assert not [it for centre in found["results"] for it in centre if "other" in it]


def test_a_second_home_in_no_directory_is_named_as_what_is_not_known(client):
    problem = refused(client, **SUPPORTED_NEAR_NG1, other_postcode="QQ1 1AA")
    assert (problem["status"], problem["code"]) == (404, "postcode_unknown")
    assert [it["field"] for it in problem["errors"]] == ["other_postcode"]


def test_a_centre_across_water_is_said_to_be(client_of):
    client = client_of(
        [a_centre("cardiff", location=CARDIFF), a_centre("dry", location=BATH)]
    )
    found = client.get(SEARCH, query_string=WATER).get_json()
    assert {it["id"]: it["over_water"] for it in found["results"]} == {
        "cardiff": True,
        "dry": False,
    }


@pytest.mark.parametrize(
    "query",
    [
        SUPPORTED_NEAR_NG1,
        {"place": "Leeds", "service": "supported", "limit": 1, "offset": 1},
        {"lat": 53.79, "lon": -1.54, "service": ["supported", "virtual"]},
        {**SUPPORTED_NEAR_NG1, "other_postcode": "LS1 4DY", "order": "fairer"},
        {**SUPPORTED_NEAR_NG1, "day": ["weekend", "evening"], "step_free": "true"},
        {**SUPPORTED_NEAR_NG1, "within_miles": 5, "referral": "self", "language": "x"},
        {"service": "x", "postcode": "nonsense"},
        {"service": "supported", "place": "Newport"},
        {"service": "supported", "postcode": "QQ1 1AA"},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_body_is_answered_as_the_same_query_is(client, query, language):
    headers = {"Accept-Language": language}
    got = client.get(SEARCH, query_string=query, headers=headers)
    posted = client.post("/api/v1/search", json=as_json(query), headers=headers)
    assert (posted.status_code, posted.data) == (got.status_code, got.data)
    assert posted.mimetype == got.mimetype
    assert posted.headers["Cache-Control"] == "private, no-store"


def as_json(query) -> dict:
    several = {"service", "day"}
    return {
        name: (value == "true")
        if name == "step_free"
        else [value]
        if name in several and isinstance(value, str)
        else value
        for name, value in query.items()
    }


PLACES = [
    {"postcode": "NG1 5FS"},
    {"postcode": "nonsense"},
    {"place": "Leeds"},
    {"place": "Newport"},
    {"lat": 53.79, "lon": -1.54},
    {"lat": 53.79},
    {"lat": -1.54, "lon": 53.79},
    {"postcode": "QQ1 1AA"},
    {"postcode": "NG1", "place": "Leeds"},
    {},
]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_batch_answers_each_place_as_a_search_does(client, language):
    headers = {"Accept-Language": language}
    shared = {"service": ["supported"], "limit": 1, "referral": "self"}
    answer = client.post(
        "/api/v1/batch", json={"places": PLACES, **shared}, headers=headers
    )
    assert answer.status_code == 200
    batch = answer.get_json()
    about = {"snapshot", "demonstration", "attribution"}
    assert set(batch) == {"answers", *about}
    for place, part in zip(PLACES, batch["answers"], strict=True):
        alone = client.post("/api/v1/search", json={**place, **shared}, headers=headers)
        body = alone.get_json()
        if alone.status_code == 200:
            assert part == {name: body[name] for name in body if name not in about}
            assert {name: batch[name] for name in about} == {
                name: body[name] for name in about
            }
        else:
            assert part == {"problem": body}


def test_a_batch_of_the_most_places_is_answered(client):
    asked = {"places": [{"postcode": "NG1 5FS"}] * 100, "service": ["supported"]}
    answer = client.post("/api/v1/batch", json=asked)
    assert [it["total"] for it in answer.get_json()["answers"]] == [2] * 100


def test_choices_say_which_field_they_are_for(client):
    problem = refused(client, **SUPPORTED_NEAR_NG1, other_place="Newport")
    assert {it["field"] for it in problem["choices"]} == {"other_place"}
    problem = refused(client, place="Newport", service="supported")
    assert {it["field"] for it in problem["choices"]} == {"place"}


# What is no search.


def test_services_are_told_in_both_languages(client):
    services = client.get("/api/v1/services").get_json()["services"]
    assert [it["code"] for it in services] == list(ServiceType)
    assert services[0]["name"] == {
        "en": "Supported contact",
        "cy": "Cyswllt â chymorth",
    }
    for it in services:
        assert it["hint"]["en"] != it["hint"]["cy"]


def test_the_status_names_what_is_answered_from(narrowed, all_postcodes):
    status = narrowed.get("/api/v1/status").get_json()
    assert status["centres"] == 2
    assert status["languages"] == ["Polish"]
    assert status["postcodes"] == all_postcodes.id
    assert status["snapshot"] == found_by(narrowed)["snapshot"]
    assert datetime.fromisoformat(status["published_at"]).tzinfo is not None


@pytest.mark.parametrize(
    ("query", "kind", "label", "approximate"),
    [
        ({"postcode": "NG1 5FS"}, "postcode", "NG1", False),
        ({"postcode": "NG1"}, "outcode", "NG1", True),
        ({"place": "Leeds"}, "place", "Leeds", True),
    ],
)
def test_a_place_is_told_coarsely(client, query, kind, label, approximate):
    place = client.get("/api/v1/place", query_string=query).get_json()
    assert (place["kind"], place["label"]) == (kind, label)
    assert (place["nation"], place["approximate"]) == ("england", approximate)
    assert place["ended"] is False
    for name in ("latitude", "longitude"):
        assert place[name] == round(place[name], 2)


def test_every_postcode_of_a_district_is_told_to_be_in_one_place(client):
    places = [
        client.get("/api/v1/place", query_string={"postcode": postcode}).get_json()
        for postcode in ("NG1 5FS", "NG1 1AA", "NG1")
    ]
    assert len({(it["latitude"], it["longitude"]) for it in places}) == 1


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 400, "postcode_missing"),
        ({"postcode": "NG1", "place": "Leeds"}, 400, "place_twice"),
        ({"place": "Newport"}, 400, "place_shared"),
        ({"postcode": "QQ1 1AA"}, 404, "postcode_unknown"),
        ({"postcode": "BF1 3AA"}, 404, "postcode_forces"),
    ],
)
def test_a_place_that_cannot_be_told_is_a_problem(client, query, status, code):
    answer = client.get("/api/v1/place", query_string=query)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_not_even_the_district_of_a_wholly_withheld_venue_is_told(client_of):
    address = Address(
        town="Nottingham",
        postcode=Postcode.read("NG1 5FS"),
        visibility=AddressVisibility.NONE,
    )
    centre = client_of([a_centre("kept", address=address)]).get("/api/v1/centres/kept")
    assert centre.get_json()["location"] is None
    assert "NG1" not in centre.text
    assert "Nottingham" not in centre.text


@pytest.mark.parametrize("path", ["search", "batch", "centres", "place", "status"])
def test_a_method_that_is_not_taken_is_a_problem_that_names_those_that_are(
    client, path
):
    answer = client.delete(f"/api/v1/{path}")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert answer.headers["Allow"]


def test_every_answer_has_what_its_model_has_and_no_more(client):
    for address, model in (
        (f"{SEARCH}?postcode=NG1&other_postcode=LS1&service=supported", SearchAnswer),
        ("/api/v1/centres/near", CentreAnswer),
        ("/api/v1/services", ServicesAnswer),
        ("/api/v1/place?postcode=NG1", PlaceAnswer),
        ("/api/v1/status", StatusAnswer),
        (SEARCH, ProblemModel),
    ):
        model.model_validate(client.get(address).get_json(), extra="forbid")
    body = {"places": PLACES, "service": ["supported"]}
    batch = client.post("/api/v1/batch", json=body).get_json()
    BatchAnswer.model_validate(batch, extra="forbid")
