import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.centres import ServiceType
from finder.places import Gazetteer
from finder.postcodes import read_postcode
from finder.search_query import ReadSearch
from finder.settings import PROJECT
from finder.web.sealed import (
    Sealer,
    SearchExpired,
    SearchSealer,
    SearchUnreadable,
    Unsealed,
    new_key,
)
from tests.test_postcodes import postcodes

GAZETTEER = Gazetteer.read(PROJECT / "data" / "places.csv")
KEY = new_key()
OTHER_KEY = new_key()
ANY = Sealer([KEY], hours=4)
SEALER = SearchSealer(ANY, GAZETTEER)
SEARCH = ReadSearch(read_postcode("NG1 5FS"), frozenset({ServiceType.SUPPORTED}))
SECONDS_IN_FIVE_HOURS = 5 * 3600

searches = st.builds(
    ReadSearch,
    postcodes.flatmap(lambda it: st.sampled_from([it, it.sector, it.outcode])),
    st.frozensets(st.sampled_from(ServiceType), min_size=1),
)


def sealer_with(*keys: str) -> SearchSealer:
    return SearchSealer(Sealer(keys, hours=4), GAZETTEER)


@given(searches)
def test_a_search_comes_back_as_it_was_sealed(search):
    assert SEALER.unseal(SEALER.seal(search)) == search


def test_a_town_comes_back_as_it_was_sealed():
    town = GAZETTEER.find("Newport, Wales")[0]
    search = ReadSearch(town, frozenset({ServiceType.SUPPORTED}))
    assert SEALER.unseal(SEALER.seal(search)) == search


def test_an_address_is_short_and_needs_no_escaping():
    everything = ReadSearch(read_postcode("SW1A 1AA"), frozenset(ServiceType))
    sealed = SEALER.seal(everything)
    assert len(sealed) < 400
    assert sealed.replace("-", "").replace("_", "").isalnum()


def test_the_same_search_is_sealed_differently_each_time():
    assert SEALER.seal(SEARCH) != SEALER.seal(SEARCH)


def test_an_old_address_has_expired_and_still_tells_the_services(monkeypatch):
    sealed = SEALER.seal(SEARCH)
    later = time.time() + SECONDS_IN_FIVE_HOURS
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(SearchExpired) as expired:
        SEALER.unseal(sealed)
    assert expired.value.services == {ServiceType.SUPPORTED}


def test_another_key_cannot_read_it():
    with pytest.raises(SearchUnreadable):
        sealer_with(OTHER_KEY).unseal(SEALER.seal(SEARCH))


def test_an_old_key_still_reads_after_a_new_one_was_put_before_it():
    rotated = sealer_with(OTHER_KEY, KEY)
    assert rotated.unseal(SEALER.seal(SEARCH)) == SEARCH


@given(st.integers(0, 100), st.integers(1, 255))
def test_a_changed_address_is_refused(at, change):
    sealed = SEALER.seal(SEARCH)
    place = at % len(sealed)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = letters[(letters.index(sealed[place]) + 1 + change % 62) % 64]
    # The last letter holds spare bits that mean nothing.
    if place == len(sealed) - 1 or other == sealed[place]:
        return
    with pytest.raises(SearchUnreadable):
        SEALER.unseal(sealed[:place] + other + sealed[place + 1 :])


@given(st.text(max_size=300))
def test_any_other_text_is_refused(text):
    with pytest.raises(SearchUnreadable):
        SEALER.unseal(text)


@given(
    at=st.integers(0, 150), more=st.text(st.sampled_from("<>\"'!&= \n+/."), min_size=1)
)
def test_an_address_with_anything_between_its_letters_is_refused(at, more):
    sealed = SEALER.seal(SEARCH)
    with pytest.raises(SearchUnreadable):
        SEALER.unseal(f"{sealed[:at]}{more}{sealed[at:]}")


@pytest.mark.parametrize(
    "key", ["too short", "", KEY[:-4], KEY + KEY, "é" * 44], ids=len
)
def test_a_key_that_is_none_is_refused_at_once(key):
    with pytest.raises(ValueError, match="32 bytes"):
        sealer_with(KEY, key)


@pytest.mark.parametrize("services", [{"supported"}, {"supported", "handover"}])
def test_the_length_of_an_address_does_not_tell_what_was_asked(services):
    lengths = {
        len(SEALER.seal(ReadSearch(read_postcode(place), frozenset(wanted))))
        for place in ("M1 1AA", "SW1A 1AA", "NG1", "NG1 5")
        for wanted in (services, {*services, "virtual"})
    }
    assert len(lengths) == 1


@given(st.lists(st.text()))
def test_what_was_sealed_as_one_kind_is_not_read_as_another(content):
    sealed = ANY.seal("guide", content[:20])[:1400]
    with pytest.raises(SearchUnreadable):
        SEALER.unseal(sealed)


def test_a_row_of_text_comes_back_and_says_when_it_has_expired(monkeypatch):
    sealed = ANY.seal("guide", ["order-no", "é"])
    assert ANY.unseal("guide", sealed) == Unsealed(["order-no", "é"], False)
    later = time.time() + SECONDS_IN_FIVE_HOURS
    monkeypatch.setattr(time, "time", lambda: later)
    assert ANY.unseal("guide", sealed).expired


def test_the_other_home_comes_back_too():
    search = replace(SEARCH, other_place=GAZETTEER.find("Derby")[0])
    assert SEALER.unseal(SEALER.seal(search)) == search
