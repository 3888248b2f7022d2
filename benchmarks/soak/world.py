"""All that may be asked, and what is right in each listing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.soak.oracle import Asked, Home, Listing, Right
from finder.centres import Centre
from finder.postcode_index import PostcodeIndex
from finder.postcodes import Outcode, Postcode, read_postcode

OUTCODES = 100


@dataclass(frozen=True, slots=True)
class World:
    """All that visitors may ask, and what is right in each listing."""

    listings: dict[str, Listing]
    homes: dict[str, Home]
    postcodes: list[str]
    outcodes: list[str]

    def rights(self, asked: Asked) -> dict[str, Right]:
        """Return the right answer from each listing."""
        home = self.homes[asked.home]
        return {name: it.right(asked, home) for name, it in self.listings.items()}

    def other_than(self, snapshot: str) -> str:
        """Return the listing that an answer came from which did not know of this."""
        return next(name for name in self.listings if name != snapshot)

    def listing_of(self, centre_id: str) -> str:
        """Return the listing that has a centre; no two have the same."""
        return next(k for k, it in self.listings.items() if centre_id in it.listed)


def make_world(
    listings: Mapping[str, Sequence[Centre]],
    index: PostcodeIndex,
    drawn: Sequence[Postcode],
) -> World:
    """Measure from postcodes, but for those that are a centre's own, and districts."""
    own = {it.address.postcode for centres in listings.values() for it in centres}
    postcodes = [str(it) for it in drawn if it not in own]
    outcodes = list(dict.fromkeys(it.outcode.text for it in drawn))[:OUTCODES]
    homes = {name: _home(name, index) for name in (*postcodes, *outcodes)}
    measured = {name: Listing(name, centres) for name, centres in listings.items()}
    for listing in measured.values():
        listing.measure(homes)
    return World(measured, homes, postcodes, outcodes)


def _home(text: str, index: PostcodeIndex) -> Home:
    place = read_postcode(text)
    found = index.find(place)
    outcode = place if isinstance(place, Outcode) else place.outcode
    return Home(found.location, outcode, found.authority, found.nation)
