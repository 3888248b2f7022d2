import csv

import html5lib
import pytest
from click.testing import CliRunner

from finder.centres import CentreStatus
from finder.snapshot import SnapshotStore
from scripts.coverage_report import main
from tests.builders import a_centre, a_directory, a_postcode_index
from tests.test_coverage import ROWS

FILES = {"coverage.html", "coverage-districts.csv", "coverage-nations.csv"}


@pytest.fixture
def data(tmp_path):
    """Return a data folder with a few postcodes and a listing of two centres."""
    folder = tmp_path / "data"
    a_postcode_index(folder / "postcodes", a_directory(*ROWS))
    SnapshotStore(folder / "snapshots").publish(
        [a_centre(), a_centre("closed", status=CentreStatus.TEMPORARILY_CLOSED)],
        sources=("listing.csv",),
        demonstration=True,
    )
    return folder


def run(data, *options):
    return CliRunner().invoke(main, ["--data", str(data), *map(str, options)])


def test_the_report_is_written_where_it_is_asked_for(data, tmp_path):
    done = run(data, "--report", tmp_path / "deep" / "report")
    assert done.exit_code == 0, done.output
    assert "7 postcodes were counted" in done.stdout
    assert {it.name for it in (tmp_path / "deep" / "report").iterdir()} == FILES


def test_without_a_folder_the_report_has_a_new_one_among_the_reports(data):
    assert run(data).exit_code == run(data).exit_code == 0
    folders = sorted((data / "reports").iterdir())
    assert len(folders) == 2
    assert all(it.name.partition("-coverage")[1] for it in folders)


def test_the_files_agree_with_one_another(data, tmp_path):
    run(data, "--report", tmp_path / "report")
    with (tmp_path / "report" / "coverage-nations.csv").open(
        encoding="utf-8-sig"
    ) as file:
        england = next(it for it in csv.DictReader(file) if it["nation"] == "england")
    page = (tmp_path / "report" / "coverage.html").read_text(encoding="utf-8")
    assert (england["postcodes"], england["percent_within_5_miles"]) == ("6", "50.00")
    assert "England: 6 postcodes" in page
    assert "50.0%" in page


def test_the_page_is_in_welsh_when_asked(data, tmp_path):
    run(data, "--language", "cy", "--report", tmp_path / "report")
    page = (tmp_path / "report" / "coverage.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert '<html lang="cy">' in page
    assert "nid canolfannau go iawn" in page
    assert "Within" not in page


def test_maps_are_drawn_of_the_services_asked_for(data, tmp_path):
    run(data, "--service", "handover", "--report", tmp_path / "report")
    page = (tmp_path / "report" / "coverage.html").read_text(encoding="utf-8")
    assert 'id="handover"' in page
    assert 'id="supported"' not in page


@pytest.mark.parametrize(
    ("missing", "said"), [("postcodes", "run scripts/build"), ("snapshots", "snapshot")]
)
def test_without_an_index_or_a_listing_it_is_refused(data, tmp_path, missing, said):
    (data / missing / "current").unlink()
    done = run(data, "--report", tmp_path / "report")
    assert done.exit_code == 1
    assert "Refused: " in done.stderr
    assert said in done.stderr
    assert not (tmp_path / "report").exists()


def test_a_folder_that_cannot_be_written_is_told(data, tmp_path):
    (tmp_path / "taken").write_text("")
    done = run(data, "--report", tmp_path / "taken" / "report")
    assert done.exit_code == 1
    assert str(tmp_path / "taken") in done.stderr


@pytest.mark.parametrize(
    "option", [("--language", "fr"), ("--service", "dancing"), ("listing.csv",)]
)
def test_wrong_use_is_told_apart(data, option):
    assert run(data, *option).exit_code == 2
