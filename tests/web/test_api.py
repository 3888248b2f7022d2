import json

import pytest

from finder.centres import Address, AddressVisibility, AreaCovered, CentreStatus
from finder.postcodes import Nation, Postcode
from tests.builders import LEEDS, NOTTINGHAM, a_centre

SEARCH = "/api/v1/centres"
SUPPORTED_NEAR_NG1 = {"postcode": "NG1 5FS", "service": "supported"}


def refused(client, **query) -> dict:
    answer = client.get(SEARCH, query_string=query)
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:find-a-centre:problem:{problem['code']}"
    return problem


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
