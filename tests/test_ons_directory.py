import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.errors import DirectoryRefused
from finder.ons_directory import read_installed_package, read_onspd
from finder.postcodes import Postcode
from tests.builders import a_postcode_index

FIXTURES = Path(__file__).parent / "fixtures" / "onspd"
# The headers of two editions, as they were published.
HEADER_2025, HEADER_2023 = (
    (FIXTURES / name).read_text().strip().split(",")
    for name in ("header_2025.csv", "header_2023.csv")
)
NAMES_2025 = ("pcd7", "east1m", "north1m", "lad25cd", "doterm")
NAMES_2023 = ("pcd", "oseast1m", "osnrth1m", "oslaua", "doterm")
EDITIONS = pytest.mark.parametrize(
    ("header", "names"), [(HEADER_2025, NAMES_2025), (HEADER_2023, NAMES_2023)]
)

WHOLE = "Data/ONSPD_NOV_2025_UK.csv"
NOTTINGHAM = ("NG1 5FS", "456847", "340057", "E06000018", "")
ENDED = ("NG1 5AA", "456900", "340300", "E06000018", "202311")
NOT_KNOWN = pytest.approx(float("nan"), nan_ok=True)
UNPLACED = ("GY1 1WR", "", "", "L99999999", "")


def a_table(*rows, header=HEADER_2025, names=NAMES_2025, quoting=csv.QUOTE_MINIMAL):
    """Return a table whose other columns hold something, as the real ones do."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, header, restval="x", quoting=quoting)
    writer.writeheader()
    writer.writerows(dict(zip(names, row, strict=True)) for row in rows)
    return file.getvalue()


def a_zip(folder, files):
    path = folder / "onspd.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def postcodes(directory):
    return list(directory.rows["postcode"])


def refusal(path):
    with pytest.raises(DirectoryRefused) as refused:
        read_onspd(path)
    return refused.value.args


@EDITIONS
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_both_kinds_of_header_are_read_into_one_shape(
    tmp_path, header, names, mark, quoting
):
    rows = (NOTTINGHAM, ENDED, UNPLACED)
    table = mark + a_table(*rows, header=header, names=names, quoting=quoting)
    directory = read_onspd(a_zip(tmp_path, {WHOLE: table}))
    first, second, third = directory.rows.itertuples(index=False, name=None)
    assert first == ("NG1 5FS", 456847, 340057, "E06000018", 0)
    assert second == ("NG1 5AA", 456900, 340300, "E06000018", 2023 * 12 + 11)
    assert third == ("GY1 1WR", NOT_KNOWN, NOT_KNOWN, "L99999999", 0)
    assert directory.knows_ended


def test_the_edition_is_named_by_its_file(tmp_path):
    directory = read_onspd(a_zip(tmp_path, {WHOLE: a_table(NOTTINGHAM)}))
    assert directory.source == "ONSPD_NOV_2025_UK.csv"
    assert directory.released == "ONSPD_NOV_2025_UK"


@EDITIONS
@pytest.mark.parametrize(
    ("doterm", "ended"),
    [("202311", date(2023, 11, 1)), ("199912", date(1999, 12, 1)), ("", None)],
)
def test_the_month_of_ending_comes_through_to_a_search(
    tmp_path, header, names, doterm, ended
):
    row = (*NOTTINGHAM[:4], doterm)
    table = a_table(row, header=header, names=names)
    directory = read_onspd(a_zip(tmp_path, {WHOLE: table}))
    index = a_postcode_index(tmp_path / "postcodes", directory)
    assert index.find(Postcode.read("NG1 5FS")).ended == ended


@EDITIONS
def test_a_header_that_lacks_a_column_is_refused_naming_it_and_no_known_other(
    tmp_path, header, names
):
    easting = names[1]
    strange = ["grid_east" if it == easting else it for it in header]
    table = a_table(header=strange, names=names)
    refused = refusal(a_zip(tmp_path, {WHOLE: table}))
    assert refused == (
        "the header is not one that is known",
        "missing columns: oseast1m or east1m",
        "unknown columns: grid_east",
    )


@EDITIONS
def test_every_column_of_a_real_header_is_known(tmp_path, header, names):
    kept = [it for it in header if it not in names]
    refused = refusal(a_zip(tmp_path, {WHOLE: a_table(header=kept)}))
    assert refused[1] == (
        "missing columns: pcd or pcd7, doterm, oseast1m or east1m, "
        "osnrth1m or north1m, oslaua or ladNNcd"
    )
    assert refused[2] == "unknown columns: none"


@pytest.mark.parametrize("year", ["24", "26", "31"])
def test_the_year_of_the_boundaries_may_be_any(tmp_path, year):
    header = [it.replace("25cd", f"{year}cd") for it in HEADER_2025]
    names = [it.replace("25cd", f"{year}cd") for it in NAMES_2025]
    table = a_table(NOTTINGHAM, header=header, names=names)
    assert postcodes(read_onspd(a_zip(tmp_path, {WHOLE: table}))) == ["NG1 5FS"]


@pytest.mark.parametrize(
    "area_file",
    [
        "Data/multi_csv/ONSPD_NOV_2025_UK_NG.csv",
        "Data/multi_csv/ONSPD_NOV_2025_UK_B.csv",
        "ONSPD_NOV_2025_UK_NG.csv",
        "__MACOSX/Data/._ONSPD_NOV_2025_UK.csv",
        "Documents/Codes ONSPD.csv",
    ],
)
def test_a_file_of_one_area_is_not_taken_for_the_whole(tmp_path, area_file):
    files = {area_file: a_table(ENDED), WHOLE: a_table(NOTTINGHAM)}
    assert postcodes(read_onspd(a_zip(tmp_path, files))) == ["NG1 5FS"]
    alone = a_zip(tmp_path, {area_file: a_table(ENDED)})
    assert refusal(alone) == ("no ONSPD_….csv inside",)


def test_what_is_no_zip_is_refused(tmp_path):
    path = tmp_path / "onspd.csv"
    path.write_text(a_table(NOTTINGHAM))
    assert refusal(path) == ("not a zip that can be read",)
    assert refusal(tmp_path / "nowhere.zip") == ("not a zip that can be read",)


def test_an_empty_table_is_refused(tmp_path):
    refused = refusal(a_zip(tmp_path, {WHOLE: ""}))
    assert refused[0] == "the header is not one that is known"


def test_a_zip_with_a_password_is_refused(tmp_path):
    path = a_zip(tmp_path, {WHOLE: a_table(NOTTINGHAM)})
    content = bytearray(path.read_bytes())
    # The first bit of the flags, in the file's own header and in the directory.
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flags] |= 1
    path.write_bytes(content)
    assert refusal(path) == ("it is locked, or packed in another way",)


@pytest.fixture(scope="module")
def sound_zip(tmp_path_factory):
    rows = [
        (f"NG1 {it % 10}{chr(65 + it // 10)}A", *NOTTINGHAM[1:]) for it in range(99)
    ]
    path = a_zip(tmp_path_factory.mktemp("onspd"), {WHOLE: a_table(*rows)})
    return path.read_bytes()


@settings(deadline=None)
@given(place=st.integers(0, 2**16))
def test_a_damaged_zip_is_refused_or_gives_the_same_postcodes(
    tmp_path_factory, sound_zip, place
):
    damaged = bytearray(sound_zip)
    damaged[place // 8 % len(damaged)] ^= 1 << place % 8
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(damaged)
    try:
        read = postcodes(read_onspd(path))
    except DirectoryRefused:
        return
    assert len(read) == 99


class FewPostcodes:
    """Stands in for the package's five seconds and 760 MB."""

    def load_postcodes(self, letters):
        self.dataframe = pd.DataFrame(
            {
                "pcd": ["NG1 5FS", "GY1 1WR"],
                "oseast1m": [456847.0, None],
                "osnrth1m": [340057.0, None],
                "laua": pd.Categorical(["E06000018", None]),
                "pcd_abbr": ["NG15FS", "GY11WR"],
            }
        )


def test_the_installed_package_is_read_into_the_same_shape(monkeypatch):
    monkeypatch.setattr("finder.ons_directory.Postcodes", FewPostcodes)
    directory = read_installed_package()
    first, second = directory.rows.itertuples(index=False, name=None)
    assert first == ("NG1 5FS", 456847, 340057, "E06000018", 0)
    assert second == ("GY1 1WR", NOT_KNOWN, NOT_KNOWN, "", 0)
    assert not directory.knows_ended
    assert directory.released in directory.source
