import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from finder.generations import Generations
from finder.postcode_index import PostcodeIndex
from finder.postcodes import Nation, Postcode
from finder.sessions import read_opening
from finder.settings import PROJECT, Settings
from scripts.make_demo_listings import SEED, main, make_listings, write_listings

DEMO = PROJECT / "data" / "demo"
# https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
DRAMA = re.compile(
    r"01(?:1[3-8]|21|31|41|51|61) 496 0\d{3}|0191 498 0\d{3}|020 7946 0\d{3}"
    r"|028 9649 6\d{3}|029 2018 0\d{3}|01632 960\d{3}|07700 900\d{3}"
    r"|0808 157 0\d{3}|0306 999 0\d{3}"
)
AT_EXAMPLE_ORG = re.compile(r"(?:[a-z]+@|https://)(?:[a-z0-9-]{1,63}\.)?example\.org\b")


def committed(name):
    with (DEMO / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.fixture(scope="module")
def centres():
    return committed("centres.csv")


@pytest.fixture(scope="module")
def services():
    return committed("services.csv")


@pytest.fixture(scope="module")
def index_folder():
    built = Generations(Settings().data_dir / "postcodes")
    name = built.live_name()
    if name is None and os.environ.get("CI"):
        pytest.fail("no postcode index has been built")
    if name is None:
        pytest.skip("no postcode index has been built")
    return built.folder_of(name)


def written(folder):
    return [(folder / name).read_bytes() for name in ("centres.csv", "services.csv")]


def test_every_name_and_operator_says_example(centres):
    operators = {centre["operator"] for centre in centres} - {""}
    for name in [*(centre["name"] for centre in centres), *operators]:
        assert "Example" in name


def test_every_id_is_its_own(centres):
    assert len({centre["id"] for centre in centres}) == len(centres)


def test_every_telephone_is_in_a_range_for_drama(centres):
    for centre in centres:
        assert not centre["telephone"] or DRAMA.fullmatch(centre["telephone"])


def test_every_address_online_is_at_example_org(centres):
    for centre in centres:
        for column in ("email", "website", "referral_url"):
            assert not centre[column] or AT_EXAMPLE_ORG.match(centre[column])


def test_every_charity_number_is_plainly_made_up(centres):
    for centre in centres:
        assert re.fullmatch(r"(?:EXAMPLE-\d{4})?", centre["charity_number"])


def test_every_session_pattern_reads(services):
    for service in services:
        read_opening(service["sessions"])


def test_every_service_names_a_centre_and_every_centre_has_one(centres, services):
    ids = {centre["id"] for centre in centres}
    assert {service["centre_id"] for service in services} == ids


def test_no_centre_offers_a_service_twice(services):
    offered = Counter(
        (service["centre_id"], service["service"]) for service in services
    )
    assert set(offered.values()) == {1}


def test_no_parent_applies_alone_for_an_assessment(services):
    for service in services:
        if service["service"] == "supervised-assessment":
            assert "self" not in service["referral_routes"].split("; ")


def test_only_a_centre_without_a_venue_covers_an_area(centres):
    for centre in centres:
        venue = centre["postcode"] or centre["latitude"] or centre["address_1"]
        assert bool(centre["area_covered"]) != bool(venue)


def test_nothing_gives_the_town_of_a_withheld_venue_away(centres):
    for centre in centres:
        if centre["address_visibility"] == "none":
            told = [centre[column] for column in ("id", "name", "operator", "email")]
            outcode = centre["postcode"].split()[0].lower()
            assert not [text for text in told if centre["town"] in text]
            assert not centre["id"].endswith(outcode)


def test_the_demonstration_has_one_of_everything(centres, services):
    assert {it["status"] for it in centres} == {"open", "temporarily-closed", "closed"}
    assert {it["address_visibility"] for it in centres} == {"full", "town", "none"}
    assert len({it["service"] for it in services}) == 9
    assert {it["accreditation_status"] for it in services} == {
        *("accredited", "candidate", "suspended", "")
    }
    assert max(Counter(it["name"] for it in centres).values()) > 1
    assert max(Counter(filter(None, (it["postcode"] for it in centres))).values()) == 4


def test_venues_are_in_every_nation_but_scotland(centres, index_folder):
    index = PostcodeIndex(index_folder)
    postcodes = {centre["postcode"] for centre in centres} - {""}
    nations = {index.find(Postcode.read(postcode)).nation for postcode in postcodes}
    assert nations == set(Nation) - {Nation.SCOTLAND}


def test_committed_files_are_what_the_script_makes(index_folder, tmp_path):
    made = CliRunner().invoke(main, ["--out", str(tmp_path)])
    assert made.exit_code == 0, made.output
    assert written(tmp_path) == written(DEMO)


def test_same_seed_gives_the_same_bytes(index_folder, tmp_path):
    for name in ("once", "again"):
        write_listings(tmp_path / name, *make_listings(index_folder, SEED, 80))
    assert written(tmp_path / "once") == written(tmp_path / "again")


def test_another_seed_gives_other_centres(index_folder):
    assert make_listings(index_folder, 1, 80) != make_listings(index_folder, 2, 80)


def test_as_many_centres_are_made_as_asked_for(index_folder):
    centres, _ = make_listings(index_folder, SEED, 120)
    assert len(centres) == 120


def test_missing_index_is_said_plainly(tmp_path, monkeypatch):
    monkeypatch.setenv("FINDER_DATA_DIR", str(tmp_path))
    made = CliRunner().invoke(main, ["--out", str(tmp_path / "out")])
    assert made.exit_code == 1
    assert "build_postcode_index.py" in made.output
    assert not Path(tmp_path / "out").exists()
