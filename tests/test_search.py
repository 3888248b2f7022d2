import gc
import weakref
from dataclasses import replace
from itertools import chain, combinations

import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.centres import (
    AreaCovered,
    Centre,
    CentreStatus,
    Facility,
    ReferralRoute,
    ServiceType,
)
from finder.errors import UnknownPostcode
from finder.found import Order, SearchQuery, SearchResults
from finder.location import Location
from finder.narrowing import Alternatives, Day, Narrowing
from finder.postcodes import Nation, Outcode, read_postcode
from finder.search import CentreSearch
from finder.sessions import read_opening
from tests.builders import (
    LEEDS,
    NOTTINGHAM,
    a_centre,
    a_directory,
    a_postcode_index,
    a_service,
    at,
)

ALL_TYPES = tuple(ServiceType)
EVERY_COMBINATION = [
    frozenset(chosen)
    for size in range(1, len(ALL_TYPES) + 1)
    for chosen in combinations(ALL_TYPES, size)
]
SUPPORTED = frozenset({ServiceType.SUPPORTED})
EVERYTHING = 10_000


@pytest.fixture(scope="module")
def postcodes(tmp_path_factory):
    return a_postcode_index(
        tmp_path_factory.mktemp("postcodes"),
        a_directory(
            ("NG1 5FS", 456830, 340065, "E06000018"),
            ("LS1 4DY", 429900, 433600, "E08000035"),
            ("CF101EP", 318500, 176400, "W06000015"),
        ),
    )


def find(postcodes, centres: list[Centre], **asked) -> SearchResults:
    query = {"place": NOTTINGHAM, "services": SUPPORTED, **asked}
    return CentreSearch(centres, postcodes).find(SearchQuery(**query))


def ids(results: SearchResults) -> list[str]:
    return [match.centre.id for match in results.matches]


def paged(search: CentreSearch, query: SearchQuery, total: int) -> list[str]:
    """Return the ids of pages laid end to end."""
    pages = [
        search.find(replace(query, offset=offset, limit=3))
        for offset in range(0, total, 3)
    ]
    return [it for page in pages for it in ids(page)]


anywhere = st.builds(Location, latitude=st.floats(49, 61.5), longitude=st.floats(-9, 3))
bunched = st.builds(
    lambda north, east: at(53 + north * 1e-4, -1 + east * 1e-4),
    st.integers(-2, 2),
    st.integers(-2, 2),
)
places = st.one_of(anywhere, bunched, st.sampled_from([NOTTINGHAM, LEEDS]))
centre_specs = st.lists(
    st.tuples(
        places,
        st.sets(st.sampled_from(ALL_TYPES), min_size=1),
        st.sampled_from(["Alpha", "Beta", "beta", "Gamma"]),
        st.sampled_from(list(CentreStatus)),
    ),
    max_size=40,
)


def exact_order(
    centres: list[Centre], origin: Location, wanted: frozenset[ServiceType]
) -> list[str]:
    """Rank by brute force, with a solver that the search does not use."""

    def rank(centre: Centre) -> tuple[float, bool, str, str]:
        assert centre.location is not None
        metres = geodesic(
            (origin.latitude, origin.longitude),
            (centre.location.latitude, centre.location.longitude),
        ).meters
        shut = centre.status is CentreStatus.TEMPORARILY_CLOSED
        return round(metres, 6), shut, centre.name.casefold(), centre.id

    suitable = [
        it
        for it in centres
        if wanted <= it.offers and it.status is not CentreStatus.CLOSED
    ]
    return [centre.id for centre in sorted(suitable, key=rank)]


@settings(max_examples=200, deadline=None)
@given(centre_specs, places, st.sampled_from(EVERY_COMBINATION), st.integers(1, 7))
def test_pages_laid_end_to_end_are_the_brute_force_order(
    postcodes, specs, origin, wanted, page_size
):
    centres = [
        a_centre(
            f"centre-{number}",
            name=name,
            location=place,
            offers=tuple(sorted(types)),
            status=status,
        )
        for number, (place, types, name, status) in enumerate(specs)
    ]
    search = CentreSearch(centres, postcodes)
    expected = exact_order(centres, origin, wanted)
    found = []
    for offset in range(0, len(expected) + page_size, page_size):
        query = SearchQuery(
            place=origin, services=wanted, offset=offset, limit=page_size
        )
        page = search.find(query)
        assert page.total == len(expected)
        found += ids(page)
    assert found == expected


def test_a_centre_must_offer_every_service_asked_for(postcodes):
    both = frozenset({ServiceType.SUPPORTED, ServiceType.SUPERVISED})
    centres = [
        a_centre("one", offers=("supported",)),
        a_centre("both", offers=("supported", "supervised")),
    ]
    assert ids(find(postcodes, centres, services=both)) == ["both"]


def test_a_closed_centre_is_never_found(postcodes):
    centres = [a_centre("gone", status=CentreStatus.CLOSED), a_centre("open")]
    found = find(postcodes, centres)
    assert (ids(found), found.total) == (["open"], 1)


def test_a_centre_closed_for_now_comes_last_among_its_equals(postcodes):
    centres = [
        a_centre("shut", name="A", status=CentreStatus.TEMPORARILY_CLOSED),
        a_centre("open", name="B"),
        a_centre("far", name="C", location=LEEDS),
    ]
    assert ids(find(postcodes, centres)) == ["open", "shut", "far"]


def test_equals_come_by_name_and_then_by_id(postcodes):
    centres = [
        a_centre("b", name="Same"),
        a_centre("c", name="Aardvark"),
        a_centre("a", name="same"),
    ]
    assert ids(find(postcodes, centres)) == ["c", "a", "b"]


def test_no_centre_comes_twice_and_none_is_missed_across_pages(postcodes):
    centres = [a_centre(f"centre-{number:02}") for number in range(35)]
    pages = [
        ids(find(postcodes, centres, offset=offset)) for offset in (0, 10, 20, 30, 40)
    ]
    assert [len(page) for page in pages] == [10, 10, 10, 5, 0]
    assert sorted(chain.from_iterable(pages)) == sorted(centre.id for centre in centres)


def test_the_distance_is_from_the_place_asked_for(postcodes):
    found = find(postcodes, [a_centre(location=LEEDS)], place=read_postcode("NG1 5FS"))
    # Nottingham to Leeds is 60 miles in a straight line.
    assert found.matches[0].miles == 60


def test_a_place_in_no_directory_is_refused(postcodes):
    with pytest.raises(UnknownPostcode):
        find(postcodes, [a_centre()], place=read_postcode("QQ1 1AA"))


def without_venue(id: str, **area) -> Centre:
    return a_centre(
        id, location=None, location_source=None, area_covered=AreaCovered(**area)
    )


def test_services_without_a_venue_come_in_their_own_group_where_they_cover(postcodes):
    centres = [
        a_centre("venue"),
        without_venue("district", outcodes=(Outcode("NG1"),)),
        without_venue("council", authorities=("E06000018",)),
        without_venue("nation", nations=(Nation.ENGLAND,)),
        without_venue("elsewhere", outcodes=(Outcode("CF10"),)),
    ]
    found = find(postcodes, centres, place=read_postcode("NG1 5FS"))
    assert ids(found) == ["venue"]
    assert found.total == 1
    assert [it.id for it in found.without_venue] == ["council", "district", "nation"]


def test_a_service_without_a_venue_must_offer_all_that_is_asked(postcodes):
    centres = [without_venue("virtual", nations=(Nation.ENGLAND,))]
    wanted = frozenset({ServiceType.SUPPORTED, ServiceType.VIRTUAL})
    found = find(postcodes, centres, services=wanted)
    assert found.without_venue == ()


def test_an_empty_listing_finds_nothing(postcodes):
    found = find(postcodes, [])
    assert (found.matches, found.total, found.without_venue) == ((), 0, ())


ROUTES = (ReferralRoute.SELF, ReferralRoute.SOLICITOR)
OPENINGS = ("", "Sat 10:00-12:00", "Wed 16:00-19:00", "by arrangement")
narrowable_specs = st.lists(
    st.tuples(
        places,
        st.sets(st.sampled_from(ROUTES)),
        st.sampled_from(OPENINGS),
        st.sampled_from([True, False, None]),
        st.sets(st.sampled_from(["Polish", "Welsh"])),
    ),
    max_size=30,
)
narrowings = st.builds(
    Narrowing,
    referral=st.sampled_from([None, *ROUTES]),
    days=st.frozensets(st.sampled_from(Day)),
    within_miles=st.sampled_from([None, 5, 50]),
    step_free=st.booleans(),
    language=st.sampled_from(["", "polish"]),
)


def a_narrowable(number: int, place, routes, opening, step_free, languages) -> Centre:
    service = a_service(
        referral_routes=tuple(sorted(routes)), opening=read_opening(opening)
    )
    known = () if step_free is None else ((Facility.STEP_FREE, step_free),)
    return a_centre(
        f"centre-{number:02}",
        location=place,
        services=(service,),
        facilities=known,
        languages=tuple(sorted(languages)),
    )


def answers(centre: Centre, narrowing: Narrowing, origin: Location) -> bool:
    """Say by hand whether a centre that offers one service is left."""
    service = centre.services[0]
    text = str(service.opening)
    on = {
        Day.WEEKDAY: "Wed" in text,
        Day.WEEKEND: "Sat" in text,
        Day.EVENING: "19:00" in text,
    }
    assert centre.location is not None
    miles = origin.geodesic_metres_to(centre.location) / 1609.344
    return (
        (narrowing.referral is None or narrowing.referral in service.referral_routes)
        and (not narrowing.days or any(on[day] for day in narrowing.days))
        and (narrowing.within_miles is None or miles <= narrowing.within_miles)
        and (not narrowing.step_free or (Facility.STEP_FREE, True) in centre.facilities)
        and (not narrowing.language or "Polish" in centre.languages)
    )


@settings(max_examples=150, deadline=None)
@given(narrowable_specs, narrowings, places)
def test_a_narrowed_search_is_the_whole_order_without_those_that_do_not_answer(
    postcodes, specs, narrowing, origin
):
    centres = [a_narrowable(number, *spec) for number, spec in enumerate(specs)]
    by_id = {centre.id: centre for centre in centres}
    search = CentreSearch(centres, postcodes)
    query = SearchQuery(
        place=origin, services=SUPPORTED, narrowing=narrowing, limit=EVERYTHING
    )
    found = search.find(query)
    expected = [
        it
        for it in exact_order(centres, origin, SUPPORTED)
        if answers(by_id[it], narrowing, origin)
    ]
    assert ids(found) == expected
    assert found.total == len(expected)
    assert paged(search, query, len(expected)) == expected


@settings(max_examples=100, deadline=None)
@given(narrowable_specs, narrowings, st.lists(narrowings, max_size=5), places)
def test_alternatives_are_counted_as_searches_would_find_them(
    postcodes, specs, narrowing, others, origin
):
    centres = [a_narrowable(number, *spec) for number, spec in enumerate(specs)]
    search = CentreSearch(centres, postcodes)
    query = SearchQuery(place=origin, services=SUPPORTED, narrowing=narrowing)
    found = search.find(query)
    expected = [sum(answers(centre, it, origin) for centre in centres) for it in others]
    alternatives = Alternatives(tuple(others))
    for results in (found, found._replace(squares=None)):
        # Twice: what does not depend on the place is kept after the first.
        assert search.counts(results, alternatives) == expected
        assert search.counts(results, alternatives) == expected


@settings(max_examples=100, deadline=None)
@given(narrowable_specs, places, places, st.sampled_from([None, 50]))
def test_the_fairer_order_is_by_the_longer_journey_and_shows_both(
    postcodes, specs, origin, other, within
):
    centres = [a_narrowable(number, *spec) for number, spec in enumerate(specs)]
    query = SearchQuery(
        place=origin,
        other_place=other,
        order=Order.FAIRER,
        services=SUPPORTED,
        narrowing=Narrowing(within_miles=within),
        limit=EVERYTHING,
    )
    search = CentreSearch(centres, postcodes)
    found = search.find(query)

    def longer(centre: Centre) -> tuple[float, str]:
        legs = [home.geodesic_metres_to(centre.location) for home in (origin, other)]
        return round(max(legs), 6), centre.name.casefold()

    kept = [it for it in centres if answers(it, query.narrowing, origin)]
    assert ids(found) == [centre.id for centre in sorted(kept, key=longer)]
    assert paged(search, query, len(kept)) == ids(found)
    for match in found.matches:
        assert match.metres == pytest.approx(
            origin.metres_to(match.centre.location), abs=1e-3
        )
        assert match.other_metres == pytest.approx(
            other.metres_to(match.centre.location), abs=1e-3
        )


def test_a_second_home_does_not_change_the_order_by_itself(postcodes):
    centres = [a_centre("near"), a_centre("far", location=LEEDS)]
    found = find(postcodes, centres, other_place=LEEDS)
    assert ids(found) == ["near", "far"]
    assert [match.other_miles for match in found.matches] == [60, 0]


def test_a_service_without_a_venue_is_narrowed_by_all_but_distance(postcodes):
    polish = without_venue("polish", nations=(Nation.ENGLAND,))
    centres = [replace(polish, languages=("Polish",))]
    place = read_postcode("NG1 5FS")
    within = Narrowing(language="polish", within_miles=5)
    assert find(postcodes, centres, place=place, narrowing=within).without_venue
    welsh = Narrowing(language="welsh")
    assert not find(postcodes, centres, place=place, narrowing=welsh).without_venue


def test_with_no_service_asked_for_every_centre_is_found(postcodes):
    centres = [a_centre("one"), a_centre("two", offers=("indirect",))]
    assert ids(find(postcodes, centres, services=frozenset())) == ["one", "two"]


def test_a_listing_that_nobody_has_any_more_is_let_go_at_once(postcodes):
    search = CentreSearch([a_centre(), a_centre("other", location=None)], postcodes)
    query = SearchQuery(place=Outcode("NG1"), services=SUPPORTED)
    search.counts(search.find(query), Alternatives((Narrowing(within_miles=5),)))
    known = weakref.ref(search)
    gc.disable()
    try:
        del search
        assert known() is None
    finally:
        gc.enable()
