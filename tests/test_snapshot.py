import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.centres import (
    Accreditation,
    AccreditationStatus,
    AccreditationType,
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    CentreStatus,
    Facility,
    LocationSource,
    ReferralRoute,
)
from finder.errors import NotReady, SnapshotDamaged
from finder.location import LATITUDES, LONGITUDES, Location
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import read_opening
from finder.snapshot import SnapshotStore
from tests.builders import NOTTINGHAM, a_centre, a_service, at

FIXTURES = Path(__file__).parent / "fixtures" / "listings"

# Publishes a listing as it was read, and prints the id of the snapshot.
PUBLISHES = """
import sys
from pathlib import Path
from finder.importer import read_listing_files
from finder.snapshot import SnapshotStore

read = read_listing_files(Path(sys.argv[1]), None)
centres = {listing.centre for listing in read.listings}
store = SnapshotStore(Path(sys.argv[2]))
print(store.publish(centres, sources=("listing.csv",), demonstration=True))
"""


@pytest.fixture
def store(tmp_path):
    return SnapshotStore(tmp_path / "snapshots")


def publish(store, *centres, sources=("listing.csv",), demonstration=True):
    return store.publish(centres, sources=sources, demonstration=demonstration)


def file_of(store, snapshot_id, name):
    return store._generations.folder_of(snapshot_id) / name


def a_full_centre():
    """Return a centre with every field filled."""
    service = a_service(
        "supervised",
        referral_routes=tuple(ReferralRoute),
        opening=read_opening(
            "Mon-Fri 09:00-16:00; 1st,last Sat 10:30-12:30; by arrangement;"
            "every 2 weeks from 2026-01-10 Sun 14:00-16:00"
        ),
        charges="£5 – “concession” £1",
        age_range=AgeRange(youngest=0, oldest=16),
        waiting_weeks=6,
        accreditation=Accreditation(
            type=AccreditationType.ENHANCED, status=AccreditationStatus.SUSPENDED
        ),
    )
    return a_centre(
        services=(service, a_service("virtual")),
        operator="Ymddiriedolaeth Enghraifft – Example Trust",
        charity_number="1234567",
        address=Address(
            lines=("1 Example Street", "Lace Market"),
            town="Nottingham",
            county="Nottinghamshire",
            postcode=Postcode(Outcode("NG1"), "5FS"),
            visibility=AddressVisibility.TOWN,
        ),
        area_covered=AreaCovered(
            outcodes=(Outcode("NG1"), Outcode("LS1")),
            authorities=("E06000018",),
            nations=(Nation.WALES,),
        ),
        location=NOTTINGHAM,
        location_source=LocationSource.OUTCODE,
        given_location=at(52.1, -1.2),
        email="one@example.org",
        website="https://example.org",
        referral_url="https://example.org/refer",
        facilities=tuple((facility, True) for facility in Facility),
        languages=("English", "Cymraeg"),
        status=CentreStatus.TEMPORARILY_CLOSED,
        status_note="Until the roof is mended",
        last_checked=date(2026, 11, 22),
        source="the centre",
    )


def test_before_the_first_there_is_no_snapshot(store):
    assert (store.live_id(), store.ids(), store.whole()) == (None, [], [])
    assert store.stamp() is None
    with pytest.raises(NotReady):
        store.current()


def test_what_is_published_is_live_with_all_that_was_said_of_it(store):
    before = datetime.now(UTC)
    snapshot_id = publish(store, a_centre(), sources=("a.csv", "b.csv"))
    snapshot = store.current()
    assert (snapshot.id, store.live_id()) == (snapshot_id, snapshot_id)
    assert (snapshot.sources, snapshot.demonstration) == (("a.csv", "b.csv"), True)
    assert before <= snapshot.published_at <= before + timedelta(minutes=1)
    assert snapshot.centres == (a_centre(),)


def test_a_centre_with_every_field_filled_comes_back_the_same(store):
    defaults = a_centre("other", location=None, location_source=None)
    publish(store, a_full_centre(), defaults)
    assert store.current().centres == (a_full_centre(), defaults)


@settings(deadline=None)
@given(
    name=st.text(st.characters(exclude_categories=["Cs"])),
    latitude=st.floats(*LATITUDES),
    longitude=st.floats(*LONGITUDES),
)
def test_any_text_and_any_point_come_back_the_same(
    tmp_path_factory, name, latitude, longitude
):
    store = SnapshotStore(tmp_path_factory.mktemp("snapshots", numbered=True))
    here = Location(latitude=latitude, longitude=longitude)
    centre = a_centre(name=name, location=here)
    publish(store, centre)
    assert store.current().centres == (centre,)


def test_the_same_listing_has_the_same_id_in_any_order(store):
    one, two, three = (a_centre(id) for id in ("one", "two", "three"))
    assert publish(store, one, two, three) == publish(store, three, one, two)
    assert len(store.ids()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"centres": (a_centre(telephone="0115 496 0001"),)},
        {"sources": ("other.csv",)},
        {"demonstration": False},
    ],
)
def test_another_listing_has_another_id(store, changes):
    given = {"centres": (a_centre(),), "sources": ("a.csv",), "demonstration": True}
    assert store.publish(**given) != store.publish(**{**given, **changes})


def test_the_same_listing_has_the_same_id_in_every_process(tmp_path):
    ids = {
        subprocess.run(
            [
                *(sys.executable, "-c", PUBLISHES),
                *(FIXTURES / "as_people_write.csv", tmp_path / seed),
            ],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2026")
    }
    assert len(ids) == 1


def test_publishing_again_what_is_stored_makes_it_live_again(store):
    monday = publish(store, a_centre("monday"))
    publish(store, a_centre("tuesday"))
    assert publish(store, a_centre("monday")) == monday == store.live_id()
    assert len(store.ids()) == 2


def test_publishing_mends_a_stored_snapshot_that_is_damaged(store):
    snapshot_id = publish(store, a_centre())
    file_of(store, snapshot_id, "centres.json").write_text("[]")
    publish(store, a_centre())
    assert store.current().centres == (a_centre(),)


def test_an_older_snapshot_can_be_made_live_again(store):
    monday = publish(store, a_centre("monday"))
    tuesday = publish(store, a_centre("tuesday"))
    store.activate(monday)
    assert [it.id for it in store.current().centres] == ["monday"]
    assert [it.id for it in store.whole()] == [monday, tuesday]


def test_whole_snapshots_come_in_the_order_of_publishing(store):
    ids = [publish(store, a_centre(f"example-{day}")) for day in range(6)]
    assert [it.id for it in store.whole()] == ids
    assert store.ids() == sorted(ids)


def test_the_stamp_changes_with_every_switch(store):
    monday = publish(store, a_centre("monday"))
    stamps = [store.stamp()]
    publish(store, a_centre("tuesday"))
    stamps.append(store.stamp())
    store.activate(monday)
    stamps.append(store.stamp())
    assert stamps[0] != stamps[1] != stamps[2]
    assert store.stamp() == stamps[2]


def missing_centres(folder):
    (folder / "centres.json").unlink()


def missing_manifest(folder):
    (folder / "manifest.json").unlink()


def half_centres(folder):
    content = (folder / "centres.json").read_bytes()
    (folder / "centres.json").write_bytes(content[: len(content) // 2])


def half_manifest(folder):
    content = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(content[: len(content) // 2])


def empty_manifest(folder):
    (folder / "manifest.json").write_bytes(b"")


def manifest_of_another_kind(folder):
    (folder / "manifest.json").write_text('["manifest"]')


def another_format(folder):
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["format_version"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest))


def another_sources(folder):
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["sources"] = ["other.csv"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


def gone(folder):
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


@pytest.mark.parametrize(
    "damage",
    [
        missing_centres,
        missing_manifest,
        half_centres,
        half_manifest,
        empty_manifest,
        manifest_of_another_kind,
        another_format,
        another_sources,
        gone,
    ],
)
def test_a_damaged_snapshot_is_never_read_nor_made_live(store, damage):
    damaged = publish(store, a_centre("monday"))
    whole = publish(store, a_centre("tuesday"))
    damage(store._generations.folder_of(damaged))
    with pytest.raises(SnapshotDamaged):
        store.read(damaged)
    with pytest.raises(SnapshotDamaged):
        store.activate(damaged)
    assert store.live_id() == whole
    assert [it.id for it in store.whole()] == [whole]


def test_a_damaged_live_snapshot_is_said_to_be_damaged(store):
    gone(store._generations.folder_of(publish(store, a_centre())))
    with pytest.raises(SnapshotDamaged):
        store.current()


@pytest.mark.parametrize("pointer", [b"", b"\xff\xff", b"../snapshots", b"\x00"])
def test_a_damaged_pointer_is_no_snapshot(store, pointer):
    publish(store, a_centre())
    file_of(store, "", "current").write_bytes(pointer)
    with pytest.raises(SnapshotDamaged):
        store.current()


@pytest.mark.parametrize("id", ["", ".", "..", "current", "/", "nowhere", "a\0b"])
def test_an_id_of_no_snapshot_cannot_be_made_live(store, id):
    live = publish(store, a_centre())
    with pytest.raises(SnapshotDamaged):
        store.activate(id)
    assert store.live_id() == live


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    store = SnapshotStore(tmp_path_factory.mktemp("published"))
    return store, publish(store, a_full_centre())


@settings(deadline=None)
@given(
    name=st.sampled_from(["centres.json", "manifest.json"]), place=st.integers(0, 2**16)
)
def test_no_flipped_bit_goes_unseen_but_in_when_it_was_published(
    published, name, place
):
    store, snapshot_id = published
    snapshot, path = store.current(), file_of(store, snapshot_id, name)
    content = path.read_bytes()
    flipped = bytearray(content)
    flipped[place // 8 % len(flipped)] ^= 1 << place % 8
    path.write_bytes(flipped)
    try:
        read = store.read(snapshot_id)
    except SnapshotDamaged:
        read = None
    finally:
        path.write_bytes(content)
    if read is not None:
        assert name == "manifest.json"
        assert (read.id, read.sources) == (snapshot.id, snapshot.sources)
        assert (read.centres, read.demonstration) == (snapshot.centres, True)


def out_of_space(*given, **named):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("owner", "act"),
    [(Path, "write_bytes"), (os, "fsync"), (Path, "rename"), (Path, "replace")],
)
def test_a_failed_publish_leaves_the_live_snapshot_alone(
    store, monkeypatch, owner, act
):
    monday = publish(store, a_centre("monday"))
    stamp = store.stamp()
    with monkeypatch.context() as patched:
        patched.setattr(owner, act, out_of_space)
        with pytest.raises(OSError, match="No space"):
            publish(store, a_centre("tuesday"))
    assert (store.live_id(), store.stamp()) == (monday, stamp)
    assert store.current().centres == (a_centre("monday"),)
    assert len(store.whole()) == len(store.ids())
