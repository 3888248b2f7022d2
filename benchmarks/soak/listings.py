"""A data folder with two listings of different ids, to switch between."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.invented_centres import ordinary_centres
from benchmarks.real_postcodes import NothingBuilt, RealPostcodes
from finder.centres import Centre, Facility, ReferralRoute
from finder.generations import Generations
from finder.snapshot import SnapshotStore

INVENTED = 6_000
SHARE_STEP_FREE = 0.4
SHARE_BY_PARENTS = 0.6
SEED = 19


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder that the server reads, and what its listings hold, by their ids."""

    folder: Path
    listings: dict[str, Sequence[Centre]]

    @property
    def store(self) -> SnapshotStore:
        """Where the listings are published."""
        return SnapshotStore(self.folder / "snapshots")


def make_data_folder(source: Path, folder: Path, invented: int) -> DataFolder:
    """Link the live postcode index and store both listings, the live one live."""
    _link_postcodes(source, folder)
    store = SnapshotStore(folder / "snapshots")
    random = Random(SEED)
    many = ordinary_centres(RealPostcodes.live(source), invented, random)
    listings = [
        [_with_conditions(it, random) for it in many],
        SnapshotStore(source / "snapshots").current().centres,
    ]
    ids = [
        store.publish(centres, sources=("soak",), demonstration=True)
        for centres in listings
    ]
    return DataFolder(folder, dict(zip(ids, listings, strict=True)))


def _link_postcodes(source: Path, folder: Path) -> None:
    live = Generations(source / "postcodes").live_name()
    if live is None:
        raise NothingBuilt
    (folder / "postcodes").mkdir(parents=True)
    built = (source / "postcodes" / live).resolve()
    (folder / "postcodes" / live).symlink_to(built)
    Generations(folder / "postcodes").activate(live)


def _with_conditions(centre: Centre, random: Random) -> Centre:
    """Return a centre with something to narrow by, and a name that tells its id."""
    services = (
        replace(it, referral_routes=(ReferralRoute.SELF,))
        if random.random() < SHARE_BY_PARENTS
        else it
        for it in centre.services
    )
    step_free = random.random() < SHARE_STEP_FREE
    return replace(
        centre,
        services=tuple(services),
        facilities=((Facility.STEP_FREE, step_free),),
    )
