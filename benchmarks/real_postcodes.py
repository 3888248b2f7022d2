"""Real postcodes, drawn at random from the live index's own files."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Self

import numpy as np
import numpy.typing as npt

from finder.generations import Generations
from finder.location import Location
from finder.postcode_files import DEGREE_STEPS, NO_PLACE, Table, UnitTable
from finder.postcode_index import PostcodeIndex
from finder.postcode_keys import KEY_LETTERS, KEY_WIDTH
from finder.postcodes import Outcode, Postcode

INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


class NothingBuilt(Exception):
    """There is no live postcode index to measure."""


@dataclass(frozen=True, slots=True)
class PlacedPostcode:
    """A postcode and its point as the files have it."""

    postcode: Postcode
    location: Location


@dataclass(frozen=True, slots=True)
class RealPostcodes:
    """The files of the live index. Placed units alone are drawn."""

    folder: Path
    units: Table

    @classmethod
    def live(cls, data_dir: Path) -> Self:
        """Open the live index's files. Raises `NothingBuilt`."""
        generations = Generations(data_dir / "postcodes")
        live = generations.live_name()
        if live is None:
            raise NothingBuilt
        folder = generations.folder_of(live)
        return cls(folder, UnitTable.open(folder).with_full_keys())

    def index(self) -> PostcodeIndex:
        """Open the index that the service would use."""
        return PostcodeIndex(self.folder)

    def draw(self, count: int, random: Random) -> list[PlacedPostcode]:
        """Return distinct placed postcodes, in random order."""
        known = len(self.units.keys)
        rows = random.sample(range(known), min(known, 2 * count + 100))
        placed = (row for row in rows if self.units.rows[row]["latitude"] != NO_PLACE)
        drawn = [self._at(row) for row, _ in zip(placed, range(count), strict=False)]
        if len(drawn) < count:
            raise NothingBuilt
        return drawn

    def draw_absent(self, count: int, random: Random) -> list[Postcode]:
        """Return postcodes in real sectors that the directory does not have."""
        index = self.index()
        absent: list[Postcode] = []
        while len(absent) < count:
            near = self.draw(1, random)[0].postcode
            letters = "".join(random.choices(INWARD_LETTERS, k=2))
            postcode = Postcode(near.outcode, near.inward[0] + letters)
            if postcode not in index:
                absent.append(postcode)
        return absent

    def draw_outcodes(self, count: int, random: Random) -> list[Outcode]:
        """Return the outcodes of random postcodes, the larger the more often."""
        return [it.postcode.outcode for it in self.draw(count, random)]

    def _at(self, row: int) -> PlacedPostcode:
        postcode = Postcode.read(texts_of(self.units.keys[row : row + 1])[0])
        at = self.units.rows[row]
        location = Location(
            latitude=int(at["latitude"]) / DEGREE_STEPS,
            longitude=int(at["longitude"]) / DEGREE_STEPS,
        )
        return PlacedPostcode(postcode, location)


def texts_of(keys: npt.NDArray[np.uint64]) -> list[str]:
    """Return the texts of many keys at once."""
    remaining = keys.astype(np.uint64).copy()
    columns = np.empty((len(keys), KEY_WIDTH), dtype=np.uint8)
    alphabet = np.frombuffer(KEY_LETTERS.encode(), dtype=np.uint8)
    for column in reversed(range(KEY_WIDTH)):
        remaining, rank = np.divmod(remaining, np.uint64(len(KEY_LETTERS)))
        columns[:, column] = alphabet[rank]
    return [text.decode() for text in columns.view(f"S{KEY_WIDTH}").ravel().tolist()]
