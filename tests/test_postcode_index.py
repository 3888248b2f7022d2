from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finder.errors import (
    ForcesPostcode,
    NotGeographicPostcode,
    PostcodeIndexDamaged,
    UnknownPostcode,
)
from finder.postcode_files import CHECKSUMS
from finder.postcode_index import PostcodeIndex, Precision
from finder.postcodes import Nation, Postcode, read_postcode
from tests.builders import NOTTINGHAM, a_directory, a_postcode_index, at


@pytest.mark.parametrize(
    ("typed", "latitude", "longitude", "nation", "precision"),
    [
        ("NG1 5FS", 52.9549, -1.1553, Nation.ENGLAND, Precision.UNIT),
        ("sw1a1aa", 51.5010, -0.1416, Nation.ENGLAND, Precision.UNIT),
        ("BT1 1AA", 54.6024, -5.9223, Nation.NORTHERN_IRELAND, Precision.UNIT),
        ("ZE1 0AA", 60.1532, -1.1416, Nation.SCOTLAND, Precision.UNIT),
        ("TD12 4AA", 55.6527, -2.2522, Nation.SCOTLAND, Precision.UNIT),
        ("CF10 1EP", 51.4791, -3.1766, Nation.WALES, Precision.UNIT),
        # The directory places this one at Penzance, where Scilly's mail is sorted.
        ("TR21 0PW", 49.9162, -6.3091, Nation.ENGLAND, Precision.SECTOR),
        ("TR21 0LW", 49.9150, -6.3150, Nation.ENGLAND, Precision.UNIT),
        ("JE2 3AB", 49.1880, -2.1049, Nation.JERSEY, Precision.SECTOR),
        ("GY1 1WR", 49.4598, -2.5353, Nation.GUERNSEY, Precision.OUTCODE),
        ("GY10 1SA", 49.4333, -2.3667, Nation.GUERNSEY, Precision.OUTCODE),
        ("IM1 1AD", 54.1500, -4.4833, Nation.ISLE_OF_MAN, Precision.OUTCODE),
        ("NG1", 52.9546, -1.1474, Nation.ENGLAND, Precision.OUTCODE),
        ("NG1 5", 52.9551, -1.1554, Nation.ENGLAND, Precision.SECTOR),
        ("NG1 5QQ", 52.9551, -1.1554, Nation.ENGLAND, Precision.SECTOR),
        ("NG1 0ZZ", 52.9546, -1.1474, Nation.ENGLAND, Precision.OUTCODE),
    ],
)
def test_named_postcodes_are_where_the_directory_has_them(
    all_postcodes, typed, latitude, longitude, nation, precision
):
    place = all_postcodes.find(read_postcode(typed))
    # Points read off a map, to within a street or two.
    assert place.location.metres_to(at(latitude, longitude)) < 1000
    assert (place.nation, place.precision) == (nation, precision)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("BF1 3AA", ForcesPostcode),
        ("GIR 0AA", NotGeographicPostcode),
        ("BX1 1AA", NotGeographicPostcode),
        ("BN91 9AA", NotGeographicPostcode),
        ("QQ1 1AA", UnknownPostcode),
        ("QQ1", UnknownPostcode),
        ("QQ1 1", UnknownPostcode),
    ],
)
def test_postcodes_without_a_place_are_refused_each_for_its_own_reason(
    all_postcodes, typed, refusal
):
    with pytest.raises(refusal):
        all_postcodes.find(read_postcode(typed))


def test_the_index_holds_every_postcode_of_the_directory(all_postcodes):
    manifest = all_postcodes.manifest
    assert (manifest.postcodes, manifest.placed) == (2_720_556, 2_695_696)


def test_no_postcode_is_said_to_have_ended_where_the_source_does_not_tell(
    all_postcodes,
):
    assert not all_postcodes.manifest.knows_ended
    # Ended in 1996, when NPT became NP; the package does not say so.
    assert all_postcodes.find(read_postcode("NPT 0AD")).ended is None


def test_an_ended_postcode_is_placed_and_says_since_when(tmp_path):
    index = a_postcode_index(
        tmp_path,
        a_directory(
            ("NG1 5FS", 457000, 340000, "E06000018", 2023 * 12 + 11), knows_ended=True
        ),
    )
    place = index.find(Postcode.read("NG1 5FS"))
    assert place.ended == date(2023, 11, 1)
    assert place.precision is Precision.UNIT


def test_a_postcode_that_ended_in_december_keeps_its_year(tmp_path):
    index = a_postcode_index(
        tmp_path,
        a_directory(("NG1 5FS", 457000, 340000, "E06000018", 1999 * 12 + 12)),
    )
    assert index.find(Postcode.read("NG1 5FS")).ended == date(1999, 12, 1)


def test_membership_is_of_whole_postcodes_in_the_directory(all_postcodes):
    assert Postcode.read("NG1 5FS") in all_postcodes
    assert Postcode.read("GIR 0AA") in all_postcodes
    assert Postcode.read("NG1 5QQ") not in all_postcodes


def test_the_sector_nearest_to_a_point_names_its_district(all_postcodes):
    sector = all_postcodes.sector_nearest_to(NOTTINGHAM)
    assert sector.outcode.text == "NG1"
    assert sector.place.nation is Nation.ENGLAND


def an_index_folder(tmp_path: Path) -> Path:
    index = a_postcode_index(
        tmp_path, a_directory(("NG1 5FS", 457000, 340000, "E06000018"))
    )
    return tmp_path / index.id


@pytest.mark.parametrize(
    "file",
    [
        "manifest.json",
        "units.outwards.npy",
        "units.keys.npy",
        "sectors.rows.npy",
        "outcodes.keys.npy",
    ],
)
@pytest.mark.parametrize("damage", ["missing", "truncated"])
@pytest.mark.parametrize("checked", [True, False])
def test_a_damaged_index_is_refused(tmp_path, file, damage, checked):
    folder = an_index_folder(tmp_path)
    path = folder / file
    if not checked:
        (folder / CHECKSUMS).unlink()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(PostcodeIndexDamaged):
        PostcodeIndex(folder)


@given(byte=st.integers(0), bit=st.integers(0, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_a_bit_that_flips_in_any_file_is_noticed(tmp_path_factory, byte, bit):
    folder = an_index_folder(tmp_path_factory.mktemp("flipped"))
    files = sorted(folder.iterdir())
    path = files[byte % len(files)]
    content = bytearray(path.read_bytes())
    content[byte // len(files) % len(content)] ^= 1 << bit
    path.write_bytes(content)
    with pytest.raises(PostcodeIndexDamaged):
        PostcodeIndex(folder)


def test_an_index_built_before_there_were_checksums_is_read(tmp_path):
    folder = an_index_folder(tmp_path)
    (folder / CHECKSUMS).unlink()
    PostcodeIndex(folder)


def test_an_index_of_another_format_is_refused(tmp_path):
    folder = an_index_folder(tmp_path)
    (folder / CHECKSUMS).unlink()
    manifest = folder / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace('"format_version": 2', '"format_version": 99')
    )
    with pytest.raises(PostcodeIndexDamaged):
        PostcodeIndex(folder)


def test_every_outcode_that_mail_goes_to_has_a_place(all_postcodes):
    outcodes = [str(it) for it in all_postcodes.outcodes()]
    assert len(outcodes) == len(set(outcodes))
    assert {"NG1", "BT1", "JE2", "GY10", "IM1", "ZE1"} <= set(outcodes)
    assert not {"BF1", "GIR", "BN91"} & set(outcodes)
    for outcode in all_postcodes.outcodes():
        assert all_postcodes.find(outcode).precision is Precision.OUTCODE


def test_an_outcode_all_of_whose_postcodes_ended_is_not_listed(tmp_path):
    index = a_postcode_index(
        tmp_path,
        a_directory(
            ("NG1 5FS", 457000, 340000, "E06000018"),
            ("NG1 5FT", 457000, 340000, "E06000018", 2023 * 12 + 11),
            ("NG9 1AA", 452000, 336000, "E07000172", 2023 * 12 + 11),
            knows_ended=True,
        ),
    )
    assert [str(it) for it in index.outcodes()] == ["NG1"]
