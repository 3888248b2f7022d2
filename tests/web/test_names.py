import re
import time

import pytest

from tests.builders import a_centre
from tests.web.test_pages import without_sealed, words_of


def find_name(client, name: str, prefix: str = ""):
    return client.post(f"{prefix}/names", data={"name": name})


def test_a_centre_is_found_by_its_name_with_a_letter_wrong(client):
    answer = find_name(client, "exmaple naer")
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "1 centre" in words_of(page)
    assert 'href="/centres/near">Example Near</a>' in page.text


def test_a_centre_of_a_very_long_name_is_found_by_all_of_it(client_of):
    name = "Example Contact Centre of " + " and ".join(["St Swithin", "All Saints"] * 6)
    client = client_of([a_centre("long", name=name)])
    page = client.get(find_name(client, name).location)
    assert 'href="/centres/long"' in page.text


def test_what_was_typed_is_not_in_the_address(client):
    assert "near" not in find_name(client, "near").location


def test_a_postcode_typed_for_a_name_is_sent_to_the_main_search(client):
    page = find_name(client, "NG1 5FS")
    assert page.status_code == 400
    assert "That is a postcode" in page.text
    assert 'value="NG1 5FS"' in page.text


@pytest.mark.parametrize("typed", ["", "  ", "\x00"])
def test_nothing_typed_is_a_problem_to_mend(client, typed):
    page = find_name(client, typed)
    assert page.status_code == 400
    assert "Error: Find a centre by name" in page.text


@pytest.mark.parametrize("typed", ["zzz", "<script>alert(1)</script>", "x" * 5_000])
def test_a_name_like_none_says_so(client, typed):
    page = client.get(find_name(client, typed).location)
    assert "No centre has a name like that" in page.text


def test_names_can_be_found_in_welsh(client):
    page = client.get(find_name(client, "near", "/cy").location)
    assert "1 ganolfan" in words_of(page)
    english = re.search(r'hreflang="en" href="([^"]+)"', page.text)
    assert english is not None
    assert "1 centre" in words_of(client.get(english[1]))


def test_an_old_address_says_that_it_has_expired(client, monkeypatch):
    address = find_name(client, "near").location
    later = time.time() + 5 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    page = client.get(address)
    assert page.status_code == 410
    assert "near" not in without_sealed(words_of(page)).lower()


def test_the_address_of_a_search_is_no_address_of_a_name(client):
    searched = client.post("/search", data={"postcode": "NG1", "service": "supported"})
    sealed = searched.location.removeprefix("/results/")
    assert client.get(f"/names/{sealed}").status_code == 404
