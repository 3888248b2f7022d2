import zipfile
from pathlib import Path

import pytest

from finder.code_point_open import is_code_point_open, read_code_point_open
from finder.errors import DirectoryRefused, UnknownPostcode
from finder.ons_directory import read_onspd
from finder.postcode_index import Precision
from finder.postcodes import Nation, Postcode
from finder.settings import PROJECT
from tests.builders import a_postcode_index

HEADER_2025 = PROJECT / "tests" / "fixtures" / "onspd" / "header_2025.csv"
NOTTINGHAM_ROW = (
    '"NG1 5FS",10,456830,340065,"E92000001","E19","E18","","E06000018","E05012290"'
)
LONDON_ROW = '"E1  0AA",10,535267,181084,"E92000001","E19","E18","","E09000030","E05"'
UNPLACED_ROW = '"NG1 5ZZ",90,0,0,"E92000001","E19","E18","","E06000018","E05"'


def a_zip(folder: Path, **areas: list[str]) -> Path:
    path = folder / "codepo_gb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Doc/licence.txt", "OGL")
        for area, rows in areas.items():
            archive.writestr(f"Data/CSV/{area}.csv", "\r\n".join(rows))
    return path


def test_its_postcodes_are_placed_with_their_nation_and_authority(tmp_path):
    path = a_zip(tmp_path, ng=[NOTTINGHAM_ROW, UNPLACED_ROW], e=[LONDON_ROW])
    assert is_code_point_open(path)
    index = a_postcode_index(tmp_path / "index", read_code_point_open(path))
    place = index.find(Postcode.read("NG1 5FS"))
    assert (place.precision, place.nation) == (Precision.UNIT, Nation.ENGLAND)
    assert place.authority == "E06000018"
    assert index.find(Postcode.read("E1 0AA")).authority == "E09000030"
    assert index.find(Postcode.read("NG1 5ZZ")).precision is Precision.SECTOR
    with pytest.raises(UnknownPostcode):
        index.find(Postcode.read("BT1 1AA"))


def test_a_live_postcode_lies_where_the_other_source_has_it(tmp_path):
    names = HEADER_2025.read_text().splitlines()[0].strip().split(",")
    row = {
        "pcd7": "NG1 5FS",
        "east1m": "456830",
        "north1m": "340065",
        "lad25cd": "E06000018",
    }
    onspd = tmp_path / "ONSPD.zip"
    with zipfile.ZipFile(onspd, "w") as archive:
        line = ",".join(row.get(name, "") for name in names)
        archive.writestr("Data/ONSPD_NOV_2025_UK.csv", f"{','.join(names)}\n{line}\n")
    one = a_postcode_index(tmp_path / "one", read_onspd(onspd))
    path = a_zip(tmp_path, ng=[NOTTINGHAM_ROW])
    other = a_postcode_index(tmp_path / "other", read_code_point_open(path))
    postcode = Postcode.read("NG1 5FS")
    apart = one.find(postcode).location.metres_to(other.find(postcode).location)
    assert apart < 1


@pytest.mark.parametrize(
    "row",
    ['"NG1 5FS",10,456830', NOTTINGHAM_ROW.replace("E92000001", "457"), '"NG1'],
)
def test_a_table_of_another_shape_is_refused(tmp_path, row):
    with pytest.raises(DirectoryRefused):
        read_code_point_open(a_zip(tmp_path, ng=[row]))


def test_another_zip_is_not_taken_for_it(tmp_path):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Data/ONSPD_NOV_2025_UK.csv", "pcd7")
    assert not is_code_point_open(path)
    path.write_bytes(b"no zip")
    assert not is_code_point_open(path)
