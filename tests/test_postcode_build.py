import random

import numpy as np
import pytest

from finder.errors import DirectoryRefused, NotGeographicPostcode
from finder.generations import Generations
from finder.island_parishes import IslandArea
from finder.postcode_build import STEPS, build_postcode_index
from finder.postcode_files import Table
from finder.postcode_index import PostcodeIndex, Precision
from finder.postcodes import Nation, Outcode, Postcode, Sector, read_postcode
from tests.builders import a_directory, a_postcode_index, at

ENGLAND = "E06000018"
NOTTINGHAM = ("NG1 5FS", 456847, 340057, ENGLAND)
LEEDS = ("LS1 4DY", 429960, 433298, "E08000035")


def build(generations, *rows, islands=(), progress=lambda step: None):
    return build_postcode_index(
        a_directory(*rows), list(islands), generations, progress
    )


def live(generations):
    return PostcodeIndex(generations.folder_of(generations.live_name()))


def place(index, text):
    return index.find(read_postcode(text))


@pytest.fixture
def generations(tmp_path):
    """Return indexes of which that of Nottingham is live."""
    made = Generations(tmp_path / "postcodes")
    build(made, NOTTINGHAM)
    return made


@pytest.mark.parametrize(
    ("row", "published", "metres"),
    [
        # Ordnance Survey's worked example, a tower at Caister-on-Sea, on WGS84.
        (("NR301AA", 651409.903, 313177.270, ENGLAND), (52.6579786, 1.7160519), 10),
        # Belfast City Hall, on the Irish Grid.
        (("BT1 5GS", 333832, 374014, "N09000003"), (54.5964, -5.9301), 50),
        # The Greenwich meridian of the Airy transit circle is 102 m west of 0°.
        (("SE108XJ", 538886, 177322, "E09000011"), (51.47783, -0.0015), 25),
    ],
)
def test_grid_references_become_the_published_positions(
    tmp_path, row, published, metres
):
    index = a_postcode_index(tmp_path, a_directory(row))
    found = place(index, row[0])
    assert found.precision is Precision.UNIT
    assert found.location.metres_to(at(*published)) < metres


@pytest.mark.parametrize(
    ("postcode", "authority", "nation"),
    [
        ("NG1 5FS", "E06000018", Nation.ENGLAND),
        ("CF101EP", "W06000015", Nation.WALES),
        ("EH1 1YZ", "S12000036", Nation.SCOTLAND),
        # Berwick has Galashiels' letters, and a farm near Chester a Welsh council.
        ("TD151AA", "E06000057", Nation.ENGLAND),
        ("TD8 6AA", "S12000026", Nation.SCOTLAND),
        ("CH4 0AA", "W06000005", Nation.WALES),
        ("BT1 5GS", "N09000003", Nation.NORTHERN_IRELAND),
        ("IM1 1AA", "M83000003", Nation.ISLE_OF_MAN),
    ],
)
def test_the_nation_is_that_of_the_authority_not_of_the_letters(
    tmp_path, postcode, authority, nation
):
    row = (postcode, 330000, 360000, authority)
    found = place(a_postcode_index(tmp_path, a_directory(row)), postcode)
    assert found.nation is nation
    assert found.authority == ("" if authority[0] == "M" else authority)


def test_a_row_without_an_authority_has_its_districts_commonest_nation(tmp_path):
    directory = a_directory(
        ("CH4 0AA", 333000, 360000, "W06000005"),
        ("CH4 0AB", 333100, 360000, "E06000050"),
        ("CH4 0AD", 333200, 360000, "E06000050"),
        *((f"CH4 9A{letter}", 333300, 360000, "") for letter in "ABDEF"),
    )
    index = a_postcode_index(tmp_path, directory)
    assert place(index, "CH4 9AA").nation is Nation.ENGLAND
    assert place(index, "CH4 0AA").nation is Nation.WALES


def test_a_row_of_no_known_nation_has_no_place(tmp_path):
    directory = a_directory(NOTTINGHAM, ("XY1 1AA", 456847, 340057, ""))
    index = a_postcode_index(tmp_path, directory)
    with pytest.raises(NotGeographicPostcode):
        place(index, "XY1 1AA")


def test_a_unit_without_coordinates_falls_to_its_sector_then_its_outcode(tmp_path):
    directory = a_directory(
        NOTTINGHAM,
        ("NG1 5AA", None, None, ENGLAND),
        ("NG1 9AA", None, None, ENGLAND),
        ("NG801AA", None, None, ENGLAND),
    )
    index = a_postcode_index(tmp_path, directory)
    assert place(index, "NG1 5AA").precision is Precision.SECTOR
    assert place(index, "NG1 9AA").precision is Precision.OUTCODE
    with pytest.raises(NotGeographicPostcode):
        place(index, "NG80 1AA")


@pytest.mark.parametrize("easting", [1e9, -1e6, float("inf")])
def test_a_grid_reference_outside_the_isles_is_no_place(tmp_path, easting):
    directory = a_directory(NOTTINGHAM, ("NG1 5AA", easting, 340057, ENGLAND))
    index = a_postcode_index(tmp_path, directory)
    found = place(index, "NG1 5AA")
    assert found.precision is Precision.SECTOR
    assert found.location == place(index, "NG1 5FS").location


# Four outcodes, of which two begin alike, with their middles in metres.
DISTRICTS = {
    "NG1 ": (457_000, 340_000),
    "NG10": (449_000, 333_000),
    "B1  ": (406_000, 287_000),
    "BT1 ": (334_000, 374_000),
}


def a_spread_of_postcodes(seed):
    """Return rows of the districts in no order, a tenth of them without a place."""
    chance = random.Random(seed)
    rows = {}
    while len(rows) < 250:
        outward, (easting, northing) = chance.choice([*DISTRICTS.items()])
        inward = f"{chance.randrange(3)}{''.join(chance.choices('ABDEF', k=2))}"
        position = (chance.gauss(easting, 1500), chance.gauss(northing, 1500))
        if chance.random() < 0.1:
            position = (None, None)
        rows[outward + inward] = (outward + inward, *position, ENGLAND)
    return list(rows.values())


@pytest.mark.parametrize("seed", [1, 2])
def test_sectors_and_outcodes_are_where_their_postcodes_are_on_average(tmp_path, seed):
    rows = a_spread_of_postcodes(seed)
    index = a_postcode_index(tmp_path, a_directory(*rows))
    members = {}
    for text, easting, *_ in rows:
        if easting is not None:
            postcode = Postcode.read(text)
            location = index.find(postcode).location
            members.setdefault(postcode.sector, []).append(location)
            members.setdefault(postcode.outcode, []).append(location)
    assert len([it for it in members if isinstance(it, Outcode)]) == 4
    for area, locations in members.items():
        found = index.find(area)
        middle = at(
            np.mean([it.latitude for it in locations]),
            np.mean([it.longitude for it in locations]),
        )
        assert found.location.metres_to(middle) < 0.1
        metres = [middle.geodesic_metres_to(it) for it in locations]
        assert found.spread_metres == pytest.approx(
            np.quantile(metres, 0.9), rel=0.005, abs=1
        )
        assert found.precision == (
            Precision.SECTOR if isinstance(area, Sector) else Precision.OUTCODE
        )


@pytest.mark.parametrize(
    ("office", "authority", "together", "precision"),
    [
        ((430000, 340057), "E07000035", 3, Precision.SECTOR),
        ((430000, 340057), "E07000035", 2, Precision.UNIT),
        ((430000, 340057), ENGLAND, 3, Precision.UNIT),
        ((440000, 340057), "E07000035", 3, Precision.UNIT),
    ],
)
def test_postcodes_together_at_an_office_far_away_are_answered_from_their_sector(
    tmp_path, office, authority, together, precision
):
    at_home = [(f"NG1 5F{it}", *NOTTINGHAM[1:]) for it in "ABDEFG"]
    away = [(f"NG1 5X{it}", *office, authority) for it in "ABD"[:together]]
    index = a_postcode_index(tmp_path, a_directory(*at_home, *away))
    found = place(index, "NG1 5XA")
    assert found.precision is precision
    if precision is Precision.SECTOR:
        assert found.location == place(index, "NG1 5FA").location


def test_the_islands_are_where_their_parishes_are(tmp_path):
    islands = [
        IslandArea(
            area=area,
            nation=Nation.JERSEY,
            location=at(latitude, -2.1),
            spread_metres=1234,
        )
        for area, latitude in (
            (Outcode("JE2"), 49.19),
            (Sector(Outcode("JE2"), "3"), 49.20),
        )
    ]
    directory = a_directory(NOTTINGHAM, ("JE2 3AB", None, None, "L99999999"))
    index = a_postcode_index(tmp_path, directory, islands)
    in_sector, in_outcode = place(index, "JE2 3AB"), place(index, "JE2 9ZZ")
    assert in_sector.location == at(49.20, -2.1)
    assert in_outcode.location == at(49.19, -2.1)
    for found in (in_sector, in_outcode):
        assert found.nation is Nation.JERSEY
        assert found.authority == ""
        assert found.spread_metres == 1234


def test_the_manifest_counts_what_is_in_the_index(tmp_path):
    manifest = build(
        Generations(tmp_path),
        NOTTINGHAM,
        LEEDS,
        ("LS1 4AA", None, None, "E08000035"),
        ("LS1 1UR", 429833, 434079, "E08000035"),
    )
    assert (manifest.postcodes, manifest.placed) == (4, 3)
    assert (manifest.sectors, manifest.outcodes) == (3, 2)
    assert manifest.authorities == ("", "E06000018", "E08000035")
    assert manifest.source == "Example directory"


def test_a_postcode_given_twice_counts_once_and_keeps_its_first_place(tmp_path):
    moved = ("NG1 5FS", 430000, 433000, ENGLAND)
    generations = Generations(tmp_path)
    assert build(generations, NOTTINGHAM, moved).postcodes == 1
    found = place(live(generations), "NG1 5FS")
    assert found.location.metres_to(at(52.9549, -1.1553)) < 20


def test_the_same_postcodes_make_the_same_index_in_any_order(tmp_path):
    generations = Generations(tmp_path)
    build(generations, NOTTINGHAM, LEEDS)
    first = generations.live_name()
    build(generations, LEEDS, NOTTINGHAM)
    assert generations.names() == [first]


def test_every_step_is_told_once_and_in_order(tmp_path):
    steps = []
    build(Generations(tmp_path), NOTTINGHAM, progress=steps.append)
    assert tuple(steps) == STEPS


@pytest.mark.parametrize("rows", [(), (("not one", 1, 1, ENGLAND),)])
def test_a_directory_without_postcodes_is_refused(generations, rows):
    before = generations.live_name()
    with pytest.raises(DirectoryRefused, match="holds no postcodes"):
        build(generations, *rows)
    assert generations.live_name() == before


@pytest.mark.parametrize("step", STEPS)
def test_a_build_that_stops_at_any_step_leaves_the_live_index_alone(generations, step):
    before = generations.live_name()

    def stop(reached):
        if reached == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(generations, LEEDS, progress=stop)
    assert generations.names() == [before] == [generations.live_name()]


def test_a_full_disk_leaves_the_live_index_alone(generations, monkeypatch):
    before = generations.live_name()
    saved = []

    def save(table, folder, name):
        if saved:
            raise OSError(28, "No space left on device")
        saved.append(name)
        (folder / f"{name}.keys.npy").write_bytes(b"half")

    monkeypatch.setattr(Table, "save", save)
    with pytest.raises(OSError, match="No space"):
        build(generations, LEEDS)
    assert generations.names() == [before] == [generations.live_name()]
    assert place(live(generations), "NG1 5FS").precision is Precision.UNIT


def test_building_again_leaves_a_whole_index_as_it_is(generations):
    folder = generations.folder_of(generations.live_name())
    before = (folder / "units.rows.npy").stat()
    build(generations, NOTTINGHAM)
    after = (folder / "units.rows.npy").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    "file", ["units.rows.npy", "sectors.keys.npy", "manifest.json"]
)
def test_building_again_mends_a_damaged_index(generations, file):
    path = generations.folder_of(generations.live_name()) / file
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    build(generations, NOTTINGHAM)
    assert path.read_bytes() == whole
    path.unlink()
    build(generations, NOTTINGHAM)
    assert path.read_bytes() == whole


def test_an_index_with_notably_fewer_postcodes_is_refused_unless_meant(tmp_path):
    many = a_directory(
        *((f"NG1 5{a}{b}", 457000, 340000, "E06000018") for a in "ABDEF" for b in "XYZ")
    )
    few = a_directory(("NG1 5AX", 457000, 340000, "E06000018"))
    generations = Generations(tmp_path)
    build_postcode_index(many, [], generations, lambda step: None)
    live = generations.live_name()
    with pytest.raises(DirectoryRefused, match="1 postcodes instead of 15"):
        build_postcode_index(few, [], generations, lambda step: None)
    assert generations.live_name() == live
    build_postcode_index(few, [], generations, lambda step: None, allow_fewer=True)
    assert generations.live_name() != live
