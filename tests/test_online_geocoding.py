from datetime import timedelta
from email.utils import format_datetime

import pytest

from finder.centres import Address, AddressVisibility, AreaCovered, LocationSource
from finder.geocoding import (
    GivenCoordinates,
    Located,
    PostcodeGeocoder,
    placed,
)
from finder.geocoding_cache import GeocodingCache
from finder.online_geocoding import (
    NominatimGeocoder,
    PostcodesIoGeocoder,
    online_geocoders,
)
from finder.online_services import ContactMissing
from finder.patient_asking import GeocodingUnavailable
from finder.postcodes import Outcode, Postcode
from tests.builders import LEEDS, a_centre, a_directory, a_postcode_index, at
from tests.stand_ins import Reply, StandIn, StoppedClock, a_refusing_url, json_reply

ENGLAND = "E06000018"
ENDED = 2023 * 12 + 11
CONTACT = "keeper@example.org"
HERE = at(52.9545, -1.1546)
TIMEOUT = 5
SHORT = 0.05

NOT_FOUND = json_reply({"status": 404, "error": "Postcode not found"}, 404)
OUT_OF_ORDER = Reply(status=500, body="out of order")


@pytest.fixture(scope="module")
def postcodes(tmp_path_factory):
    return a_postcode_index(
        tmp_path_factory.mktemp("postcodes"),
        a_directory(
            ("NG1 5FS", 456847, 340057, ENGLAND),
            ("NG1 5AA", 456900, 340300, ENGLAND, ENDED),
            ("NG1 5PO", None, None, ENGLAND),
            ("NG801AA", None, None, ENGLAND),
            knows_ended=True,
        ),
    )


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def cache(tmp_path, clock):
    return GeocodingCache(tmp_path / "cache" / "geocoding.sqlite", now=clock.now)


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=[PostcodesIoGeocoder, NominatimGeocoder])
def kind(request):
    return request.param


@pytest.fixture
def ask(postcodes, cache, clock):
    """Return a way to ask a geocoder at an address for a centre."""

    def ask(kind, url, *centres, timeout=TIMEOUT):
        geocoder = kind(
            postcodes, cache, CONTACT, base_url=url, timeout=timeout, clock=clock
        )
        answers = [geocoder.locate(each) for each in centres or [a_listed()]]
        return answers[-1]

    return ask


def a_listed(postcode="NG1 5ZZ", *, visibility="full", town="Nottingham", **changes):
    """Return a centre as listed, with a postcode that the index has not."""
    address = Address(
        lines=("Example Hall", "1 Example Street"),
        town=town,
        postcode=Postcode.read(postcode) if postcode else None,
        visibility=AddressVisibility(visibility),
    )
    return a_centre(address=address, location=None, location_source=None, **changes)


def a_record(latitude=HERE.latitude, longitude=HERE.longitude, **more):
    given = {"postcode": "NG1 5ZZ", "latitude": latitude, "longitude": longitude}
    return {**given, **more}


def a_place(latitude=HERE.latitude, longitude=HERE.longitude, **more):
    given = {"lat": str(latitude), "lon": str(longitude), "display_name": "Example"}
    return {**given, "place_rank": 30, **more}


def found_by(kind, *position):
    """Return what the service behind a geocoder says of a place that it knows."""
    if kind is NominatimGeocoder:
        return json_reply([a_place(*position)])
    return json_reply({"status": 200, "result": a_record(*position)})


def empty_from(kind):
    return json_reply([]) if kind is NominatimGeocoder else NOT_FOUND


def source_of(kind):
    by_address = kind is NominatimGeocoder
    return LocationSource.ADDRESS if by_address else LocationSource.POSTCODE


def outage(ask, kind, url, *centres, **how):
    with pytest.raises(GeocodingUnavailable) as raised:
        ask(kind, url, *centres, **how)
    return raised.value.reason


def test_a_good_answer_places_the_centre(ask, kind):
    with StandIn(found_by(kind)) as service:
        assert ask(kind, service.url) == Located(HERE, source_of(kind))


def test_postcodes_io_is_asked_for_the_postcode_alone(ask):
    with StandIn(found_by(PostcodesIoGeocoder)) as service:
        ask(PostcodesIoGeocoder, f"{service.url}/")
    (asked,) = service.asked
    assert (asked.path, asked.query) == ("/postcodes/NG1%205ZZ", {})


def test_nominatim_is_asked_for_the_address_in_the_isles(ask):
    with StandIn(found_by(NominatimGeocoder)) as service:
        ask(NominatimGeocoder, f"{service.url}/nominatim/")
    (asked,) = service.asked
    assert asked.path == "/nominatim/search"
    assert asked.query["q"] == "Example Hall, 1 Example Street, Nottingham, NG1 5ZZ"
    assert asked.query["countrycodes"] == "gb,im,je,gg"


def test_every_request_says_who_asks_and_where_to_reach_them(ask, kind):
    with StandIn(empty_from(kind)) as service:
        ask(kind, service.url)
    assert len(service.asked) == 2
    for asked in service.asked:
        assert asked.user_agent.startswith("find-a-centre/")
        assert asked.user_agent.endswith(f" ({CONTACT})")


@pytest.mark.parametrize("contact", ["", "nobody", "a@b", "a@example.org\r\nX: 1"])
def test_without_a_contact_address_nothing_can_be_asked(
    postcodes, cache, kind, contact
):
    with pytest.raises(ContactMissing):
        kind(postcodes, cache, contact)
    with pytest.raises(ContactMissing):
        online_geocoders(postcodes, cache, contact)


@pytest.mark.parametrize("visibility", ["town", "none"])
def test_a_withheld_address_is_never_sent(ask, kind, visibility):
    with StandIn(found_by(kind)) as service:
        assert ask(kind, service.url, a_listed(visibility=visibility)) is None
    assert service.asked == []


def test_a_service_without_a_venue_is_not_asked_about(ask, kind):
    area = AreaCovered(outcodes=(Outcode("NG1"),))
    with StandIn(found_by(kind)) as service:
        assert ask(kind, service.url, a_listed("", area_covered=area)) is None
    assert service.asked == []


@pytest.mark.parametrize("postcode", ["NG1 5FS", "NG1 5AA", "NG1 5PO"])
def test_postcodes_io_is_not_asked_for_what_the_index_has(ask, postcode):
    with StandIn(found_by(PostcodesIoGeocoder)) as service:
        assert ask(PostcodesIoGeocoder, service.url, a_listed(postcode)) is None
    assert service.asked == []


def test_nominatim_is_not_asked_where_no_postcode_could_check_it(ask):
    with StandIn(found_by(NominatimGeocoder)) as service:
        for postcode in ("LS1 4DY", "NG80 1AA"):
            assert ask(NominatimGeocoder, service.url, a_listed(postcode)) is None
    assert service.asked == []


def test_an_unknown_district_is_placed_by_postcodes_io(ask):
    record = a_record(LEEDS.latitude, LEEDS.longitude, postcode="LS1 4DY")
    with StandIn(json_reply({"status": 200, "result": record})) as service:
        located = ask(PostcodesIoGeocoder, service.url, a_listed("LS1 4DY"))
    assert located == Located(LEEDS, LocationSource.POSTCODE)


def test_a_postcode_no_longer_in_use_is_told_apart(ask):
    ended = a_record(year_terminated=2015, month_terminated=5)
    reply = json_reply({"status": 404, "error": "…", "terminated": ended}, 404)
    with StandIn(reply) as service:
        located = ask(PostcodesIoGeocoder, service.url)
    assert located == Located(HERE, LocationSource.ENDED_POSTCODE)
    assert len(service.asked) == 1


def test_older_servers_are_asked_for_postcodes_no_longer_in_use(ask):
    ended = a_record(year_terminated=2015, month_terminated=5)
    by_path = {"/terminated_postcodes/NG1%205ZZ": json_reply({"result": ended})}
    with StandIn(NOT_FOUND, by_path=by_path) as service:
        located = ask(PostcodesIoGeocoder, service.url)
    assert located == Located(HERE, LocationSource.ENDED_POSTCODE)


def test_a_postcode_known_without_a_position_is_not_found(ask):
    unplaced = json_reply({"status": 200, "result": a_record(None, None)})
    with StandIn(unplaced) as service:
        assert ask(PostcodesIoGeocoder, service.url) is None


def test_what_a_service_does_not_know_is_not_found(ask, kind):
    with StandIn(empty_from(kind)) as service:
        assert ask(kind, service.url) is None


def test_an_address_is_tried_once_more_without_its_postcode(ask):
    with StandIn(json_reply([]), found_by(NominatimGeocoder)) as service:
        assert ask(NominatimGeocoder, service.url) is not None
    assert service.asked[1].query["q"] == "Example Hall, 1 Example Street, Nottingham"


def test_the_middle_of_a_town_is_no_address(ask):
    with StandIn(json_reply([a_place(place_rank=16)])) as service:
        assert ask(NominatimGeocoder, service.url) is None


@pytest.mark.parametrize(
    "position",
    [
        pytest.param((HERE.longitude, HERE.latitude), id="swapped"),
        pytest.param((0, 0), id="off Africa"),
        pytest.param((48.8566, 2.3514), id="Paris"),
        pytest.param((LEEDS.latitude, LEEDS.longitude), id="another town"),
    ],
)
def test_a_place_that_cannot_be_the_venue_is_not_believed(ask, kind, position):
    with StandIn(found_by(kind, *position)) as service:
        assert ask(kind, service.url) is None


@pytest.mark.parametrize(("north", "believed"), [(0.070, True), (0.076, False)])
def test_five_miles_from_the_postcode_is_the_furthest_believed(
    ask, kind, postcodes, north, believed
):
    middle = postcodes.find(Postcode.read("NG1 5ZZ"))
    assert middle.spread_metres < 250
    position = middle.location.latitude + north, middle.location.longitude
    with StandIn(found_by(kind, *position)) as service:
        assert (ask(kind, service.url) is not None) == believed


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (OUT_OF_ORDER, "HTTP 500"),
        (Reply(status=503), "HTTP 503"),
        (Reply(body="<html>"), "GeocoderParseError"),
        (Reply(body="[" * 100_000), "RecursionError"),
        (Reply(body='{"status": 200, "res', cut=400), "GeocoderServiceError"),
        (json_reply("well"), "GeocoderParseError"),
        (json_reply([1]), "GeocoderParseError"),
        (json_reply({"lat": 1}), "GeocoderParseError"),
        (json_reply([{"lat": "north", "lon": "west"}]), "GeocoderParseError"),
        (Reply(status=429), "HTTP 429"),
    ],
)
def test_an_outage_is_not_taken_for_not_found(ask, kind, fault, reason):
    with StandIn(fault) as service:
        assert outage(ask, kind, service.url) == reason
    assert len(service.asked) == 5


@pytest.mark.parametrize(
    "record",
    [
        a_record(postcode="NG1 5FT"),
        a_record("north", "west"),
        {"postcode": "NG1 5ZZ"},
        "NG1 5ZZ",
        None,
    ],
)
def test_a_record_that_is_not_of_the_postcode_is_an_outage(ask, record):
    with StandIn(json_reply({"status": 200, "result": record})) as service:
        assert outage(ask, PostcodesIoGeocoder, service.url) == "GeocoderParseError"


@pytest.mark.parametrize("body", ["<html>", "{}", "[]", '{"detail": "Not Found"}'])
def test_not_found_from_something_else_is_an_outage(ask, kind, body):
    with StandIn(Reply(status=404, body=body)) as service:
        assert outage(ask, kind, service.url)


@pytest.mark.parametrize("status", [400, 401, 403, 410])
def test_a_refusal_ends_the_asking_at_once(ask, kind, status):
    with StandIn(Reply(status=status)) as service:
        assert outage(ask, kind, service.url) == f"HTTP {status}"
    assert len(service.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 307])
def test_an_address_is_not_sent_on_to_another_host(ask, kind, status):
    with StandIn(found_by(kind)) as elsewhere:
        away = Reply(status=status, headers={"Location": f"{elsewhere.url}/search"})
        with StandIn(away) as service:
            outage(ask, kind, service.url)
        assert len(service.asked) == 1
    assert elsewhere.asked == []


def test_a_refused_connection_twice_in_a_row_ends_the_asking(ask, kind, clock):
    assert outage(ask, kind, a_refusing_url()) == "GeocoderUnavailable"
    assert len(clock.slept) == 1


def test_a_service_that_is_out_is_not_asked_again_in_the_same_run(
    postcodes, cache, clock, kind
):
    with StandIn(OUT_OF_ORDER) as service:
        geocoder = kind(postcodes, cache, CONTACT, base_url=service.url, clock=clock)
        for _ in range(3):
            with pytest.raises(GeocodingUnavailable) as raised:
                geocoder.locate(a_listed())
    assert str(raised.value) == f"geocoding_unavailable: {kind.name}: HTTP 500"
    assert len(service.asked) == 5


def test_a_service_that_keeps_silent_is_out(ask, kind):
    with StandIn(Reply(mute=True)) as service:
        assert outage(ask, kind, service.url, timeout=SHORT) == "GeocoderTimedOut"
    assert len(service.asked) == 5


@pytest.mark.parametrize("fault", [OUT_OF_ORDER, Reply(cut=9), Reply(body="{")])
def test_a_passing_fault_is_waited_out(ask, kind, fault, clock):
    with StandIn(fault, fault, found_by(kind)) as service:
        assert ask(kind, service.url) == Located(HERE, source_of(kind))
    assert len(service.asked) == 3


def test_waits_double_and_vary(ask, clock):
    with StandIn(OUT_OF_ORDER) as service:
        outage(ask, PostcodesIoGeocoder, service.url)
    assert len(clock.slept) == 4
    for slept, longest in zip(clock.slept, (1, 2, 4, 8), strict=True):
        assert longest / 2 <= slept <= longest


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_a_service_is_left_alone_for_as_long_as_it_asks(
    ask, kind, clock, status, as_date
):
    until = format_datetime(clock.now() + timedelta(seconds=7), usegmt=True)
    busy = Reply(status=status, headers={"Retry-After": until if as_date else "7"})
    with StandIn(busy, found_by(kind)) as service:
        assert ask(kind, service.url) is not None
    assert clock.slept == [7]


@pytest.mark.parametrize("text", ["3600", "9" * 400, "Sun, 22 Nov 2026 13:00:00 GMT"])
def test_a_service_that_asks_for_longer_than_two_minutes_is_left_for_another_run(
    ask, kind, clock, text
):
    with StandIn(Reply(status=429, headers={"Retry-After": text})) as service:
        assert outage(ask, kind, service.url) == "HTTP 429"
    assert (len(service.asked), clock.slept) == (1, [])


@pytest.mark.parametrize(
    "text", ["", "soon", "-5", "0", "Fri, 31 Dec 99999 23:59:59 GMT", "٣"]
)
def test_a_strange_wish_to_be_left_alone_is_met_with_the_usual_wait(
    ask, clock, kind, text
):
    headers = {"Retry-After": text.encode().decode("latin-1")}
    with StandIn(Reply(status=429, headers=headers), found_by(kind)) as service:
        assert ask(kind, service.url) is not None
    assert 0.5 <= sum(clock.slept) <= 1


@pytest.mark.parametrize(
    ("kind", "pause"), [(NominatimGeocoder, 1), (PostcodesIoGeocoder, 0.1)]
)
def test_requests_keep_the_pause_that_the_service_asks_for(ask, clock, kind, pause):
    centres = [a_listed(f"NG1 5Z{it}", town=f"Town {it}") for it in "ABC"]
    with StandIn(empty_from(kind)) as service:
        ask(kind, service.url, *centres)
    assert len(service.asked) == 6
    assert clock.slept == pytest.approx([pause] * 5)


def test_a_second_run_asks_nothing(ask, kind):
    for reply in (found_by(kind), empty_from(kind), found_by(kind, 0, 0)):
        with StandIn(reply) as service:
            first = ask(kind, service.url)
            asked = len(service.asked)
            assert ask(kind, service.url) == first
            assert len(service.asked) == asked > 0


def test_a_run_stopped_by_an_outage_goes_on_where_it_stopped(ask):
    kind = PostcodesIoGeocoder
    centres = [a_listed(it) for it in ("NG1 5ZZ", "NG1 5ZY")]
    with StandIn(found_by(kind), OUT_OF_ORDER) as service:
        assert outage(ask, kind, service.url, *centres) == "HTTP 500"
        del service.asked[:]
        found = json_reply({"result": a_record(postcode="NG1 5ZY")})
        service.replies = [found]
        assert ask(kind, service.url, *centres) is not None
        assert [it.path for it in service.asked] == ["/postcodes/NG1%205ZY"]


def test_an_outage_keeps_nothing_in_the_cache(ask, kind):
    with StandIn(OUT_OF_ORDER) as service:
        outage(ask, kind, service.url)
        service.replies = [found_by(kind)]
        assert ask(kind, service.url) is not None


def test_another_server_is_asked_for_itself(ask, kind):
    with StandIn(empty_from(kind)) as one, StandIn(found_by(kind)) as other:
        assert ask(kind, one.url) is None
        assert ask(kind, other.url) is not None


@pytest.mark.parametrize(
    ("replies", "source"),
    [
        ((PostcodesIoGeocoder, NominatimGeocoder), LocationSource.POSTCODE),
        ((None, NominatimGeocoder), LocationSource.ADDRESS),
        ((None, None), LocationSource.SECTOR),
    ],
)
def test_the_sector_is_taken_only_where_nobody_knows_better(
    postcodes, cache, clock, replies, source
):
    by_postcode = found_by(PostcodesIoGeocoder) if replies[0] else NOT_FOUND
    by_address = found_by(NominatimGeocoder) if replies[1] else json_reply([])
    with StandIn(by_postcode) as postcodes_io, StandIn(by_address) as nominatim:
        geocoders = [
            GivenCoordinates(postcodes),
            *online_geocoders(
                postcodes,
                cache,
                CONTACT,
                postcodes_io_url=postcodes_io.url,
                nominatim_url=nominatim.url,
                clock=clock,
            ),
            PostcodeGeocoder(postcodes),
        ]
        centre = placed(a_listed(), geocoders, postcodes)
    assert centre.location_source is source
