import csv
import subprocess
import sys
from pathlib import Path
from time import monotonic

import openpyxl
import pytest
from click.testing import CliRunner

from finder.centres import ServiceType
from finder.generations import WriterBusy
from finder.online_geocoding import PostcodesIoGeocoder
from finder.patient_asking import GeocodingUnavailable
from finder.settings import PROJECT
from finder.snapshot import SnapshotStore
from scripts.import_centres import main
from tests.builders import a_directory, a_postcode_index
from tests.large_listings import write_large_listing

FIXTURES = PROJECT / "tests" / "fixtures" / "listings"
ENGLAND = "E06000018"
HEADINGS = "name,services,postcode"


@pytest.fixture(scope="module")
def few_postcodes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("postcodes")
    a_postcode_index(
        folder,
        a_directory(
            ("NG1 5FS", 456847, 340057, ENGLAND),
            ("NG1 6AA", 456995, 339594, ENGLAND),
            ("NG1 1AA", 457800, 339900, ENGLAND),
            ("LS1 4DY", 429960, 433298, "E08000035"),
            ("LS1 1UR", 429833, 434079, "E08000035"),
        ),
    )
    return folder


@pytest.fixture
def data(tmp_path, few_postcodes):
    """Return a data folder with postcodes and without any snapshot."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "postcodes").symlink_to(few_postcodes)
    return folder


def run(data, *words):
    return CliRunner().invoke(main, [*map(str, words), "--data", str(data)])


def a_listing(data, *rows, headings=HEADINGS, name="listing.csv"):
    path = data.parent / name
    path.write_text("\n".join([headings, *rows, ""]), encoding="utf-8")
    return path


def rows(count):
    """Return the rows of so many centres."""
    return [f"Example {at},supported,NG1 5FS" for at in range(1, count + 1)]


def live_ids(data):
    store = SnapshotStore(data / "snapshots")
    return (
        None if store.live_id() is None else [it.id for it in store.current().centres]
    )


def published(data, *listing_rows):
    """Publish a listing, and return the id of its snapshot."""
    done = run(data, a_listing(data, *listing_rows), "--publish")
    assert done.exit_code == 0, done.output
    return SnapshotStore(data / "snapshots").live_id()


def reported(data):
    (path,) = data.glob("reports/*/issues.csv")
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_without_publish_nothing_goes_live(data):
    done = run(data, a_listing(data, *rows(3)))
    assert done.exit_code == 0
    assert "A dry run" in done.stdout
    assert "3 added, 0 changed, 0 removed, of 0" in done.stdout
    assert live_ids(data) is None


def test_with_publish_the_listing_goes_live(data):
    done = run(data, a_listing(data, *rows(3)), "--publish")
    assert done.exit_code == 0
    assert live_ids(data) == ["example-1-ng1", "example-2-ng1", "example-3-ng1"]
    assert SnapshotStore(data / "snapshots").live_id() in done.stdout


def test_a_dry_run_leaves_the_live_listing_as_it_was(data):
    before = published(data, *rows(2))
    done = run(data, a_listing(data, *rows(5)))
    assert "3 added, 0 changed, 0 removed, of 2" in done.stdout
    assert SnapshotStore(data / "snapshots").live_id() == before


def test_the_source_and_the_demonstration_are_kept_with_the_listing(data):
    run(data, a_listing(data, *rows(1)), "--publish", "--demonstration")
    snapshot = SnapshotStore(data / "snapshots").current()
    assert (snapshot.sources, snapshot.demonstration) == (("listing.csv",), True)
    run(data, a_listing(data, *rows(2)), "--publish")
    assert not SnapshotStore(data / "snapshots").current().demonstration


def test_a_listing_as_people_write_it_is_published(data):
    done = run(data, FIXTURES / "as_people_write.csv", "--publish")
    assert done.exit_code == 0
    assert "Heading “Post Code” was taken for postcode." in done.stdout
    assert "Heading “Contact type” was taken for services." in done.stdout
    snapshot = SnapshotStore(data / "snapshots").current()
    castle = next(it for it in snapshot.centres if "castle" in it.id)
    assert castle.offers == {ServiceType.SUPERVISED, ServiceType.HANDOVER}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_listing_is_published_as_any_spreadsheet_saves_it(data, encoding, delimiter):
    listing = a_listing(data, "Café Example – Derby,supported,NG1 5FS")
    text = listing.read_text(encoding="utf-8").replace(",", delimiter)
    listing.write_bytes(text.encode(encoding))
    assert run(data, listing, "--publish").exit_code == 0
    (centre,) = SnapshotStore(data / "snapshots").current().centres
    assert centre.name == "Café Example – Derby"


def test_a_listing_of_two_files_is_published(data):
    services = FIXTURES / "services.csv"
    done = run(data, FIXTURES / "centres.csv", "--services", services, "--publish")
    assert done.exit_code == 0
    assert "1 by postcode, 1 by outcode, 1 by without-venue" in done.stdout
    centres = {it.id: it for it in SnapshotStore(data / "snapshots").current().centres}
    lace = centres["example-lace"]
    assert [it.charges for it in lace.services] == ["Free", "£100 an hour"]
    assert centres["example-roving"].location is None
    assert centres["example-hidden"].location_source == "outcode"


def test_a_workbook_of_two_sheets_is_published_and_names_what_it_left_aside(data):
    book = openpyxl.Workbook()
    sheets = {
        "Centres": [["id", "name", "postcode"], ["one", "Example", "NG1 5FS"]],
        "services": [["centre_id", "service"], ["one", "Hand-overs"]],
        "Old": [["name"], ["Example Old"]],
    }
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(data.parent / "listing.xlsx")
    done = run(data, data.parent / "listing.xlsx", "--publish")
    assert live_ids(data) == ["one"]
    assert "Sheet listing.xlsx [Old] was not read." in done.stdout


def test_every_fault_is_reported_where_it_is_and_holds_its_own_row_back(data):
    done = run(data, FIXTURES / "faults.csv", "--publish", "--allow-unplaced")
    assert done.exit_code == 0
    assert live_ids(data) == ["example-1", "example-19"]
    issues = [
        (int(it["line"]), it["column"], it["code"], it["held_back"])
        for it in reported(data)
    ]
    assert issues == [
        (1, "colour", "column_unknown", "False"),
        (3, "name", "formula", "True"),
        (4, "latitude", "location_swapped", "True"),
        (5, "latitude", "location_outside_isles", "True"),
        (6, "address_1", "po_box", "True"),
        (7, "postcode", "postcode_incomplete", "True"),
        (8, "id", "id_repeated", "True"),
        (9, "latitude", "coordinates_far_from_postcode", "True"),
        (11, "services", "service_unknown", "True"),
        (13, "telephone", "telephone_invalid", "True"),
        (13, "email", "email_invalid", "True"),
        (13, "sessions", "sessions_unread", "False"),
        (14, "", "cells_beyond_headings", "True"),
        (15, "postcode", "place_missing", "True"),
        (16, "services", "services_missing", "True"),
        (17, "services", "services_missing", "True"),
        (18, "postcode", "postcode_forces", "True"),
        (19, "postcode", "postcode_not_geographic", "True"),
        (20, "postcode", "postcode_unknown", "True"),
        (21, "postcode", "postcode_approximated", "False"),
    ]
    assert "Rows read:    18" in done.stdout
    assert "Held back:    16" in done.stdout
    assert {it["file"] for it in reported(data)} == {"faults.csv"}
    assert all(it["what_to_do"] for it in reported(data))


def test_the_first_issues_are_shown_in_words_and_the_rest_counted(data):
    done = run(data, FIXTURES / "faults.csv")
    assert "faults.csv, line 4, latitude: -1.1553, 52.9549" in done.stdout
    assert "Latitude and longitude are the wrong way round." in done.stdout
    assert "… and 10 more." in done.stdout


def test_a_report_is_safe_to_open_in_a_spreadsheet(data):
    names = ['"=HYPERLINK(""http://example.org"")"', "=1+1"]
    headings = "name,services,postcode,telephone,=2+2"
    listing = a_listing(
        data,
        *(f"{name},supported,NG1 5FS,,x" for name in names),
        *(f"Example {at},s,NG1 5FS,{at},x" for at in ("+1", "-1", "@SUM(1)")),
        headings=headings,
        name="=listing.csv",
    )
    run(data, listing)
    found = [cell for row in reported(data) for cell in row.values()]
    assert '\'=HYPERLINK("http://example.org")' in found
    assert {"'+1", "'-1", "'@SUM(1)", "'=2+2", "'=listing.csv"} <= {*found}
    assert not [cell for cell in found if cell.startswith(("=", "+", "-", "@"))]


def test_the_report_goes_where_it_is_asked_to(data, tmp_path):
    run(data, FIXTURES / "faults.csv", "--report", tmp_path / "mine" / "reports")
    assert (tmp_path / "mine" / "reports" / "issues.csv").exists()
    assert not (data / "reports").exists()


def test_a_listing_with_a_third_of_bad_rows_is_published_without_them(data):
    bad = [f"Example {at},juggling,NG1 5FS" for at in range(30)]
    done = run(data, a_listing(data, *rows(70), *bad), "--publish")
    assert done.exit_code == 0
    assert len(live_ids(data)) == 70
    assert len(reported(data)) == 30


def test_strict_refuses_a_listing_of_which_any_row_is_held_back(data):
    listing = a_listing(data, *rows(3), "Example 4,juggling,NG1 5FS")
    done = run(data, listing, "--publish", "--strict")
    assert done.exit_code == 1
    assert "Rows were held back" in done.stderr
    assert live_ids(data) is None


def test_strict_counts_rows_of_services_too(data):
    services = a_listing(
        data,
        *("example-lace,supported", "example-hidden,handover"),
        *("example-roving,virtual", "example-lace,juggling"),
        headings="centre_id,service",
        name="services.csv",
    )
    options = ["--services", services, "--publish", "--strict"]
    assert run(data, FIXTURES / "centres.csv", *options).exit_code == 1
    assert live_ids(data) is None


def test_strict_lets_a_listing_pass_that_only_raises_doubts(data):
    listing = a_listing(data, "Example 1,supported,NG1 5ZZ")
    assert run(data, listing, "--publish", "--strict").exit_code == 0
    assert [it["code"] for it in reported(data)] == ["postcode_approximated"]


def test_more_than_a_tenth_vanishing_is_refused_unless_it_is_meant(data):
    before = published(data, *rows(20))
    listing = a_listing(data, *rows(17))
    refused = run(data, listing, "--publish")
    assert refused.exit_code == 1
    assert "More than a tenth" in refused.stderr
    assert "Nothing was changed." in refused.stderr
    assert SnapshotStore(data / "snapshots").live_id() == before
    assert run(data, listing, "--publish", "--allow-removals").exit_code == 0
    assert len(live_ids(data)) == 17


def test_a_tenth_may_vanish(data):
    published(data, *rows(20))
    assert run(data, a_listing(data, *rows(18)), "--publish").exit_code == 0


def test_more_than_a_twentieth_without_a_place_is_refused_unless_it_is_meant(data):
    nowhere = ["Example x,supported,ZZ9 9ZZ", "Example y,supported,BF1 1AA"]
    listing = a_listing(data, *rows(20), *nowhere)
    refused = run(data, listing, "--publish")
    assert refused.exit_code == 1
    assert "More than a twentieth" in refused.stderr
    assert live_ids(data) is None
    assert run(data, listing, "--publish", "--allow-unplaced").exit_code == 0
    assert len(live_ids(data)) == 20


def test_a_twentieth_may_be_without_a_place(data):
    listing = a_listing(data, *rows(19), "Example x,supported,ZZ9 9ZZ")
    assert run(data, listing, "--publish").exit_code == 0


def test_a_dry_run_says_what_publishing_would_be_refused_for(data):
    published(data, *rows(20))
    done = run(data, a_listing(data, *rows(5)))
    assert done.exit_code == 1
    assert "More than a tenth" in done.stderr


def test_an_empty_listing_is_never_published_whatever_is_allowed(data):
    before = published(data, *rows(2))
    listing = a_listing(data, "Example 1,juggling,NG1 5FS")
    done = run(data, listing, "--publish", "--allow-removals", "--allow-unplaced")
    assert done.exit_code == 1
    assert "No centre is left" in done.stderr
    assert SnapshotStore(data / "snapshots").live_id() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "listing.csv is empty."),
        (b"name,services,postcode\n", "has headings and no rows"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not a spreadsheet"),
        (b"PK\x03\x04 and no more", "is not a spreadsheet"),
        (b"Nom,Ville\nExemple,Paris\n", "lacks columns: name, services, postcode"),
        (b"Nom,Ville\nExemple,Paris\n", "It has: Nom, Ville."),
        (b"name,Tel,Phone\nExample,1,2\n", "more than one column for: telephone"),
        (b'name,services,postcode\n"Example', "stops being CSV at line 2"),
    ],
)
def test_a_bad_file_is_refused_whole_with_one_clear_message(data, content, said):
    before = published(data, *rows(2))
    listing = data.parent / "listing.csv"
    listing.write_bytes(content)
    done = run(data, listing, "--publish")
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert SnapshotStore(data / "snapshots").live_id() == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nowhere.csv"],
        [FIXTURES],
        ["--colour"],
        [FIXTURES / "centres.csv", "--services", "nowhere.csv"],
    ],
)
def test_wrong_use_has_a_status_of_its_own(data, words):
    assert run(data, *words).exit_code == 2


def test_without_a_postcode_index_the_way_to_one_is_said(tmp_path):
    done = run(tmp_path, FIXTURES / "centres.csv")
    assert done.exit_code == 1
    assert "scripts/build_postcode_index.py" in done.stderr


def test_a_full_disk_is_said_plainly_and_leaves_the_live_listing_alone(
    data, monkeypatch
):
    before = published(data, *rows(2))

    def out_of_space(*given):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", out_of_space)
        done = run(data, a_listing(data, *rows(3)), "--publish")
    assert done.exit_code == 1
    assert "No space left on device" in done.stderr
    assert isinstance(done.exception, SystemExit)
    assert SnapshotStore(data / "snapshots").live_id() == before


def test_snapshots_are_listed_the_latest_last_and_the_live_one_marked(data):
    first, second = published(data, *rows(1)), published(data, *rows(2))
    run(data, "--rollback", first)
    done = run(data, "--list")
    assert done.exit_code == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == [first, second]
    assert [line[-1] for line in lines] == ["live", "listing.csv"]
    assert "1 centres" in done.stdout


def test_a_damaged_snapshot_is_listed_as_damaged_beside_the_others(data):
    first, second = published(data, *rows(1)), published(data, *rows(2))
    (data / "snapshots" / first / "centres.json").write_text("[]")
    done = run(data, "--list")
    assert done.exit_code == 0
    assert f"{first}  damaged" in done.stdout.splitlines()
    assert second in done.stdout


def test_no_snapshots_is_an_empty_list(data):
    done = run(data, "--list")
    assert (done.exit_code, done.stdout) == (0, "")


def test_rolling_back_makes_a_stored_listing_live_again(data):
    first, second = published(data, *rows(1)), published(data, *rows(2))
    done = run(data, "--rollback", first)
    assert done.exit_code == 0
    assert first in done.stdout
    assert live_ids(data) == ["example-1-ng1"]
    run(data, "--rollback", second)
    assert live_ids(data) == ["example-1-ng1", "example-2-ng1"]


def test_rolling_back_without_an_id_goes_to_the_one_published_before(data):
    first, second, _ = (published(data, *rows(count)) for count in (1, 2, 3))
    assert second in run(data, "--rollback").stdout
    assert first in run(data, "--rollback").stdout
    done = run(data, "--rollback")
    assert done.exit_code == 1
    assert len(live_ids(data)) == 1


def test_rolling_back_passes_over_what_is_damaged(data):
    first, second, third = (published(data, *rows(count)) for count in (1, 2, 3))
    for damaged in (second, third):
        (data / "snapshots" / damaged / "centres.json").unlink()
    assert run(data, "--rollback", second).exit_code == 1
    assert run(data, "--rollback").exit_code == 0
    assert SnapshotStore(data / "snapshots").live_id() == first


@pytest.mark.parametrize("id", ["nowhere", "..", "current"])
def test_rolling_back_to_what_is_not_stored_changes_nothing(data, id):
    before = published(data, *rows(1))
    done = run(data, "--rollback", id)
    assert done.exit_code == 1
    assert "Nothing was changed." in done.stderr
    assert SnapshotStore(data / "snapshots").live_id() == before


def test_the_script_runs_as_the_documents_say(data):
    listing = a_listing(data, *rows(2))
    done = subprocess.run(
        [
            *(sys.executable, "scripts/import_centres.py", listing),
            *("--publish", "--data", data),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Published 2 centres" in done.stdout
    assert live_ids(data) == ["example-1-ng1", "example-2-ng1"]


def a_report(data):
    (folder,) = data.glob("reports/*")
    return folder


def test_each_import_writes_its_report_into_a_folder_of_its_own_and_says_where(data):
    first = run(data, a_listing(data, *rows(2)))
    assert f"The full report is in {a_report(data)}" in first.stdout
    assert {it.name for it in a_report(data).iterdir()} == {
        *("changes.csv", "issues.csv", "marked-up.xlsx", "report.html"),
    }
    run(data, a_listing(data, *rows(2)))
    assert len(list(data.glob("reports/*-listing*"))) == 2


def test_the_report_says_what_was_published_or_why_it_was_not(data):
    snapshot = published(data, *rows(20))
    assert f"<code>{snapshot}</code>" in (a_report(data) / "report.html").read_text()
    run(data, a_listing(data, *rows(2)), "--publish", "--report", data / "mine")
    page = (data / "mine" / "report.html").read_text()
    assert "Refused: nothing was changed." in page
    assert "More than a tenth" in page


def test_a_report_that_cannot_be_written_publishes_nothing(data):
    (data / "mine").write_text("a file where the folder would be")
    done = run(data, a_listing(data, *rows(2)), "--publish", "--report", data / "new")
    assert done.exit_code == 0
    before = live_ids(data)
    listing = a_listing(data, *rows(3))
    done = run(data, listing, "--publish", "--report", data / "mine" / "below")
    assert done.exit_code == 1
    assert "Nothing was changed." in done.stderr
    assert live_ids(data) == before


def test_what_fails_after_publishing_is_not_called_a_failure(data, monkeypatch):
    def out_of_space(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SnapshotStore, "prune", out_of_space)
    listing = a_listing(data, *rows(2))
    done = run(data, listing, "--publish", "--prune", 1)
    assert done.exit_code == 0
    assert "No space left on device" in done.stderr
    assert "Nothing was changed" not in done.stderr
    assert len(live_ids(data)) == 2


def test_a_marked_workbook_is_mended_and_imported(data):
    run(data, a_listing(data, *rows(2), "Example 3,juggling,NG1 5FS"))
    path = a_report(data) / "marked-up.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["C4"].value = "handover"
    book.save(path)
    done = run(data, path, "--publish", "--strict", "--report", data / "second")
    assert done.exit_code == 0, done.output
    assert "Issues:       0" in done.stdout
    assert live_ids(data) == ["example-1-ng1", "example-2-ng1", "example-3-ng1"]


@pytest.mark.parametrize(
    "words", [["--publish"], ["--rollback"], ["--prune", 1]], ids=lambda it: it[0]
)
def test_while_another_import_runs_nothing_is_written(data, words):
    before = published(data, *rows(1)), published(data, *rows(2))
    listing = [a_listing(data, *rows(3))] if words == ["--publish"] else []
    with SnapshotStore(data / "snapshots").locked():
        done = run(data, *listing, *words)
    assert done.exit_code == 1
    assert "Another import is running" in done.stderr
    store = SnapshotStore(data / "snapshots")
    assert store.live_id() == before[1]
    assert set(store.ids()) == set(before)


def test_while_another_import_runs_a_dry_run_and_a_list_are_answered(data):
    published(data, *rows(2))
    with SnapshotStore(data / "snapshots").locked():
        assert run(data, a_listing(data, *rows(3))).exit_code == 0
        assert run(data, "--list").exit_code == 0


def test_an_outage_of_a_geocoder_is_told_by_name_and_changes_nothing(data, monkeypatch):
    class Out:
        def locate(self, centre):
            raise GeocodingUnavailable("Example Geocoder", "timed out")

    monkeypatch.setattr("scripts.import_centres.geocoders", lambda *given: [Out()])
    done = run(data, a_listing(data, *rows(2)), "--publish")
    assert done.exit_code == 1
    assert "Example Geocoder cannot be asked now (timed out)" in done.stderr
    assert live_ids(data) is None


def test_nobody_else_can_publish_between_the_comparison_and_the_end(data, monkeypatch):
    seen = []
    compare = SnapshotStore.current

    def compare_and_look(store):
        with pytest.raises(WriterBusy), SnapshotStore(data / "snapshots").locked():
            pass
        seen.append("busy")
        return compare(store)

    with monkeypatch.context() as patched:
        patched.setattr(SnapshotStore, "current", compare_and_look)
        published_now = run(data, a_listing(data, *rows(2)), "--publish")
    assert published_now.exit_code == 0, published_now.output
    assert seen == ["busy"]


def test_pruning_keeps_the_live_snapshot_and_the_latest(data):
    ids = [published(data, *rows(count)) for count in (1, 2, 3, 4)]
    run(data, "--rollback", ids[0])
    done = run(data, "--prune", 1)
    assert done.exit_code == 0
    assert {*SnapshotStore(data / "snapshots").ids()} == {ids[0], ids[3]}
    assert ids[1] in done.stdout
    assert live_ids(data) == ["example-1-ng1"]


def test_pruning_follows_a_publication(data):
    published(data, *rows(1))
    second = published(data, *rows(2))
    done = run(data, a_listing(data, *rows(3)), "--publish", "--prune", 2)
    assert done.exit_code == 0
    stored = SnapshotStore(data / "snapshots")
    assert {*stored.ids()} == {second, stored.live_id()}


def test_pruning_goes_with_publishing_or_alone(data):
    assert run(data, a_listing(data, *rows(1)), "--prune", 1).exit_code == 2
    assert run(data, "--prune", "-1").exit_code == 2


def test_six_thousand_rows_take_seconds_and_their_progress_is_told(data):
    listing = data.parent / "large.csv"
    write_large_listing(listing, 6_000, ["NG1 5FS", "NG1 6AA", "NG1 1AA", "LS1 4DY"])
    started = monotonic()
    done = run(data, listing, "--publish")
    assert done.exit_code == 0, done.output
    assert monotonic() - started < 30
    assert "Checking the rows: 6,000" in done.stderr
    assert len(done.stdout.splitlines()) < 40
    assert len(live_ids(data)) > 5_900


def test_the_demonstration_is_imported_whole(tmp_path, postcodes_folder):
    data = tmp_path / "data"
    data.mkdir()
    (data / "postcodes").symlink_to(postcodes_folder)
    demo = PROJECT / "data" / "demo"
    done = run(
        *(data, demo / "centres.csv", "--services", demo / "services.csv"),
        *("--publish", "--strict", "--demonstration"),
    )
    assert done.exit_code == 0, done.output
    with (demo / "centres.csv").open(encoding="utf-8", newline="") as file:
        assert live_ids(data) == sorted(it["id"] for it in csv.DictReader(file))


def test_a_template_is_written_and_nothing_else_is_done(data):
    path = data.parent / "template.xlsx"
    done = run(data, "--template", path)
    assert done.exit_code == 0
    assert openpyxl.load_workbook(path).sheetnames == ["centres", "services"]
    assert live_ids(data) is None


def test_an_open_referral_feed_is_imported_from_its_folder(data):
    feed = FIXTURES.parent / "open_referral" / "council"
    done = run(data, "--open-referral", feed, "--publish", "--allow-unplaced")
    assert done.exit_code == 0, done.output
    assert live_ids(data)


def test_a_feed_that_is_none_is_refused_in_words(data):
    done = run(data, "--open-referral", data.parent / "nowhere")
    assert done.exit_code == 1
    assert "Nothing was changed" in done.stderr


def test_the_online_geocoders_are_asked_only_by_somebody_with_an_address(data):
    listing = a_listing(data, *rows(1))
    assert run(data, listing, "--online").exit_code == 2
    done = run(data, listing, "--online", "--contact", "nobody")
    assert done.exit_code == 1
    assert "Give an email address with --contact" in done.stderr


def test_an_outage_of_an_online_geocoder_stops_the_run_and_says_so(data, monkeypatch):
    def out(self, centre):
        raise GeocodingUnavailable("postcodes.io", "HTTP 503")

    monkeypatch.setattr(PostcodesIoGeocoder, "locate", out)
    listing = a_listing(data, "Example One,supported,NG1 9ZZ")
    done = run(data, listing, "--publish", "--online", "--contact", "a@example.org")
    assert done.exit_code == 1
    assert "run the same command again later" in done.stderr
    assert live_ids(data) is None


def test_the_live_listing_is_exported_and_imports_back_unchanged(data):
    listing, services = FIXTURES / "centres.csv", FIXTURES / "services.csv"
    first = run(data, listing, "--services", services, "--publish")
    assert first.exit_code == 0, first.output
    folder = data.parent / "exported"
    assert run(data, "--export", folder).exit_code == 0
    again = run(data, folder / "centres.csv", "--services", folder / "services.csv")
    assert "0 added, 0 changed, 0 removed" in again.stdout
