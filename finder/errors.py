"""What can go wrong, as types with a stable code.

No error carries what a visitor typed: errors end up in logs, and a child's
postcode must not. The words for each code live in ``translations/``.
"""

from typing import ClassVar


class FinderError(Exception):
    """Any failure that the project knows how to explain."""

    code: ClassVar[str]

    def __str__(self) -> str:
        """Return the code and any facts given, which never come from a visitor."""
        return ": ".join([self.code, *map(str, self.args)])


class InvalidLocation(FinderError, ValueError):
    """The coordinates are not numbers, or lie outside the isles."""

    code = "location_outside_isles"


class SwappedLocation(InvalidLocation):
    """The coordinates lie outside the isles, and inside them when exchanged."""

    code = "location_swapped"


class UnreadPlace(FinderError, ValueError):
    """The text names no place that can be searched from."""


class MissingPostcode(UnreadPlace):
    """Nothing was typed."""

    code = "postcode_missing"


class InvalidPostcode(UnreadPlace):
    """The text has not the form of a postcode, or of a half of one."""

    code = "postcode_invalid"


class IncompletePostcode(UnreadPlace):
    """The text starts like a postcode and stops before its end."""

    code = "postcode_incomplete"


class UnplacedPostcode(FinderError):
    """The text has the form of a postcode, but has no place to search from."""


class UnknownPostcode(UnplacedPostcode):
    """Neither the postcode nor its district is in the directory."""

    code = "postcode_unknown"


class ForcesPostcode(UnplacedPostcode):
    """A British Forces Post Office number, which moves with its unit."""

    code = "postcode_forces"


class NotGeographicPostcode(UnplacedPostcode):
    """A postcode for sorting mail (a PO box, a large user) that has no place."""

    code = "postcode_not_geographic"


class CentreUnknown(FinderError):
    """No centre of the live listing has this id."""

    code = "centre_unknown"


class NotReady(FinderError):
    """The service has no listing, or no postcode index, to answer from."""

    code = "not_ready"


class SnapshotDamaged(FinderError):
    """A stored snapshot is missing, incomplete or not what was published."""

    code = "snapshot_damaged"


class PostcodeIndexDamaged(FinderError):
    """The stored postcode index is missing, incomplete or of another version."""

    code = "postcode_index_damaged"


class DirectoryRefused(FinderError):
    """The postcode directory given is not one that can be read."""

    code = "directory_refused"


class ListingRefused(FinderError):
    """A listing file is not a table that can be read at all."""

    code = "listing_refused"

    def __init__(self, reason: str, file: str, **facts: str) -> None:
        """Keep the reason, itself a code, and the facts that its words need."""
        super().__init__(reason, file, *facts.values())
        self.reason = reason
        self.file = file
        self.facts = facts
