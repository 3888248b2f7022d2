import json
import random
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from click.testing import CliRunner
from werkzeug.serving import make_server

from finder.centres import (
    Accreditation,
    AccreditationStatus,
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    CentreStatus,
    Facility,
    ReferralRoute,
    ServiceType,
)
from finder.open_referral_terms import Taxonomy, taxonomy_id, term_id
from finder.open_referral_web import fetch_feed
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import read_opening
from finder.settings import PROJECT
from finder.snapshot import SnapshotStore
from scripts.import_centres import main
from tests.builders import LEEDS, NOTTINGHAM, SECRET, a_centre, a_service, at
from tests.test_open_referral_reading import as_others_see
from tests.web import open_referral_schemas as schemas
from tests.web.conftest import an_app

FEED = "/oruk/v3"
LISTS = {
    "services": (schemas.SERVICE_ROW, schemas.SERVICE),
    "service_at_locations": (schemas.AT_LOCATION_ROW, schemas.AT_LOCATION),
    "organizations": (schemas.ORGANIZATION_ROW, schemas.ORGANIZATION_WHOLE),
    "taxonomies": (schemas.TAXONOMY, schemas.TAXONOMY),
    "taxonomy_terms": (schemas.TERM, schemas.TERM),
}
PATHS = ["", "/", *(f"/{name}" for name in LISTS), *(f"/{name}/" for name in LISTS)]
PAGING = {
    *("total_items", "total_pages", "page_number", "size"),
    *("first_page", "last_page", "empty", "contents"),
}


def a_full_centre(id="full", **changes):
    """Return a centre of which everything is told."""
    service = a_service(
        "supervised",
        opening=read_opening("Sat 10:00-12:00; 1st Wed 17:00-19:30; by arrangement"),
        age_range=AgeRange(youngest=2, oldest=16),
        waiting_weeks=6,
        accreditation=Accreditation(status=AccreditationStatus.ACCREDITED),
    )
    given = {
        "services": (service, a_service("handover", charges="")),
        "operator": "Example Trust",
        "charity_number": "1234567",
        "email": "full@example.org",
        "website": "https://full.example.org/",
        "referral_url": "https://full.example.org/refer",
        "facilities": ((Facility.STEP_FREE, True), (Facility.PARKING, False)),
        "languages": ("English", "Polish"),
        "last_checked": date(2026, 11, 1),
    }
    return a_centre(id, **{**given, **changes})


def many_centres():
    """Return centres of every sort, with services for three pages."""
    venues = [a_full_centre(f"venue-{number:02}") for number in range(50)]
    roving = a_centre(
        "roving",
        address=Address(),
        location=None,
        location_source=None,
        area_covered=AreaCovered(nations=(Nation.WALES,)),
    )
    hidden = replace(SECRET, visibility=AddressVisibility.NONE)
    town = replace(SECRET, visibility=AddressVisibility.TOWN)
    paused = CentreStatus.TEMPORARILY_CLOSED
    return [
        *venues,
        roving,
        a_centre("hidden", address=hidden),
        a_centre("in-town", address=town),
        a_centre("paused", status=paused, status_note="Until the roof is mended"),
        a_centre("bare", telephone="", services=(a_service(referral_routes=()),)),
    ]


@pytest.fixture
def get(client_of):
    """Return what asks a feed of centres for the JSON at a path."""

    def asking(centres):
        client = client_of(centres, demonstration=False)

        def ask(path, **query):
            answer = client.get(f"{FEED}{path}", query_string=query)
            assert answer.status_code == 200, answer.text
            assert answer.mimetype == "application/json"
            return answer.get_json()

        return ask

    return asking


def names(page):
    return [it["name"].split(":")[0] for it in page["contents"]]


def refused(client, path, **query):
    answer = client.get(f"{FEED}{path}", query_string=query)
    assert answer.mimetype == "application/problem+json"
    return answer.status_code, [
        (it["field"], it["code"]) for it in answer.get_json()["errors"]
    ]


# What a validator asks


@pytest.mark.parametrize("name", LISTS)
def test_a_feed_holds_to_the_standard_wherever_a_validator_looks(get, name):
    ask = get(many_centres())
    row, whole = LISTS[name]
    per_page = {} if name.startswith("service") else {"per_page": 2}
    pages = ask(f"/{name}", **per_page)["total_pages"]
    assert pages >= 3
    ids = []
    for number in (1, (pages + 1) // 2, pages):
        page = ask(f"/{name}", page=number, **per_page)
        schemas.check(page, schemas.page_of_these(row))
        schemas.check_that_nothing_is_empty(page)
        ids += [it["id"] for it in page["contents"]]
    for its_id in random.Random(2026).sample(ids, min(len(ids), 10)):
        thing = ask(f"/{name}/{its_id}")
        schemas.check(thing, whole)
        schemas.check_that_nothing_is_empty(thing)
        assert thing["id"] == its_id
        assert UUID(its_id).version == 5


def test_the_root_says_the_version_and_where_it_is_explained(get):
    root = get([])("/")
    schemas.check(root, schemas.ROOT)
    assert root["version"] == "HSDS-UK-3.0"
    assert "Open Government Licence" in root["attribution"]


@pytest.mark.parametrize("name", LISTS)
def test_pages_laid_end_to_end_hold_everything_once(get, name):
    ask = get(many_centres())
    whole = ask(f"/{name}", per_page=500)
    pages = [ask(f"/{name}", page=it, per_page=7) for it in range(1, 40)]
    laid = [row for page in pages for row in page["contents"]]
    assert laid == whole["contents"]
    assert len({row["id"] for row in laid}) == len(laid) == whole["total_items"]


def test_the_paging_object_is_exact(get):
    ask = get([a_centre(f"centre-{number}") for number in range(5)])
    first, last = ask("/services", per_page=2), ask("/services", per_page=2, page=3)
    past = ask("/services", per_page=2, page=4)
    for page in (first, last, past):
        assert page.keys() == PAGING
    numbers = ("total_items", "total_pages", "page_number", "size")
    assert [first[it] for it in numbers] == [5, 3, 1, 2]
    assert [last[it] for it in numbers] == [5, 3, 3, 1]
    assert [past[it] for it in numbers] == [5, 3, 4, 0]
    flags = ("first_page", "last_page", "empty")
    assert [first[it] for it in flags] == [True, False, False]
    assert [last[it] for it in flags] == [False, True, False]
    assert [past[it] for it in flags] == [False, True, True]


def test_a_page_has_fifty_unless_told(get):
    page = get(many_centres())("/services")
    assert (page["size"], page["page_number"]) == (50, 1)


@pytest.mark.parametrize("name", LISTS)
def test_a_listing_of_none_and_of_one_is_told_as_well(get, name):
    nothing = get([])(f"/{name}")
    schemas.check(nothing, schemas.page_of_these(LISTS[name][0]))
    if name.startswith("taxonom"):
        return
    assert (nothing["total_items"], nothing["total_pages"]) == (0, 1)
    assert nothing["empty"]
    assert nothing["last_page"]
    one = get([a_centre()])(f"/{name}")
    schemas.check(one, schemas.page_of_these(LISTS[name][0]))
    assert one["total_items"] == 1


@pytest.mark.parametrize("path", PATHS)
def test_every_path_answers_with_and_without_a_slash_and_without_a_redirect(
    filtered, path
):
    assert filtered.get(f"{FEED}{path}").status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_one_thing_answers_with_a_slash_and_in_capitals_too(filtered, name):
    its_id = filtered.get(f"{FEED}/{name}").get_json()["contents"][0]["id"]
    found = filtered.get(f"{FEED}/{name}/{its_id}").data
    assert filtered.get(f"{FEED}/{name}/{its_id}/").data == found
    assert filtered.get(f"{FEED}/{name}/{its_id.upper()}").data == found


@pytest.mark.parametrize("name", LISTS)
def test_what_is_not_in_the_feed_is_not_found_and_not_repeated(filtered, name):
    for its_id in ("<b>", "x" * 3_000, "b4a3af51-0c8c-5fe6-aa7e-352033cbd499"):
        answer = filtered.get(f"{FEED}/{name}/{its_id}")
        assert answer.status_code == 404
        assert answer.mimetype == "application/problem+json"
        assert its_id not in answer.text


# What the feed says


def test_a_service_is_told_whole_by_itself_and_without_lists_in_a_list(get):
    ask = get([a_full_centre()])
    row, _ = ask("/services")["contents"]
    whole = ask(f"/services/{row['id']}")
    alone = {name: it for name, it in row.items() if name != "organization"}
    assert alone.items() <= {
        (name, it) for name, it in whole.items() if isinstance(it, str | int)
    }
    assert row["organization"]["name"] == whole["organization"]["name"]
    assert [it["name"] for it in whole["languages"]] == ["English", "Polish"]
    assert len(whole["schedules"]) == 3
    (at_location,) = whole["service_at_locations"]
    assert at_location["location"]["addresses"][0]["postal_code"] == "NG1 5FS"


def test_a_full_list_has_every_service_as_it_is_by_itself(get):
    ask = get(many_centres())
    for name in ("services", "service_at_locations"):
        for whole in ask(f"/{name}", full="true", per_page=3)["contents"]:
            assert whole == ask(f"/{name}/{whole['id']}")


def test_a_minimal_list_is_of_ids_and_days_alone_and_all_at_once(get):
    ask = get(many_centres())
    page = ask("/services", minimal="true")
    assert (page["size"], page["total_pages"]) == (page["total_items"], 1)
    assert {frozenset(it) for it in page["contents"]} == {
        frozenset({"id", "modified_date"})
    }
    rows = ask("/services", per_page=500)["contents"]
    assert [(it["id"], it["modified_date"]) for it in page["contents"]] == [
        (it["id"], it["last_modified"]) for it in rows
    ]
    assert ask("/services", minimal="true", per_page=10)["size"] == 10


def test_a_service_at_a_location_names_both(get):
    ask = get([a_full_centre()])
    row = ask("/service_at_locations")["contents"][0]
    whole = ask(f"/service_at_locations/{row['id']}")
    service = ask(f"/services/{row['service_id']}")
    (nested,) = service.pop("service_at_locations")
    assert whole["service"] == service
    assert whole["location"] == nested["location"]
    assert nested["id"] == row["id"]
    assert whole["location_id"] == row["location_id"] == nested["location_id"]


def test_an_organization_has_its_services(get):
    ask = get(
        [
            a_full_centre("a", operator="B Trust"),
            a_full_centre("b", operator="B Trust"),
            a_centre("c", operator="A Trust"),
        ]
    )
    page = ask("/organizations")
    assert names(page) == ["A Trust", "B Trust"]
    its_id = page["contents"][1]["id"]
    its_services = ask("/services", organization_id=its_id)["contents"]
    whole = ask(f"/organizations/{its_id}")
    assert [it["id"] for it in whole["services"]] == [it["id"] for it in its_services]
    assert "schedules" not in whole["services"][0]
    fully = ask(f"/organizations/{its_id}", full_service="true")["services"][0]
    assert fully["schedules"]
    for query in ({"full": "true"}, {"full_service": "true"}):
        assert ask("/organizations", **query)["contents"][1] == whole
    assert names(ask("/organizations", search="b")) == ["B Trust"]
    assert names(ask("/organizations", organization_id=its_id)) == ["B Trust"]


def test_terms_are_found_by_their_taxonomy_and_their_words(get):
    ask = get([])
    types = taxonomy_id(Taxonomy.CONTACT_SERVICE)
    page = ask("/taxonomy_terms", taxonomy_id=types)
    assert page["total_items"] == len(ServiceType)
    assert names(ask("/taxonomy_terms", search="handover", taxonomy_id=types)) == [
        "Handover"
    ]
    assert ask("/taxonomy_terms", top_only="true") == ask("/taxonomy_terms")
    assert ask("/taxonomy_terms", parent_id=types)["empty"]
    assert names(ask("/taxonomies", search="Who may apply")) == ["Referral route"]


def test_the_address_of_a_term_leads_to_it(filtered):
    for term in filtered.get(f"{FEED}/taxonomy_terms").get_json()["contents"]:
        found = filtered.get(term["term_uri"]).get_json()
        assert found["name"] == term["name"]


def test_fictional_centres_are_said_to_be_so_in_every_answer(client_of):
    client = client_of([a_centre()], demonstration=True)
    for path in PATHS:
        assert client.get(f"{FEED}{path}").get_json()["demonstration"] is True
    its_id = client.get(f"{FEED}/services").get_json()["contents"][0]["id"]
    assert client.get(f"{FEED}/services/{its_id}").get_json()["demonstration"] is True


def test_real_centres_are_not_said_to_be_fictional(get):
    ask = get([a_centre()])
    assert "demonstration" not in ask("/services").keys() | ask("/").keys()


def test_a_closed_centre_is_in_no_list(get):
    ask = get([a_centre("open"), a_centre("gone", status=CentreStatus.CLOSED)])
    for name in ("services", "service_at_locations", "organizations"):
        page = ask(f"/{name}", full="true")
        assert page["total_items"] == 1
        assert "gone" not in json.dumps(page)


@pytest.mark.parametrize("visibility", [AddressVisibility.TOWN, AddressVisibility.NONE])
def test_a_withheld_address_is_in_no_answer(get, visibility):
    address = replace(SECRET, visibility=visibility)
    ask = get([a_centre("kept", address=address, given_location=LEEDS)])
    told = []
    for name in ("services", "service_at_locations", "organizations"):
        told.append(ask(f"/{name}"))
        told.append(ask(f"/{name}", full="true"))
        told += [ask(f"/{name}/{it['id']}") for it in told[-2]["contents"]]
    text = json.dumps(told)
    secrets = ["Hidden Street", "5FS", "NG1", "latitude", "52.9549", "53.797"]
    if visibility is AddressVisibility.NONE:
        secrets += ["Secretham", "Hiddenshire"]
    assert [it for it in secrets if it in text] == []


@pytest.mark.parametrize("typed", ["Hidden", "Secretham", "Hiddenshire", "NG1 5FS"])
def test_a_withheld_address_is_not_found_by_searching_for_it(get, typed):
    address = replace(SECRET, visibility=AddressVisibility.NONE)
    assert get([a_centre(address=address)])("/services", search=typed)["empty"]


def test_ids_are_the_same_after_another_import(get):
    centres = [a_full_centre("one"), a_centre("two", operator="Trust")]
    changed = [replace(it, name=f"New {it.name}", email="n@x.org") for it in centres]

    def ids(ask):
        lists = [ask(f"/{name}", per_page=500)["contents"] for name in LISTS]
        return [sorted(it["id"] for it in rows) for rows in lists]

    one = get([*centres, a_centre("gone", operator="Trust")])
    more = ids(one)
    after = ids(get([*reversed(changed)]))
    assert all(set(it) <= set(was) for it, was in zip(after, more, strict=True))
    assert after == ids(get(centres))


# What may be asked


FILTERED = [
    a_full_centre("a", name="Alpha", operator="Ash Trust"),
    a_centre(
        "b",
        name="Beta",
        operator="Birch Trust",
        services=(
            a_service(
                "supported",
                referral_routes=(ReferralRoute.COURT,),
                opening=read_opening("Sat 09:00-11:00; Sun 13:00-15:00"),
                age_range=AgeRange(youngest=0, oldest=11),
            ),
        ),
        languages=("Welsh",),
        status=CentreStatus.TEMPORARILY_CLOSED,
    ),
    a_centre("c", name="Gamma", offers=("virtual",), facilities=()),
]
TERM_OF = {
    "supervised": term_id(Taxonomy.CONTACT_SERVICE, "supervised"),
    "court": term_id(Taxonomy.REFERRAL_ROUTE, "court"),
    "step-free": term_id(Taxonomy.FACILITY, "step-free.yes"),
}


@pytest.fixture(scope="module")
def filtered(tmp_path_factory, postcodes_folder):
    """Return a client for these centres, shared by all that changes nothing."""
    data = tmp_path_factory.mktemp("filtered")
    (data / "postcodes").symlink_to(postcodes_folder.resolve())
    SnapshotStore(data / "snapshots").publish(
        FILTERED, sources=("a test",), demonstration=False
    )
    return an_app(data).test_client()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "Alpha Alpha Beta Gamma"),
        ({"search": "gam"}, "Gamma"),
        ({"search": "birch"}, "Beta"),
        ({"search": "WELSH bet"}, "Beta"),
        ({"search": "virtual"}, "Gamma"),
        ({"search": "handover alpha"}, "Alpha"),
        ({"search": "alpha beta"}, ""),
        ({"search": "amma"}, ""),
        ({"search": "!!"}, "Alpha Alpha Beta Gamma"),
        ({"taxonomy_term_id": TERM_OF["supervised"]}, "Alpha"),
        ({"taxonomy_term_id": TERM_OF["court"]}, "Beta"),
        ({"taxonomy_term_id": TERM_OF["step-free"].upper()}, "Alpha Alpha"),
        ({"taxonomy_term_id": "nothing-of-ours"}, ""),
        ({"taxonomy_id": taxonomy_id(Taxonomy.ACCREDITATION)}, "Alpha"),
        ({"taxonomy_id": taxonomy_id(Taxonomy.FACILITY)}, "Alpha Alpha"),
        ({"taxonomy_id": "nothing-of-ours"}, ""),
        ({"organization_id": "nothing-of-ours"}, ""),
        ({"minimum_age": "1"}, "Alpha"),
        ({"minimum_age": "0"}, "Alpha Beta"),
        ({"maximum_age": "11"}, "Beta"),
        ({"maximum_age": "16.5"}, "Alpha Beta"),
        ({"minimum_age": "1", "maximum_age": "11"}, ""),
        ({"day": "SA"}, "Alpha Beta"),
        ({"day": "sunday"}, "Beta"),
        ({"day": "Wed"}, "Alpha"),
        ({"start_time": "10:00"}, "Alpha Beta"),
        ({"start_time": "13:30"}, "Alpha"),
        ({"end_time": "11:00"}, "Beta"),
        ({"day": "SA", "start_time": "13:00"}, ""),
        ({"day": "SA", "start_time": "09:30:00", "end_time": "12:00"}, "Alpha"),
        ({"taxonomy_term_id": TERM_OF["step-free"], "search": "hand"}, "Alpha"),
        ({"taxonomy_term_id": TERM_OF["court"], "day": "WE"}, ""),
    ],
)
def test_what_is_asked_must_hold_all_together(filtered, query, found):
    for name in ("services", "service_at_locations"):
        page = filtered.get(f"{FEED}/{name}", query_string=query).get_json()
        services = [it.get("service", it) for it in page["contents"]]
        assert names({"contents": services}) == found.split()
        assert page["total_items"] == len(found.split())


def test_what_was_published_before_a_moment_is_not_modified_after_it(
    client_of, data_dir
):
    client = client_of(FILTERED)
    published = SnapshotStore(data_dir / "snapshots").current().published_at
    said = client.get(f"{FEED}/services").get_json()["contents"][0]["last_modified"]
    for path in ("/services", "/service_at_locations", "/organizations"):

        def total(after, path=path):
            query = {"modified_after": after}
            answer = client.get(f"{FEED}{path}", query_string=query)
            return answer.get_json()["total_items"]

        everything = total("2026-01-01")
        assert everything > 0
        assert total(said) == total(published.isoformat()) == everything
        assert total((published + timedelta(seconds=1)).isoformat()) == 0
        unescaped = f"{FEED}{path}?modified_after={published.isoformat()}"
        assert client.get(unescaped).get_json()["total_items"] == everything


@pytest.mark.parametrize(
    ("field", "values", "code"),
    [
        ("page", ["0", "-1", "two", "1.5", "9" * 5_000], "feed_page"),
        ("per_page", ["0", "501", "x", "NaN"], "feed_per_page"),
        ("format", ["ndjson", "xml"], "feed_format"),
        ("search", ["x" * 201], "feed_search"),
        ("minimal", ["maybe"], "feed_flag"),
        ("full", ["2"], "feed_flag"),
        ("modified_after", ["yesterday", "2026-13-01", "0"], "feed_modified_after"),
        ("minimum_age", ["old", "-1", "nan", "inf"], "feed_age"),
        ("maximum_age", ["1e999"], "feed_age"),
        ("start_time", ["noon", "25:00"], "feed_time"),
        ("end_time", ["10.30"], "feed_time"),
        ("day", ["8", "s", "Satur", "SA,SU"], "feed_day"),
        ("proximity", ["far", "-1", "nan"], "feed_proximity"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field_and_not_repeated(
    filtered, field, values, code
):
    for value in values:
        assert refused(filtered, "/services", **{field: value}) == (
            400,
            [(field, code)],
        )
        answer = filtered.get(f"{FEED}/services", query_string={field: value})
        assert len(value) < 5 or value not in answer.text


def test_a_parameter_given_twice_is_refused(filtered):
    assert refused(filtered, "/services", page=[1, 2]) == (
        400,
        [("page", "parameter_repeated")],
    )


def test_names_that_are_not_known_and_empty_values_are_left_aside(filtered):
    plain = filtered.get(f"{FEED}/services").data
    query = {"colour": "red", "totalElements": "3", "page": "", "per_page": ""}
    assert filtered.get(f"{FEED}/services", query_string=query).data == plain
    all_empty = dict.fromkeys(("search", "day", "full", "postcode", "proximity"), "")
    assert filtered.get(f"{FEED}/services", query_string=all_empty).data == plain


# What is near, and what covers a place


def test_near_a_postcode_are_those_within_the_metres_nearest_first(get):
    centres = [
        a_centre("leeds", location=LEEDS),
        a_centre(
            "close", location=at(52.9549, -1.1453), offers=("supported", "virtual")
        ),
        a_centre("closer", location=NOTTINGHAM),
    ]
    ask = get(centres)
    near = {"postcode": "ng15fs", "proximity": "10000"}
    for name in ("services", "service_at_locations"):
        page = ask(f"/{name}", **near)
        services = [it.get("service", it) for it in page["contents"]]
        assert names({"contents": services}) == [
            "Example closer",
            "Example close",
            "Example close",
        ]
    assert ask("/services", **near, search="virtual")["total_items"] == 1
    everywhere = {"postcode": "NG1 5FS", "proximity": "2000000"}
    assert ask("/services", **everywhere)["total_items"] == 4
    assert ask("/services", **near, per_page=1, page=3)["last_page"]


def test_the_distance_is_the_geodesic_to_the_metre(get, all_postcodes):
    home = all_postcodes.find(Postcode.read("NG1 5FS")).location
    metres = home.geodesic_metres_to(LEEDS)
    ask = get([a_centre(location=LEEDS)])
    for more, total in ((-1, 0), (1, 1)):
        query = {"postcode": "NG1 5FS", "proximity": str(metres + more)}
        assert ask("/services", **query)["total_items"] == total


def test_without_a_distance_it_is_those_whose_area_covers_the_postcode(get):
    def covering(id, **area):
        return a_centre(
            id,
            address=Address(),
            location=None,
            location_source=None,
            area_covered=AreaCovered(**area),
        )

    ask = get(
        [
            a_centre("venue", location=NOTTINGHAM),
            covering("district", outcodes=(Outcode("NG1"),)),
            covering("authority", authorities=("E06000018",)),
            covering("nation", nations=(Nation.ENGLAND,)),
            covering("elsewhere", outcodes=(Outcode("LS1"),), nations=(Nation.WALES,)),
        ]
    )
    page = ask("/services", postcode="NG1 5FS")
    assert names(page) == ["Example authority", "Example district", "Example nation"]
    assert ask("/services", postcode="NG1 5FS", proximity="1000")["total_items"] == 1


def test_near_a_postcode_there_may_be_nothing(get):
    ask = get([])
    for near in ({"proximity": "1000"}, {}):
        assert ask("/service_at_locations", postcode="NG1 5FS", **near)["empty"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"postcode": "nonsense"}, (400, [("postcode", "postcode_invalid")])),
        ({"postcode": "NG1 5F"}, (400, [("postcode", "postcode_incomplete")])),
        ({"proximity": "500"}, (400, [("postcode", "postcode_missing")])),
    ],
)
def test_a_place_that_cannot_be_read_is_refused(filtered, query, expected):
    assert refused(filtered, "/service_at_locations", **query) == expected


def test_a_postcode_in_no_directory_is_not_found(filtered):
    answer = filtered.get(f"{FEED}/services", query_string={"postcode": "QQ1 1AA"})
    assert answer.status_code == 404
    assert answer.get_json()["code"] == "postcode_unknown"


@pytest.mark.parametrize(
    "query",
    [
        {"postcode": "LS1 4DY"},
        {"postcode": "LS1 4DY", "proximity": "1000"},
        {"postcode": "LS1 4D"},
        {"search": "LS1 4DY"},
    ],
)
def test_an_answer_to_a_postcode_is_kept_by_nobody_and_does_not_repeat_it(
    filtered, query
):
    for name in ("", *(f"/{it}" for it in LISTS)):
        answer = filtered.get(f"{FEED}{name}", query_string=query)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers
        assert "4D" not in answer.text


# How it is answered


@pytest.mark.parametrize(
    "path", ["/", "/services", "/organizations", "/taxonomy_terms"]
)
def test_an_answer_may_be_kept_and_asked_for_anew(filtered, path):
    answer = filtered.get(f"{FEED}{path}")
    assert answer.headers["Cache-Control"].startswith("public, max-age=300")
    tag = {"If-None-Match": answer.headers["ETag"]}
    again = filtered.get(f"{FEED}{path}", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_the_feed_follows_the_listing(client_of):
    def tag_and_names(centres):
        answer = client_of(centres).get(f"{FEED}/services")
        return answer.headers["ETag"], names(answer.get_json())

    one, two = tag_and_names([a_centre("one")]), tag_and_names([a_centre("two")])
    assert (one[1], two[1]) == (["Example one"], ["Example two"])
    assert one[0] != two[0]


def test_a_running_server_tells_of_a_new_listing(client_of, data_dir):
    client = client_of([a_centre("one")])
    assert names(client.get(f"{FEED}/services").get_json()) == ["Example one"]
    client_of([a_centre("two")])
    for _ in range(200):
        if names(client.get(f"{FEED}/services").get_json()) == ["Example two"]:
            return
        threading.Event().wait(0.02)
    pytest.fail("the old listing is still told")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", FEED, 200),
        ("GET", f"{FEED}/services", 200),
        ("GET", f"{FEED}/services?page=0", 400),
        ("GET", f"{FEED}/services/nothing", 404),
        ("GET", f"{FEED}/nowhere", 404),
        ("GET", "/oruk/v9/services", 404),
        ("POST", f"{FEED}/services", 405),
        ("OPTIONS", f"{FEED}/services", 200),
        ("HEAD", f"{FEED}/services", 200),
    ],
)
def test_pages_of_every_site_may_read_every_answer(filtered, method, path, status):
    answer = filtered.open(path, method=method, headers={"Origin": "https://a.example"})
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    if status >= 400:
        assert answer.mimetype == "application/problem+json"
    if method == "OPTIONS":
        allowed = answer.headers["Access-Control-Allow-Methods"]
        assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_no_other_site_may_read_a_page(filtered):
    assert "Access-Control-Allow-Origin" not in filtered.get("/").headers


def test_without_a_listing_the_feed_says_to_come_back(data_dir):
    answer = an_app(data_dir).test_client().get(f"{FEED}/services")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"]


def test_addresses_are_those_that_are_set_rather_than_the_one_asked(client, data_dir):
    public = "https://centres.example.org"
    told = an_app(data_dir, public_url=public).test_client()
    for path in ("/services", "/taxonomy_terms", "/service_at_locations"):
        answer = told.get(f"{FEED}{path}", headers={"Host": "evil.example"})
        assert public in answer.text
        assert "evil.example" not in answer.text


def test_without_an_address_set_each_request_has_its_own_and_its_own_tag(filtered):
    tags = set()
    for host in ("one.example", "two.example"):
        answer = filtered.get(f"{FEED}/services", headers={"Host": host})
        (*_, row) = answer.get_json()["contents"]
        assert row["url"].startswith(f"http://{host}/centres/")
        tags.add(answer.headers["ETag"])
    assert len(tags) == 2


# The feed, imported


@contextmanager
def served(data_dir):
    """Serve the feed of a data folder on this machine."""
    server = make_server("127.0.0.1", 0, an_app(data_dir), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{FEED}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def imported(data, *words):
    done = CliRunner().invoke(
        main, [*map(str, words), "--data", str(data), "--publish"]
    )
    assert done.exit_code == 0, done.output
    return SnapshotStore(data / "snapshots").current().centres


def without_origin(centre):
    """Return a centre but for what names the feed, and where it was placed."""
    return replace(
        centre, source="", given_location=None, location=None, location_source=None
    )


def test_what_is_served_is_imported_again_as_it_was(data_dir, tmp_path_factory):
    demo = PROJECT / "data" / "demo"
    centres = imported(
        data_dir, demo / "centres.csv", "--services", demo / "services.csv"
    )
    listed = [it for it in centres if it.status is not CentreStatus.CLOSED]
    few = random.Random(2026).sample(listed, 60)
    SnapshotStore(data_dir / "snapshots").publish(
        few, sources=("a few",), demonstration=True
    )
    again = tmp_path_factory.mktemp("again")
    (again / "postcodes").symlink_to(data_dir / "postcodes")
    with served(data_dir) as url:
        read = {it.id: it for it in imported(again, "--open-referral", url)}
    shown = {it.id: it for it in few if not _is_withheld(it)}
    assert len(shown) > 40
    assert read.keys() == shown.keys()
    for its_id, centre in shown.items():
        expected = without_origin(as_others_see(centre))
        assert without_origin(read[its_id]) == expected
        if centre.location is not None:
            metres = centre.location.metres_to(read[its_id].location)
            assert metres < 0.2, its_id
            assert read[its_id].location_source == centre.location_source


def _is_withheld(centre):
    return centre.address.visibility is not AddressVisibility.FULL


def test_a_feed_is_fetched_page_by_page_and_every_service_once(client_of, data_dir):
    client_of(many_centres())
    with served(data_dir) as url:
        feed = fetch_feed(url)
    assert len(feed.services) == 2 * 50 + 5
    assert len({it["id"] for it in feed.services}) == len(feed.services)
