import json
import re

import pytest

from finder.centres import (
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    CentreStatus,
    Facility,
)
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import read_opening
from finder.web.linked_data import linked_data
from finder.words import Language, Words
from tests.builders import LEEDS, a_centre, a_service
from tests.web.conftest import an_app

WORDS = Words(Language.ENGLISH)
URL = "https://centres.example.org/centres/one"


def graph_of(centre, **given) -> dict[str, list]:
    """Return the things of a graph by their type."""
    data = linked_data(centre, WORDS, URL, **given)
    assert data["@context"] == "https://schema.org"
    ids = {thing["@id"] for thing in data["@graph"]}
    assert len(ids) == len(data["@graph"])
    for reference in re.findall(r'{"@id": "([^"]+)"}', json.dumps(data)):
        assert reference in ids
    found: dict[str, list] = {}
    for thing in data["@graph"]:
        found.setdefault(thing["@type"], []).append(thing)
    return found


def script_in(page) -> dict:
    (script,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page.text
    )
    return json.loads(script)


def address_of(visibility: AddressVisibility) -> Address:
    return Address(
        lines=("7 Secret Street",),
        town="Leeds",
        county="West Yorkshire",
        postcode=Postcode.read("LS1 4AP"),
        visibility=visibility,
    )


def test_each_service_has_its_provider_its_channel_and_its_place():
    centre = a_centre("one", offers=("supported", "handover"), operator="Example Trust")
    found = graph_of(centre)
    assert [it["serviceType"] for it in found["Service"]] == [
        "Supported contact",
        "Handover",
    ]
    for service in found["Service"]:
        assert service["provider"] == {"@id": f"{URL}#provider"}
        channel = service["availableChannel"]
        assert channel["serviceLocation"] == {"@id": f"{URL}#place"}
        assert channel["servicePhone"]["telephone"] == "0115 496 0000"
    (provider,) = found["NGO"]
    assert provider["name"] == "Example Trust"
    (place,) = found["Place"]
    assert place["address"]["postalCode"] == "NG1 5FS"
    assert place["address"]["addressCountry"] == "GB"
    assert place["geo"]["latitude"] == 52.9549


def test_a_charity_number_is_told_only_where_it_is_known():
    (known,) = graph_of(a_centre(charity_number="1234567"))["NGO"]
    assert known["identifier"]["value"] == "1234567"
    (unknown,) = graph_of(a_centre())["NGO"]
    assert "identifier" not in unknown


def test_of_a_venue_in_a_town_only_the_town_is_told():
    address = address_of(AddressVisibility.TOWN)
    centre = a_centre("one", address=address, location=LEEDS)
    (place,) = graph_of(centre)["Place"]
    assert place["address"] == {"@type": "PostalAddress", "addressLocality": "Leeds"}
    assert "geo" not in place


def test_of_a_venue_that_is_withheld_nothing_is_told():
    address = address_of(AddressVisibility.NONE)
    centre = a_centre("one", address=address, location=LEEDS)
    text = json.dumps(linked_data(centre, WORDS, URL))
    for secret in ("Secret", "Leeds", "Yorkshire", "LS1", "53.79", "Geo", "Place"):
        assert secret not in text
    assert "serviceLocation" not in text


def test_a_service_without_a_venue_tells_the_area_it_covers():
    area = AreaCovered(outcodes=(Outcode("NG1"),), nations=(Nation.WALES,))
    centre = a_centre(address=Address(), location=None, area_covered=area)
    found = graph_of(centre)
    names = [it["name"] for it in found["Service"][0]["areaServed"]]
    assert names == ["NG1", "Wales"]
    assert "Place" not in found


def hours_of(sessions: str, **changes) -> list:
    service = a_service(opening=read_opening(sessions))
    (told,) = graph_of(a_centre(services=(service,), **changes))["Service"]
    return told.get("hoursAvailable", [])


def test_sessions_of_every_week_are_told_as_hours():
    (hours,) = hours_of("Sat,Sun 10:00-12:30")
    assert hours["dayOfWeek"] == [
        "https://schema.org/Saturday",
        "https://schema.org/Sunday",
    ]
    assert (hours["opens"], hours["closes"]) == ("10:00", "12:30")


@pytest.mark.parametrize(
    "sessions",
    [
        "1st,3rd Sat 10:30-12:30",
        "every 2 weeks from 2026-01-10 Sat 14:00-16:00",
        "by arrangement",
    ],
)
def test_hours_that_would_be_wrong_in_some_weeks_are_left_out(sessions):
    assert hours_of(sessions) == []


def test_a_centre_that_is_closed_for_now_has_no_hours_and_says_so():
    closed = CentreStatus.TEMPORARILY_CLOSED
    assert hours_of("Sat 10:00-12:00", status=closed) == []
    (service,) = graph_of(a_centre(status=closed))["Service"]
    assert service["description"].startswith("Closed for now.")


def test_ages_languages_costs_and_facilities_are_told_where_known():
    service = a_service(charges="£5", age_range=AgeRange(youngest=0, oldest=12))
    centre = a_centre(
        services=(service,),
        languages=("Welsh",),
        facilities=((Facility.STEP_FREE, True), (Facility.PARKING, False)),
    )
    found = graph_of(centre)
    (told,) = found["Service"]
    assert told["audience"]["suggestedMinAge"] == 0
    assert told["audience"]["suggestedMaxAge"] == 12
    assert told["offers"]["description"] == "£5"
    assert told["availableChannel"]["availableLanguage"] == ["Welsh"]
    features = found["Place"][0]["amenityFeature"]
    assert [(it["name"], it["value"]) for it in features] == [
        ("Step-free access", True),
        ("Parking", False),
    ]


def test_what_is_not_known_is_left_out():
    centre = a_centre(telephone="", services=(a_service(charges=""),))
    text = json.dumps(linked_data(centre, WORDS, URL))
    for missing in ("null", '""', "[]", "{}", "servicePhone", "offers", "audience"):
        assert missing not in text


def test_a_demonstration_says_so():
    (service,) = graph_of(a_centre(), demonstration=True)["Service"]
    assert service["description"].startswith("Demonstration: these are not real")
    (real,) = graph_of(a_centre())["Service"]
    assert "Demonstration" not in real["description"]


def test_a_name_cannot_break_out_of_the_page(client_of):
    name = "</script><script>alert(1)</script><!-- & 'Example'"
    page = client_of([a_centre("one", name=name)]).get("/centres/one")
    assert "<script>alert" not in page.text
    assert script_in(page)["@graph"][0]["name"] == f"Supported contact – {name}"


def test_the_page_of_a_centre_names_itself_by_the_address_that_is_set(client, data_dir):
    named = an_app(data_dir, public_url="https://centres.example.org").test_client()
    page = named.get("/cy/centres/near?shortlist=far", headers={"Host": "evil.example"})
    address = "https://centres.example.org/cy/centres/near"
    assert script_in(page)["@graph"][0]["url"] == address
    assert "evil.example" not in page.text
    assert script_in(client.get("/centres/near"))["@graph"][0]["url"] == "/centres/near"
