import csv
import io
import json
import random
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import shapely

from finder.centres import (
    Accreditation,
    AccreditationStatus,
    AccreditationType,
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    CentreStatus,
    Facility,
)
from finder.location import LATITUDES, LONGITUDES
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import read_opening
from finder.settings import PROJECT
from finder.web.public_csv import COLUMNS
from tests.builders import LEEDS, SECRET, a_centre, a_service, at
from tests.web.conftest import an_app

GEOJSON = "/feeds/centres.geojson"
CSV = "/feeds/centres.csv"
FEEDS = (GEOJSON, CSV)
TYPES = {GEOJSON: "application/geo+json", CSV: "text/csv"}


def a_full_centre(id="full", **changes):
    service = a_service(
        "supervised",
        opening=read_opening("Sat 10:00-12:00; by arrangement"),
        charges="£2, or £3 on a Sunday",
        age_range=AgeRange(youngest=0, oldest=16),
        waiting_weeks=6,
        accreditation=Accreditation(
            type=AccreditationType.ENHANCED, status=AccreditationStatus.ACCREDITED
        ),
    )
    given = {
        "services": (service, a_service("handover")),
        "address": Address(
            lines=("1 Example Street", "Hyson", "Green"),
            town="Nottingham",
            county="Nottinghamshire",
            postcode=Postcode.read("NG1 5FS"),
        ),
        "operator": "Example Trust",
        "charity_number": "1234567",
        "email": "full@example.org",
        "website": "https://full.example.org/",
        "referral_url": "https://full.example.org/refer",
        "facilities": ((Facility.STEP_FREE, True), (Facility.PARKING, False)),
        "languages": ("English", "Polish"),
        "last_checked": date(2026, 11, 1),
        "source": "the keeper",
    }
    return a_centre(id, **{**given, **changes})


def a_roving_centre():
    return a_centre(
        "roving",
        address=Address(),
        location=None,
        location_source=None,
        area_covered=AreaCovered(outcodes=(Outcode("NG1"),), nations=(Nation.WALES,)),
    )


def features(client):
    answer = client.get(GEOJSON)
    assert answer.status_code == 200
    collection = json.loads(answer.data)
    check_geojson(collection)
    return {it["id"]: it for it in collection["features"]}


def check_geojson(collection):
    """Check what RFC 7946 asks of a collection of points."""
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert isinstance(collection["features"], list)
    # Members that mean something elsewhere in GeoJSON: section 7.1.
    assert not {"coordinates", "geometries", "geometry", "properties"} & set(collection)
    for feature in collection["features"]:
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        assert isinstance(feature["properties"], dict)
        if feature["geometry"] is not None:
            assert feature["geometry"].keys() == {"type", "coordinates"}
            assert feature["geometry"]["type"] == "Point"
            longitude, latitude = feature["geometry"]["coordinates"]
            assert LONGITUDES[0] <= longitude <= LONGITUDES[1]
            assert LATITUDES[0] <= latitude <= LATITUDES[1]
            assert (longitude, latitude) == (round(longitude, 5), round(latitude, 5))


def rows(client):
    answer = client.get(CSV)
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


# GeoJSON


def test_a_venue_is_a_point_with_its_longitude_first(client_of):
    found = features(client_of([a_full_centre(location=at(52.9548783, -1.1581086))]))
    point = {"type": "Point", "coordinates": [-1.15811, 52.95488]}
    assert found["full"]["geometry"] == point
    assert found["full"]["properties"]["position_source"] == "postcode"


def test_a_feature_tells_all_that_is_public_of_a_centre(client_of):
    told = features(client_of([a_full_centre()]))["full"]["properties"]
    assert told["name"] == "Example full"
    assert told["operator"] == "Example Trust"
    assert told["url"] == "http://localhost/centres/full"
    assert told["address"]["lines"] == ["1 Example Street", "Hyson", "Green"]
    assert told["postcode"] == "NG1 5FS"
    assert told["facilities"] == {"step-free": True, "parking": False}
    assert [it["type"] for it in told["services"]] == ["supervised", "handover"]
    assert told["services"][0]["age_range"] == {"youngest": 0, "oldest": 16}
    assert "location" not in told


@pytest.mark.parametrize("visibility", [AddressVisibility.TOWN, AddressVisibility.NONE])
def test_a_venue_that_is_not_shown_in_full_has_no_point(client_of, visibility):
    address = replace(SECRET, visibility=visibility)
    (feature,) = features(client_of([a_centre("kept", address=address)])).values()
    assert feature["geometry"] is None
    assert feature["properties"]["position_source"] is None
    town = "Secretham" if visibility is AddressVisibility.TOWN else ""
    assert feature["properties"]["town"] == town


def test_a_service_without_a_venue_has_no_point_but_its_area(client_of):
    roving = features(client_of([a_roving_centre()]))["roving"]
    assert roving["geometry"] is None
    area = roving["properties"]["area_covered"]
    assert (area["outcodes"], area["nations"]) == (["NG1"], ["wales"])


def test_other_programs_read_the_geojson(client_of):
    centres = [a_full_centre("one"), a_full_centre("two", location=LEEDS)]
    read = shapely.from_geojson(client_of(centres).get(GEOJSON).data)
    assert [(it.x, it.y) for it in read.geoms] == [
        (-1.1553, 52.9549),
        (-1.5438, 53.7974),
    ]


def test_the_collection_says_where_it_is_from_and_whether_it_is_fictional(client_of):
    for demonstration in (True, False):
        client = client_of([a_centre()], demonstration=demonstration)
        collection = client.get(GEOJSON).get_json()
        assert collection["demonstration"] is demonstration
        assert "Open Government Licence" in collection["attribution"]
        assert collection["snapshot"]


def test_text_that_looks_like_an_escape_is_left_as_it_is(client_of):
    name = 'Example \\u0000 \\" "quoted" \u2028 Ŷ'
    client = client_of([a_centre("odd", name=name)])
    assert features(client)["odd"]["properties"]["name"] == name
    assert rows(client)[0]["name"] == name


# CSV


def test_there_is_a_row_for_each_service_with_all_that_is_public(client_of):
    supervised, handover = rows(client_of([a_full_centre()], demonstration=False))
    assert tuple(supervised) == COLUMNS
    assert supervised == {
        "id": "full",
        "name": "Example full",
        "service": "supervised",
        "status": "open",
        "status_note": "",
        "operator": "Example Trust",
        "charity_number": "1234567",
        "telephone": "0115 496 0000",
        "email": "full@example.org",
        "website": "https://full.example.org/",
        "referral_url": "https://full.example.org/refer",
        "address_1": "1 Example Street",
        "address_2": "Hyson, Green",
        "town": "Nottingham",
        "county": "Nottinghamshire",
        "postcode": "NG1 5FS",
        "address_visibility": "full",
        "longitude": "-1.1553",
        "latitude": "52.9549",
        "position_source": "postcode",
        "area_covered": "",
        "referral_routes": "self; solicitor",
        "sessions": "Sat 10:00-12:00; by arrangement",
        "charges": "£2, or £3 on a Sunday",
        "minimum_age": "0",
        "maximum_age": "16",
        "waiting_weeks": "6",
        "accreditation_type": "enhanced",
        "accreditation_status": "accredited",
        "step_free": "yes",
        "accessible_toilet": "",
        "parking": "no",
        "outdoor_space": "",
        "separate_entrances": "",
        "languages": "English; Polish",
        "last_checked": "2026-11-01",
        "source": "the keeper",
        "page": "http://localhost/centres/full",
        "demonstration": "no",
    }
    assert (handover["service"], handover["charges"]) == ("handover", "Free")
    assert (handover["minimum_age"], handover["waiting_weeks"]) == ("", "")


def test_a_service_without_a_venue_says_its_area(client_of):
    (row,) = rows(client_of([a_roving_centre()]))
    assert row["area_covered"] == "NG1; wales"
    assert (row["longitude"], row["latitude"], row["address_1"]) == ("", "", "")


def test_a_spreadsheet_finds_no_formula(client_of):
    live = ["=1+1", "+44 115 496 0000", "@SUM(A1)", "-1+1", "'=x", "\t=1"]
    centres = [
        a_full_centre(f"centre-{number}", name=text, telephone=text, status_note=text)
        for number, text in enumerate(live)
    ]
    for row in rows(client_of(centres)):
        for column, cell in row.items():
            if column != "longitude":
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), column
        assert row["name"].startswith("'")
        assert float(row["longitude"]) < 0


def test_other_programs_read_the_csv(client_of):
    centres = [
        a_full_centre("one", name='Commas, "quotes"\nand lines', status_note="é ŵ 字"),
        a_roving_centre(),
    ]
    table = pd.read_csv(io.BytesIO(client_of(centres).get(CSV).data), dtype=str)
    assert tuple(table.columns) == COLUMNS
    assert list(table["id"]) == ["one", "one", "roving"]
    assert table["name"][0] == 'Commas, "quotes"\nand lines'
    assert table["status_note"][0] == "é ŵ 字"


def test_the_csv_is_a_file_to_keep(client):
    headers = client.get(CSV).headers
    assert headers["Content-Disposition"] == "attachment; filename=centres.csv"
    assert headers["Content-Type"] == "text/csv; charset=utf-8"


def test_the_headings_are_explained():
    told = (PROJECT / "docs" / "feeds.md").read_text()
    assert [column for column in COLUMNS if f"`{column}`" not in told] == []


# Both


def test_both_tell_of_the_same_centres_in_the_same_order(client_of):
    ids = [f"centre-{number:02}" for number in range(20)]
    mixed = random.Random(2026).sample(ids, len(ids))
    client = client_of([a_centre(it) for it in mixed])
    assert list(features(client)) == [it["id"] for it in rows(client)] == ids


def test_a_listing_of_none_and_of_one_is_told_as_well(client_of):
    for centres in ([], [a_centre("one")]):
        client = client_of(centres)
        ids = [it.id for it in centres]
        assert list(features(client)) == [it["id"] for it in rows(client)] == ids


def test_a_closed_centre_is_in_neither_and_a_paused_one_in_both(client_of):
    client = client_of(
        [
            a_centre("gone", status=CentreStatus.CLOSED),
            a_centre("paused", status=CentreStatus.TEMPORARILY_CLOSED),
        ]
    )
    (row,) = rows(client)
    (feature,) = features(client).values()
    assert (row["id"], row["status"]) == ("paused", "temporarily-closed")
    assert feature["properties"]["status"] == "temporarily-closed"


@pytest.mark.parametrize("visibility", [AddressVisibility.TOWN, AddressVisibility.NONE])
@pytest.mark.parametrize("path", FEEDS)
def test_a_withheld_address_is_in_neither(client_of, path, visibility):
    address = replace(SECRET, visibility=visibility)
    kept = a_centre("kept", address=address, given_location=LEEDS)
    text = client_of([kept]).get(path).text
    secrets = ["Hidden Street", "5FS", "NG1", "52.95", "-1.15", "53.79", "-1.54"]
    if visibility is AddressVisibility.NONE:
        secrets += ["Secretham", "Hiddenshire"]
    assert [it for it in secrets if it in text] == []


@pytest.mark.parametrize("path", FEEDS)
def test_the_point_that_the_keeper_typed_is_never_told(client_of, path):
    client = client_of([a_centre(given_location=at(51.5, -0.125))])
    assert "-0.125" not in client.get(path).text


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_may_be_kept_and_asked_for_anew(client, path):
    answer = client.get(path)
    assert answer.mimetype == TYPES[path]
    assert answer.headers["Cache-Control"].startswith("public, max-age=300")
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", FEEDS)
def test_another_listing_is_another_feed(client_of, path):
    one = client_of([a_centre("one")]).get(path)
    two = client_of([a_centre("two")]).get(path)
    assert "Example one" in one.text
    assert "Example two" in two.text
    assert one.headers["ETag"] != two.headers["ETag"]


@pytest.mark.parametrize("path", FEEDS)
def test_addresses_are_those_that_are_set_rather_than_the_one_asked(
    client, data_dir, path
):
    public = "https://centres.example.org"
    told = an_app(data_dir, public_url=public).test_client()
    answer = told.get(path, headers={"Host": "evil.example"})
    assert f"{public}/centres/near" in answer.text
    assert "evil.example" not in answer.text


def test_without_an_address_set_no_request_has_that_of_another(client):
    for host in ("one.example", "two.example"):
        asked = {"Host": host}
        (row, *_) = csv.DictReader(client.get(CSV, headers=asked).text.splitlines())
        told = client.get(GEOJSON, headers=asked).get_json()["features"][0]
        assert row["page"] == told["properties"]["url"]
        assert row["page"].startswith(f"http://{host}/centres/")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", GEOJSON, 200),
        ("HEAD", CSV, 200),
        ("OPTIONS", CSV, 200),
        ("POST", CSV, 405),
        ("GET", "/feeds/nothing.csv", 404),
    ],
)
def test_pages_of_every_site_may_read_a_feed(client, method, path, status):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if status >= 400:
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", FEEDS)
def test_without_a_listing_a_feed_says_to_come_back(data_dir, path):
    answer = an_app(data_dir).test_client().get(path)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
