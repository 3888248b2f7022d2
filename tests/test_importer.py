from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from finder.centres import LocationSource
from finder.errors import ListingRefused
from finder.generations import Generations
from finder.geocoding import CannotPlace, Located
from finder.importer import Limits, prepare, read_listing_files
from finder.listings import Listing, ReadListings
from finder.snapshot import SnapshotStore
from tests.builders import NOTTINGHAM, a_centre, a_directory, a_postcode_index

FIXTURES = Path(__file__).parent / "fixtures" / "listings"
CENTRES = [["id", "name", "postcode"], ["one", "Example One", "NG1 5FS"]]
SERVICES = [["centre_id", "service"], ["one", "handover"]]


@pytest.fixture(scope="module")
def postcodes(tmp_path_factory):
    return a_postcode_index(
        tmp_path_factory.mktemp("postcodes"),
        a_directory(
            ("NG1 5FS", 456847, 340057, "E06000018"),
            ("NG1 6AA", 456995, 339594, "E06000018"),
            ("NG1 1AA", 457800, 339900, "E06000018"),
        ),
    )


@pytest.fixture
def store(tmp_path):
    return SnapshotStore(tmp_path / "snapshots")


class PutsEverythingInNottingham:
    """A geocoder that knows one place and no other, and not some centres."""

    def __init__(self, *unplaceable):
        self.unplaceable = unplaceable

    def locate(self, centre):
        if centre.id in self.unplaceable:
            raise CannotPlace("postcode", "postcode_unknown")
        return Located(NOTTINGHAM, LocationSource.POSTCODE)


def ids(centres):
    return tuple(centre.id for centre in centres)


def listed(*centres, issues=()):
    listings = tuple(
        Listing(file="listing.csv", line=line, centre=centre)
        for line, centre in enumerate(centres, start=2)
    )
    return ReadListings(listings=listings, issues=issues, rows=len(listings), taken=())


def prepared(store, postcodes, *centres, unplaceable=()):
    geocoder = PutsEverythingInNottingham(*unplaceable)
    return prepare(listed(*centres), [geocoder], postcodes, store)


def some_centres(count, **changes):
    return [a_centre(f"example-{at}", **changes) for at in range(count)]


def publish(store, *centres):
    return store.publish(centres, sources=("listing.csv",), demonstration=True)


def a_workbook(folder, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "listing.xlsx")
    return folder / "listing.xlsx"


def offered(read):
    return {
        it.centre.id: [service.type for service in it.centre.services]
        for it in read.listings
    }


def test_two_files_are_the_full_shape():
    read = read_listing_files(FIXTURES / "centres.csv", FIXTURES / "services.csv")
    assert offered(read)["example-lace"] == ["supported", "supervised"]


def test_one_sheet_is_the_simple_shape(tmp_path):
    rows = [["name", "services", "postcode"], ["Example", "virtual", "NG1 5FS"]]
    read = read_listing_files(a_workbook(tmp_path, {"Sheet1": rows}), None)
    assert offered(read) == {"example-ng1": ["virtual"]}


@pytest.mark.parametrize("title", ["services", " Services "])
def test_a_sheet_named_services_makes_the_full_shape(tmp_path, title):
    book = a_workbook(tmp_path, {"Centres": CENTRES, title: SERVICES})
    read = read_listing_files(book, None)
    assert offered(read) == {"one": ["handover"]}
    assert not read.unread


def test_numbers_and_dates_of_a_workbook_stay_what_they_were(tmp_path):
    rows = [
        ["name", "services", "latitude", "longitude", "charity_number", "step_free"],
        ["Example", "virtual", 52.9549, -1.1553, 1234567, True],
    ]
    read = read_listing_files(a_workbook(tmp_path, {"Sheet1": rows}), None)
    (listing,) = read.listings
    assert listing.centre.given_location == NOTTINGHAM
    assert listing.centre.charity_number == "1234567"
    assert dict(listing.centre.facilities) == {"step-free": True}


def test_issues_of_two_sheets_are_told_apart(tmp_path):
    sheets = {
        "Centres": [*CENTRES, ["two", "Example Two", "NG1"]],
        "services": [*SERVICES, ["one", "juggling"]],
    }
    read = read_listing_files(a_workbook(tmp_path, sheets), None)
    assert [(it.file, it.line, it.code) for it in read.issues] == [
        ("listing.xlsx [Centres]", 3, "postcode_incomplete"),
        ("listing.xlsx [services]", 3, "service_unknown"),
    ]


def test_sheets_that_are_left_aside_are_named(tmp_path):
    sheets = {"Centres": CENTRES, "Wales": CENTRES, "services": SERVICES}
    read = read_listing_files(a_workbook(tmp_path, sheets), None)
    assert read.unread == ("listing.xlsx [Wales]",)


def test_services_given_as_a_file_come_before_a_sheet_of_that_name(tmp_path):
    book = a_workbook(tmp_path, {"Centres": CENTRES, "services": SERVICES})
    services = tmp_path / "services.csv"
    services.write_text("centre_id,service\none,virtual\n")
    read = read_listing_files(book, services)
    assert offered(read) == {"one": ["virtual"]}
    assert read.unread == ("listing.xlsx [services]",)


def test_a_bad_second_file_is_refused_by_its_own_name(tmp_path):
    services = tmp_path / "services.csv"
    services.write_text("")
    with pytest.raises(ListingRefused) as refused:
        read_listing_files(FIXTURES / "centres.csv", services)
    assert (refused.value.reason, refused.value.file) == ("file_empty", "services.csv")


def test_the_first_import_adds_every_centre(store, postcodes):
    done = prepared(store, postcodes, *some_centres(2))
    assert ids(done.changes.added) == ("example-0", "example-1")
    assert (done.changes.changed, done.changes.removed, done.changes.live) == (
        (),
        (),
        0,
    )
    assert done.refusals(Limits()) == []


def test_preparing_publishes_nothing(store, postcodes):
    prepared(store, postcodes, *some_centres(2))
    assert store.live_id() is None
    assert store.ids() == []


def test_added_changed_and_removed_centres_are_told_apart(store, postcodes):
    publish(store, *prepared(store, postcodes, *some_centres(3)).centres)
    first, second = some_centres(2)
    renamed = replace(second, name="Example renamed")
    changes = prepared(store, postcodes, first, renamed, a_centre("new")).changes
    assert ids(changes.added) == ("new",)
    assert ids(it.centre for it in changes.changed) == ("example-1",)
    assert ids(changes.removed) == ("example-2",)
    assert changes.live == 3


def test_the_same_listing_again_changes_nothing(store, postcodes):
    read = read_listing_files(FIXTURES / "centres.csv", FIXTURES / "services.csv")
    geocoder = PutsEverythingInNottingham()
    publish(store, *prepare(read, [geocoder], postcodes, store).centres)
    changes = prepare(read, [geocoder], postcodes, store).changes
    assert (changes.added, changes.changed, changes.removed) == ((), (), ())


def test_a_centre_that_cannot_be_placed_is_held_back_with_its_postcode(
    store, postcodes
):
    done = prepared(store, postcodes, *some_centres(2), unplaceable=("example-1",))
    assert [it.id for it in done.centres] == ["example-0"]
    assert (done.unplaced, done.held_back) == (1, 1)
    (issue,) = done.issues
    assert (issue.file, issue.line, issue.column) == ("listing.csv", 3, "postcode")
    assert (issue.code, issue.value) == ("postcode_unknown", "NG1 5FS")


def test_an_issue_with_coordinates_quotes_them_as_the_keeper_typed_them(
    store, postcodes
):
    class Disagrees:
        def locate(self, centre):
            raise CannotPlace("latitude", "coordinates_far_from_postcode")

    read = listed(a_centre(given_location=NOTTINGHAM))
    (issue,) = prepare(read, [Disagrees()], postcodes, store).issues
    assert issue.value == "52.9549, -1.1553"


@pytest.mark.parametrize(
    ("source", "visibility", "codes"),
    [
        (LocationSource.POSTCODE, "full", []),
        (LocationSource.GIVEN, "full", []),
        (LocationSource.ENDED_POSTCODE, "full", ["postcode_ended"]),
        (LocationSource.SECTOR, "full", ["postcode_approximated"]),
        (LocationSource.OUTCODE, "full", ["postcode_approximated"]),
        (LocationSource.OUTCODE, "none", []),
    ],
)
def test_a_doubtful_place_is_said_and_holds_nothing_back(
    store, postcodes, monkeypatch, source, visibility, codes
):
    centre = a_centre(location_source=source)
    centre = replace(centre, address=replace(centre.address, visibility=visibility))
    monkeypatch.setattr("finder.importer.placed", lambda it, *others: it)
    done = prepare(listed(centre), [], postcodes, store)
    assert [(it.code, it.holds_back) for it in done.issues] == [
        (code, False) for code in codes
    ]
    assert len(done.centres) == 1


def test_rows_held_back_are_counted_in_both_tables(tmp_path, store, postcodes):
    sheets = {
        "Centres": [*CENTRES, ["two", "=1+1", "NG1"]],
        "services": [*SERVICES, ["one", "juggling"], ["two", "virtual"]],
    }
    read = read_listing_files(a_workbook(tmp_path, sheets), None)
    done = prepare(read, [PutsEverythingInNottingham()], postcodes, store)
    assert (done.read.rows, done.held_back) == (5, 3)


@pytest.mark.parametrize(("kept", "refusals"), [(18, []), (17, ["too_many_removed"])])
def test_at_most_a_tenth_of_the_live_centres_may_vanish(
    store, postcodes, kept, refusals
):
    publish(store, *some_centres(20))
    done = prepared(store, postcodes, *some_centres(kept))
    assert done.refusals(Limits()) == refusals
    assert done.refusals(Limits(lost=1.0)) == []


@pytest.mark.parametrize(
    ("unplaceable", "refusals"),
    [(("example-0",), []), (("example-0", "example-1"), ["too_many_unplaced"])],
)
def test_at_most_a_twentieth_may_be_without_a_place(
    store, postcodes, unplaceable, refusals
):
    done = prepared(store, postcodes, *some_centres(20), unplaceable=unplaceable)
    assert done.refusals(Limits()) == refusals
    assert done.refusals(Limits(unplaced=1.0)) == []


def test_nothing_is_never_published_whatever_the_limits(store, postcodes):
    done = prepared(store, postcodes, a_centre("one"), unplaceable=("one",))
    assert done.refusals(Limits(lost=1.0, unplaced=1.0)) == ["nothing_to_publish"]


def test_a_damaged_live_snapshot_does_not_stand_in_the_way_of_a_new_one(
    store, postcodes, tmp_path
):
    live = publish(store, *some_centres(3))
    folder = Generations(tmp_path / "snapshots").folder_of(live)
    (folder / "centres.json").write_text("[]")
    done = prepared(store, postcodes, a_centre("new"))
    assert ids(done.changes.added) == ("new",)


def test_sources_of_location_are_counted(store, postcodes):
    read = read_listing_files(FIXTURES / "centres.csv", FIXTURES / "services.csv")

    class KnowsVenuesOnly:
        def locate(self, centre):
            if centre.address.postcode is None:
                return None
            return Located(NOTTINGHAM, LocationSource.GIVEN)

    done = prepare(read, [KnowsVenuesOnly()], postcodes, store)
    assert done.sources_of_location == {"given": 1, "outcode": 1, "without-venue": 1}
