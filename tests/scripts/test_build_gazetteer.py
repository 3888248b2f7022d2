import csv
from io import StringIO

import pytest

from finder.postcodes import Nation
from finder.settings import PROJECT
from scripts.build_gazetteer import (
    COLUMNS,
    Around,
    Rules,
    Surroundings,
    other_names,
    places_of,
    written,
)
from tests.builders import at

DATA = PROJECT / "data"


@pytest.fixture(scope="module")
def rules():
    return Rules.read(DATA / "places.rules.toml")


def an_entry(name="Ham", **changes):
    return {
        "geonameid": 1,
        "name": name,
        "latitude": 51.5,
        "longitude": -0.1,
        "countrycode": "GB",
        "admin1code": "ENG",
        "population": 900,
        "alternatenames": [""],
        **changes,
    }


def somewhere(nation, location):
    return Around("NG1", "Nottinghamshire")


# --- Other names ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "nation", "listed", "kept"),
    [
        ("Swansea", "wales", ["Abertawe", "SWS", "Suonsi", "Суонси"], ["Abertawe"]),
        ("Cardiff", "wales", ["Caerdydd", "Kardiff", "Кардиф"], ["Caerdydd"]),
        ("Betws", "wales", ["Bettws"], ["Bettws"]),
        (
            "Inverness",
            "scotland",
            ["Inbhir Nis", "Invernes", "INV", "Инвернесс"],
            ["Inbhir Nis"],
        ),
        (
            "Edinburgh",
            "scotland",
            ["Dun Eideann", "Dùn Èideann", "Edimburgo", "Эдинбург"],
            ["Dùn Èideann"],
        ),
        (
            "Derry",
            "northern-ireland",
            ["Doire", "Londonderry", "Londonderis", "Дерри"],
            ["Doire", "Londonderry"],
        ),
        (
            "London",
            "england",
            ["Llundain", "Lunnainn", "Londyn", "Londres", "lun dun", "Лондон"],
            ["Llundain", "Lunnainn"],
        ),
        ("Kingston upon Hull", "england", ["Hull", "Hulo"], ["Hull"]),
        (
            "Abingdon",
            "england",
            ["Abingdon i Oxfordshire", "Abingdon-on-Thames", "Abindonia"],
            ["Abingdon-on-Thames"],
        ),
        ("Bexley", "england", ["London Borough of Bexley", "Bexley kerület"], []),
        ("St Albans", "england", ["Saint Albans", "St. Albans"], []),
        ("Douglas", "isle-of-man", ["Doolish", "Duglas", "Дуглас"], ["Doolish"]),
    ],
)
def test_names_are_kept_that_people_in_the_isles_type(
    rules, name, nation, listed, kept
):
    entry = an_entry(name, alternatenames=listed)
    assert other_names(entry, Nation(nation), rules) == kept


def test_a_part_of_a_name_that_a_neighbour_has_whole_is_left_out(rules):
    city = an_entry("City of Ham", alternatenames=["Ham"])
    far = an_entry("Ham on Sea", alternatenames=["Ham"], latitude=54.0)
    places = places_of([an_entry(), city, far], rules, somewhere)
    assert {place.name: place.others for place in places} == {
        "Ham": [],
        "City of Ham": [],
        "Ham on Sea": ["Ham"],
    }


# --- Places -----------------------------------------------------------------


def test_only_places_of_the_isles_are_kept(rules):
    entries = [
        an_entry("Kept"),
        an_entry("Akrotiri", admin1code="", latitude=34.6, longitude=32.9),
        an_entry("Lyon", countrycode="FR", admin1code="84"),
        an_entry("Londonderry County Borough", admin1code="NIR"),
        an_entry("Sark", countrycode="GG", admin1code="00"),
    ]
    names = [place.name for place in places_of(entries, rules, somewhere)]
    assert names == ["Kept", "Sark"]


def test_the_file_is_the_same_whatever_the_order_of_its_source(rules):
    entries = [an_entry("B"), an_entry("A"), an_entry("A", latitude=52.0)]
    forward = written(places_of(entries, rules, somewhere))
    assert forward == written(places_of(entries[::-1], rules, somewhere))
    header, *rows = csv.reader(StringIO(forward))
    assert tuple(header) == COLUMNS
    assert rows == sorted(rows)


def test_a_county_is_known_for_every_authority_of_great_britain(rules, all_postcodes):
    authorities = {
        code for code in all_postcodes.manifest.authorities if code[:1] in {*"EWS"}
    }
    assert authorities - rules.counties.keys() == set()
    assert rules.counties["E06000046"] == "Isle of Wight"


@pytest.mark.parametrize(
    ("nation", "spot", "around"),
    [
        ("wales", at(51.4800, -3.1800), Around("CF10", "Cardiff")),
        ("england", at(50.7015, -1.2912), Around("PO30", "Isle of Wight")),
        ("england", at(53.9576, -1.0827), Around("YO1", "North Yorkshire")),
        ("guernsey", at(49.4598, -2.5353), Around("GY1", "")),
        ("jersey", at(49.1880, -2.1049), Around("JE2", "")),
        ("isle-of-man", at(54.1500, -4.4833), Around("IM1", "")),
    ],
)
def test_a_place_has_the_district_of_most_spots_around_it(
    surroundings, nation, spot, around
):
    assert surroundings.around(Nation(nation), spot) == around


@pytest.fixture(scope="module")
def surroundings(postcodes_folder, all_postcodes, rules):
    return Surroundings(
        postcodes_folder / all_postcodes.id, DATA / "islands.csv", rules
    )
