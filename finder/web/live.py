"""What the server answers from, replaced while it runs.

Before requests, some twenty times a second at most, and every second without any, a
look at two pointers tells whether another snapshot or postcode index is live. If so
it is loaded beside, in a thread of its own, and swapped in whole; requests meanwhile
are answered from the old. One that is damaged is refused, and the old goes on
serving; it is tried again now and then, since it may have been mended in its place.
"""

import logging
import threading
import time
import weakref
from dataclasses import dataclass
from pathlib import Path

from finder.centres import Centre, CentreStatus
from finder.errors import FinderError, NotReady, PostcodeIndexDamaged
from finder.generations import Generations, Stamp
from finder.name_search import NameSearch
from finder.narrowing import languages_of
from finder.postcode_index import PostcodeIndex
from finder.search import CentreSearch
from finder.snapshot import Snapshot, SnapshotStore
from finder.web.centre_json import ready, summary

log = logging.getLogger(__name__)

SECONDS_TO_NEXT_TRY = 5.0
SECONDS_TO_NEXT_LOOK = 0.05
SECONDS_WHILE_IDLE = 1.0
NOT_LOADED = "load_failed"

Stamps = tuple[Stamp | None, Stamp | None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One snapshot and one postcode index, ready to be searched.

    `listed` are the centres that are not closed, and `summaries` their JSON for
    lists of results; both by id. `languages` are all that any of them speaks.
    """

    snapshot: Snapshot
    postcodes: PostcodeIndex
    search: CentreSearch
    names: NameSearch
    languages: tuple[str, ...]
    listed: dict[str, Centre]
    summaries: dict[str, bytes]


class LiveListing:
    """The snapshot and the postcode index that are live."""

    def __init__(self, data_dir: Path) -> None:
        """Load what is live now, if it is whole."""
        self._postcodes = Generations(data_dir / "postcodes")
        self._snapshots = SnapshotStore(data_dir / "snapshots")
        self._loading = threading.Lock()
        self._seen: Stamps | None = None
        self._loaded: Loaded | None = None
        self._indexed: tuple[Stamp | None, PostcodeIndex] | None = None
        self._problem: str | None = None
        self._try_again_at = 0.0
        self._look_again_at = 0.0
        self.follow()
        self.wait()

    def now(self) -> Loaded:
        """Return what to answer from. Raises `NotReady` when nothing ever loaded."""
        loaded = self._loaded
        if loaded is None:
            raise NotReady
        return loaded

    @property
    def problem(self) -> str | None:
        """The code of why what is live was not loaded, if it was not."""
        return self._problem

    def snapshot_id(self) -> str | None:
        """Return the id of the snapshot that is answered from, if there is one."""
        return None if self._loaded is None else self._loaded.snapshot.id

    def follow_at_times(self) -> None:
        """Follow, unless that was done a moment ago."""
        now = time.monotonic()
        if now >= self._look_again_at:
            self._look_again_at = now + SECONDS_TO_NEXT_LOOK
            self.follow()

    def follow(self) -> None:
        """Begin to load what is live, if that is not what was seen last."""
        if not self._is_due() or not self._loading.acquire(blocking=False):
            return
        threading.Thread(target=self._load, name="load-listing", daemon=True).start()

    def keep_following(self) -> None:
        """Follow without being asked from now on.

        Otherwise whoever comes first after a while would be answered from a listing
        that may have ceased to be live long ago.
        """
        beginning = threading.Thread(
            target=_follow_while_there,
            args=(weakref.ref(self),),
            name="follow-listing",
            daemon=True,
        )
        beginning.start()

    def wait(self) -> None:
        """Return once nothing is being loaded."""
        with self._loading:
            pass

    def _stamps(self) -> Stamps:
        return self._snapshots.stamp(), self._postcodes.stamp()

    def _is_due(self) -> bool:
        if self._stamps() != self._seen:
            return True
        return self._problem is not None and time.monotonic() >= self._try_again_at

    def _load(self) -> None:
        try:
            # Taken first: a switch during the load is then seen by the next request.
            self._seen = self._stamps()
            self._loaded = self._read(self._seen[1])
            self._problem = None
            log.info("snapshot %s is live", self._loaded.snapshot.id)
        except FinderError as problem:
            self._refuse(problem.code, str(problem))
        except Exception as problem:
            # Whatever it is, the old must go on, and the next try be made.
            self._refuse(NOT_LOADED, type(problem).__name__)
        finally:
            self._loading.release()

    def _refuse(self, code: str, reason: str) -> None:
        level = logging.DEBUG if self._problem == code else logging.ERROR
        log.log(level, "not loaded, the old goes on: %s", reason)
        self._problem = code
        self._try_again_at = time.monotonic() + SECONDS_TO_NEXT_TRY

    def _read(self, stamp: Stamp | None) -> Loaded:
        postcodes = self._index(stamp)
        snapshot = self._snapshots.current()
        listed = {
            centre.id: centre
            for centre in snapshot.centres
            if centre.status is not CentreStatus.CLOSED
        }
        return Loaded(
            snapshot=snapshot,
            postcodes=postcodes,
            search=CentreSearch(snapshot.centres, postcodes),
            names=NameSearch(listed.values()),
            languages=languages_of(listed.values()),
            listed=listed,
            summaries={it.id: ready(summary(it)) for it in listed.values()},
        )

    def _index(self, stamp: Stamp | None) -> PostcodeIndex:
        """Return the index that is live: the one held, unless another was made so."""
        if stamp is not None and self._indexed and self._indexed[0] == stamp:
            # To check its files anew would hold up a switch, and searches meanwhile.
            return self._indexed[1]
        live = self._postcodes.live_name()
        if live is None:
            raise PostcodeIndexDamaged("none has been built")
        postcodes = PostcodeIndex(self._postcodes.folder_of(live))
        self._indexed = stamp, postcodes
        return postcodes


def _follow_while_there(known: weakref.ref[LiveListing]) -> None:
    while (listing := known()) is not None:
        try:
            listing.follow()
        except OSError as problem:
            # A request that meets it says so; this must go on.
            log.warning("not followed: %s", type(problem).__name__)
        del listing
        time.sleep(SECONDS_WHILE_IDLE)
