"""The files of a postcode index, and their columns.

`finder.ons_directory` writes them and `finder.postcode_index` reads them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from finder.errors import PostcodeIndexDamaged
from finder.postcode_keys import INWARD_KEYS, outward_of, rank_of
from finder.postcodes import Nation, Postcode

FORMAT_VERSION = 2
CHECKSUMS = "checksums.json"

# Degrees are kept as whole numbers of 1e-7 (about a centimetre).
DEGREE_STEPS = 10_000_000
NO_PLACE = np.iinfo(np.int32).min

NATIONS = tuple(Nation)
UNKNOWN_NATION = 255

UNITS = np.dtype(
    [
        ("latitude", np.int32),
        ("longitude", np.int32),
        ("ended_month", np.uint16),  # years * 12 + month; 0 where live or not known
        ("authority", np.uint16),  # its place among the manifest's authorities
        ("nation", np.uint8),  # its place in NATIONS, or UNKNOWN_NATION
    ]
)
AREAS = np.dtype(
    [
        ("latitude", np.int32),
        ("longitude", np.int32),
        ("spread_metres", np.uint32),
        ("authority", np.uint16),
        ("nation", np.uint8),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexManifest:
    """What an index was built from, and what it holds.

    `authorities` are the ONS codes that the rows count into, the empty code first.
    """

    format_version: int
    source: str
    released: str
    licence: str
    knows_ended: bool
    postcodes: int
    placed: int
    sectors: int
    outcodes: int
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Sorted keys and, row for row, what belongs to them."""

    keys: npt.NDArray[np.unsignedinteger[Any]]
    rows: npt.NDArray[Any]

    @classmethod
    def open(
        cls,
        folder: Path,
        name: str,
        row_type: np.dtype[Any],
        key_type: type[np.unsignedinteger[Any]] = np.uint64,
    ) -> Self:
        """Map a table from disk; raise `PostcodeIndexDamaged` if it is not one."""
        keys, rows = _map(folder, f"{name}.keys"), _map(folder, f"{name}.rows")
        if keys.dtype != key_type or rows.dtype != row_type or len(keys) != len(rows):
            raise PostcodeIndexDamaged(name)
        return cls(keys, rows)

    def save(self, folder: Path, name: str) -> None:
        """Write the two files of the table."""
        np.save(folder / f"{name}.keys.npy", self.keys)
        np.save(folder / f"{name}.rows.npy", self.rows)

    def find(self, key: int) -> Any | None:
        """Return the row with a key, or None."""
        at = int(self.keys.searchsorted(self.keys.dtype.type(key)))
        if at < len(self.keys) and self.keys[at] == key:
            return self.rows[at]
        return None


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The rows of all full postcodes, with keys of half the size.

    A postcode is kept as the place of its outward code among all of them, and its
    inward code: four bytes instead of eight for each of 2.7 million.
    """

    outwards: npt.NDArray[np.uint64]
    table: Table
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        outwards = (outward_of(int(key) * INWARD_KEYS) for key in self.outwards)
        places = {outward: place for place, outward in enumerate(outwards)}
        object.__setattr__(self, "_places", places)

    @classmethod
    def of(cls, keys: npt.NDArray[np.uint64], rows: npt.NDArray[Any]) -> Self:
        """Make the table of sorted full keys and their rows."""
        inward_keys = np.uint64(INWARD_KEYS)
        outwards, places = np.unique(keys // inward_keys, return_inverse=True)
        packed = places * INWARD_KEYS + (keys % inward_keys).astype(np.int64)
        return cls(outwards, Table(packed.astype(np.uint32), rows))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the table from disk; raise `PostcodeIndexDamaged` if it is not one."""
        outwards = _map(folder, "units.outwards")
        if outwards.dtype != np.uint64:
            raise PostcodeIndexDamaged("units")
        return cls(outwards, Table.open(folder, "units", UNITS, np.uint32))

    def save(self, folder: Path) -> None:
        """Write the three files of the table."""
        np.save(folder / "units.outwards.npy", self.outwards)
        self.table.save(folder, "units")

    @property
    def outward_texts(self) -> tuple[str, ...]:
        """The outward codes as they are written, in their order."""
        return tuple(self._places)

    def find(self, postcode: Postcode) -> Any | None:
        """Return the row of a postcode, or None."""
        place = self._places.get(postcode.outcode.text)
        if place is None:
            return None
        return self.table.find(place * INWARD_KEYS + rank_of(postcode.inward))

    def ended_outwards(self) -> set[str]:
        """Return the outward codes all of whose postcodes have ended."""
        places = self.table.keys // INWARD_KEYS
        live = set(np.unique(places[self.table.rows["ended_month"] == 0]).tolist())
        return {text for text, place in self._places.items() if place not in live}

    def with_full_keys(self) -> Table:
        """Return the table with full keys, at the cost of their memory."""
        places, inwards = np.divmod(self.table.keys.astype(np.uint64), INWARD_KEYS)
        keys = self.outwards[places] * np.uint64(INWARD_KEYS) + inwards
        return Table(keys, self.table.rows)


def write_checksums(folder: Path) -> None:
    """Write beside the files of an index what they hold, for `check_files`."""
    digests = {it.name: _digest(it) for it in sorted(folder.iterdir())}
    (folder / CHECKSUMS).write_text(json.dumps(digests, indent=1), encoding="utf-8")


def check_files(folder: Path) -> None:
    """Raise `PostcodeIndexDamaged` unless all files hold what was written.

    An index that was built before there were checksums passes.
    """
    if not (folder / CHECKSUMS).exists():
        return
    for name, digest in json.loads((folder / CHECKSUMS).read_bytes()).items():
        if _digest(folder / name) != digest:
            raise PostcodeIndexDamaged(name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _map(folder: Path, name: str) -> npt.NDArray[Any]:
    # A plain array over the mapping: memmap's own indexing is far slower.
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")).view(np.ndarray)
