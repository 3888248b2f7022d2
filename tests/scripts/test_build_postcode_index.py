import zipfile

import pytest
from click.testing import CliRunner

from finder.generations import Generations
from finder.postcode_files import Table
from finder.postcode_index import PostcodeIndex, Precision
from finder.postcodes import Nation, Postcode
from scripts.build_postcode_index import STEP_WORDS, main
from tests.builders import a_directory

HEADER = "pcd,doterm,oseast1m,osnrth1m,oslaua"
NOTTINGHAM = "NG1 5FS,202311,456847,340057,E06000018"
GUERNSEY = "GY1 1WR,,,,L99999999"


def an_onspd(folder, *rows, header=HEADER):
    path = folder / "onspd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Data/ONSPD_NOV_2023_UK.csv", "\n".join([header, *rows, ""]))
    return path


def run(data, *options):
    return CliRunner().invoke(main, ["--data", str(data), *map(str, options)])


def live(data):
    generations = Generations(data / "postcodes")
    return PostcodeIndex(generations.folder_of(generations.live_name()))


def find(data, text):
    return live(data).find(Postcode.read(text))


@pytest.fixture
def data(tmp_path):
    """Return a data folder in which an index of Nottingham is live."""
    built = run(tmp_path / "data", "--file", an_onspd(tmp_path, NOTTINGHAM))
    assert built.exit_code == 0, built.output
    return tmp_path / "data"


def test_an_index_is_built_from_a_zip_and_told_of(tmp_path):
    path = an_onspd(tmp_path, NOTTINGHAM, GUERNSEY)
    built = run(tmp_path / "data", "--file", path)
    assert built.exit_code == 0
    assert "2 postcodes (1 with a position)" in built.stdout
    assert "ONSPD_NOV_2023_UK.csv" in built.stdout
    found = find(tmp_path / "data", "NG1 5FS")
    assert (found.precision, found.ended.year) == (Precision.UNIT, 2023)


def test_the_islands_are_in_every_index(data):
    assert find(data, "GY1 1WR").nation is Nation.GUERNSEY


def test_without_a_zip_the_installed_package_is_read(tmp_path, monkeypatch):
    rows = ("LS1 4DY", 429960, 433298, "E08000035")
    monkeypatch.setattr(
        "scripts.build_postcode_index.read_installed_package",
        lambda: a_directory(rows),
    )
    built = run(tmp_path)
    assert built.exit_code == 0
    assert "from Example directory" in built.stdout
    assert find(tmp_path, "LS1 4DY").precision is Precision.UNIT


def test_the_data_folder_comes_from_the_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("FINDER_DATA_DIR", str(tmp_path / "set"))
    path = an_onspd(tmp_path, NOTTINGHAM)
    assert CliRunner().invoke(main, ["--file", str(path)]).exit_code == 0
    assert find(tmp_path / "set", "NG1 5FS").precision is Precision.UNIT


def test_every_step_has_words_and_the_first_is_shown(tmp_path):
    built = run(tmp_path, "--file", an_onspd(tmp_path, NOTTINGHAM))
    assert all(STEP_WORDS.values())
    assert STEP_WORDS["read"] in built.stdout


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        ("pcd,doterm,oseast1m,oslaua,colour", [], "missing columns: osnrth1m"),
        ("pcd,doterm,oseast1m,oslaua,colour", [], "unknown columns: colour"),
        (HEADER, [], "it holds no postcodes"),
    ],
)
def test_a_directory_that_is_refused_changes_nothing(
    tmp_path, data, header, rows, said
):
    before = live(data).id
    built = run(data, "--file", an_onspd(tmp_path, *rows, header=header))
    assert built.exit_code == 1
    assert said in built.stderr
    assert "Nothing was changed." in built.stderr
    assert live(data).id == before


def test_a_full_disk_is_said_plainly_and_changes_nothing(tmp_path, data, monkeypatch):
    def save(table, folder, name):
        raise OSError(28, "No space left on device")

    before = live(data).id
    monkeypatch.setattr(Table, "save", save)
    built = run(data, "--file", an_onspd(tmp_path, NOTTINGHAM, GUERNSEY))
    assert built.exit_code == 1
    assert "No space left on device" in built.stderr
    assert isinstance(built.exception, SystemExit)
    assert live(data).id == before


def test_wrong_use_has_a_status_of_its_own(tmp_path):
    assert run(tmp_path, "--file", tmp_path / "nowhere.zip").exit_code == 2
    assert run(tmp_path, "--colour").exit_code == 2
