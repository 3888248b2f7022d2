import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.location import Location
from finder.map_frame import Bounds
from finder.places import LONGEST_TEXT, Gazetteer
from finder.postcodes import Nation, Outcode
from finder.settings import PROJECT

COMMITTED = PROJECT / "data" / "places.csv"
HEADER = "name,other_names,nation,county,latitude,longitude,population,district\n"


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.read(COMMITTED)


@pytest.fixture(scope="module")
def rows():
    with COMMITTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(folder, *rows):
    path = folder / "places.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return Gazetteer.read(path)


def slugs(places):
    return [place.slug for place in places]


# --- Finding ----------------------------------------------------------------


def test_a_town_is_found_with_all_that_is_known_of_it(gazetteer):
    (nottingham,) = gazetteer.find("Nottingham")
    assert nottingham.name == "Nottingham"
    assert nottingham.nation is Nation.ENGLAND
    assert nottingham.county == "Nottinghamshire"
    assert nottingham.district == Outcode("NG1")
    city = Location(latitude=52.9536, longitude=-1.1505)
    assert nottingham.location.metres_to(city) < 50


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("nottingham", "nottingham"),
        ("  NOTTINGHAM ", "nottingham"),
        ("Abertawe", "swansea"),
        ("Caerdydd", "cardiff"),
        ("Caerfyrddin", "carmarthen"),
        ("Wrecsam", "wrexham"),
        ("Yr Wyddgrug", "mold"),
        ("Inbhir Nis", "inverness"),
        ("Dùn Èideann", "edinburgh"),
        ("dun eideann", "edinburgh"),
        ("Doire", "derry"),
        ("Londonderry", "derry"),
        ("Béal Feirste", "belfast"),
        ("Doolish", "douglas-im1"),
        ("Lunnainn", "london"),
        ("Llundain", "london"),
        ("Manceinion", "manchester"),
        ("Hull", "kingston-upon-hull"),
        ("Kings Lynn", "kings-lynn"),
        ("King\u2019s Lynn", "kings-lynn"),
        ("Saint Albans", "st-albans"),
        ("St. Albans", "st-albans"),
        ("Weston super Mare", "weston-super-mare"),
        ("Stratford-on-Avon", "stratford-upon-avon"),
        ("Blairgowrie & Rattray", "blairgowrie-and-rattray"),
        ("Church End, Eversholt", "church-end-eversholt"),
        ("Nottingham, Notts", "nottingham"),
        ("Newport Isle of Wight", "newport-po30"),
        ("Newport, Shropshire", "newport-tf10"),
        ("Newport PO30", "newport-po30"),
        ("Newport, Pembrokeshire, Wales", "newport-sa42"),
        ("Bangor, Co. Down", "bangor-bt20"),
        ("Bangor, Gwynedd", "bangor-ll57"),
        ("Richmond, Yorks", "richmond-dl10"),
        ("Douglas, Isle of Man", "douglas-im1"),
    ],
)
def test_a_place_is_found_however_its_name_is_written(gazetteer, typed, slug):
    assert slugs(gazetteer.find(typed)) == [slug]


def test_a_welsh_name_finds_the_same_place_as_the_english(gazetteer):
    assert gazetteer.find("Abertawe") == gazetteer.find("Swansea") != ()


def test_six_places_named_newport_are_told_apart(gazetteer):
    newports = [it for it in gazetteer.find("Newport") if it.name == "Newport"]
    assert slugs(newports) == [
        "newport-np20",
        "newport-po30",
        "newport-tf10",
        "newport-cb11",
        "newport-hu15",
        "newport-sa42",
    ]


def test_a_nation_leaves_the_places_that_lie_there(gazetteer):
    expected = ["newport-np20", "newport-sa42"]
    assert slugs(gazetteer.find("Newport, Wales")) == expected
    assert slugs(gazetteer.find("Newport Cymru")) == expected


def test_a_county_that_none_lies_in_is_not_used(gazetteer):
    assert slugs(gazetteer.find("Bournemouth, Hampshire")) == ["bournemouth"]


@pytest.mark.parametrize(
    "typed", ["", " ", "Paris", "Newport, Mars", "Londyn", "Kardiff", "NG1 5FS", "\0"]
)
def test_what_is_no_place_finds_nothing(gazetteer, typed):
    assert gazetteer.find(typed) == ()


def test_equal_names_come_most_populous_first(tmp_path):
    gazetteer = read(
        tmp_path,
        "Ham,,england,Kent,51.25,1.32,300,CT13",
        "Ham,,england,Greater London,51.43,-0.31,9000,TW10",
    )
    assert slugs(gazetteer.find("Ham")) == ["ham-tw10", "ham-ct13"]


# --- Suggesting -------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Notingham", "nottingham"),
        ("Edinburg", "edinburgh"),
        ("Mancester", "manchester"),
        ("Leister", "leicester"),
        ("Glouster", "gloucester"),
        ("Abersytwyth", "aberystwyth"),
        ("Southhampton", "southampton"),
        ("Kingslyn", "kings-lynn"),
        ("Newprot, Isle of Wight", "newport-po30"),
    ],
)
def test_a_misspelt_name_suggests_the_one_meant(gazetteer, typed, slug):
    assert gazetteer.find(typed) == ()
    assert gazetteer.suggest(typed, 5)[0].slug == slug


def test_no_more_are_suggested_than_asked_for(gazetteer):
    assert len(gazetteer.suggest("Newprot", 3)) == 3


@pytest.mark.parametrize("typed", ["", "zzzzqq", "x" * 10_000, "\ufdfa" * LONGEST_TEXT])
def test_what_is_like_no_name_suggests_nothing(gazetteer, typed):
    assert gazetteer.suggest(typed, 5) == ()


@given(st.text(max_size=LONGEST_TEXT + 10))
def test_any_text_is_answered(gazetteer, text):
    assert set(gazetteer.find(text)) <= set(gazetteer.suggest(text, len(gazetteer)))


# --- Within bounds ----------------------------------------------------------


def test_the_most_populous_places_between_bounds_come_first(gazetteer):
    trent = Bounds(-1.6, 52.8, -0.9, 53.1)
    found = gazetteer.most_populous(trent, 3)
    assert slugs(found)[:2] == ["nottingham", "derby"]
    assert len(found) == 3
    every = gazetteer.most_populous(trent, len(gazetteer))
    assert found == every[:3]
    for place in every:
        assert trent.west < place.location.longitude < trent.east
        assert trent.south < place.location.latitude < trent.north


def test_no_place_is_found_in_the_sea_nor_in_an_empty_gazetteer(gazetteer):
    sea = Bounds(-9, 58.5, -8, 59)
    assert gazetteer.most_populous(sea, 5) == ()
    assert Gazetteer([]).most_populous(sea, 5) == ()


# --- Slugs and the committed file -------------------------------------------


def test_a_slug_leads_back_to_its_place(gazetteer, rows):
    for name in {row["name"] for row in rows}:
        for place in gazetteer.find(name):
            assert gazetteer.by_slug(place.slug) is place


@pytest.mark.parametrize("slug", ["newport", "Nottingham", "", "nottingham-ng1"])
def test_a_slug_that_is_not_exact_leads_nowhere(gazetteer, slug):
    assert gazetteer.by_slug(slug) is None


def test_every_row_is_a_place_with_a_slug_of_its_own(gazetteer, rows):
    assert len(gazetteer) == len(rows) > 5_900
    for row in rows:
        others = row["other_names"].split("; ") if row["other_names"] else []
        for name in (row["name"], *others):
            at = {(f"{it.location.latitude:.4f}") for it in gazetteer.find(name)}
            assert row["latitude"] in at, name


def test_the_committed_file_is_sorted_and_small(rows):
    assert rows == sorted(rows, key=lambda row: tuple(row.values()))
    assert COMMITTED.stat().st_size < 500_000


def test_every_nation_has_places_and_every_district_a_shape(rows):
    count = Counter(row["nation"] for row in rows)
    assert set(count) == {nation.value for nation in Nation}
    assert count["wales"] > 400
    assert all(row["district"][0].isalpha() for row in rows)


def test_every_district_is_one_of_the_postcode_directory(rows, all_postcodes):
    for row in rows:
        middle = all_postcodes.find(Outcode(row["district"])).location
        place = Location(
            latitude=float(row["latitude"]), longitude=float(row["longitude"])
        )
        assert place.metres_to(middle) < 60_000, row["name"]


@pytest.mark.parametrize("slug", ["cardiff", "aberdeen", "southampton", "worthing"])
def test_no_city_lies_in_a_district_that_ended_or_is_for_large_users(gazetteer, slug):
    live = {"CF10", "AB10", "AB11", "SO14", "BN11"}
    assert gazetteer.by_slug(slug).district.text in live
