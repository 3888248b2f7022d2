"""What an import would do to the live listing: centres added, changed, removed.

Fields are those of the keeper's own columns, as the cells of a listing hold them,
so that a change can be found again in the spreadsheet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from finder.centres import Centre
from finder.listing_writing import listing_tables
from finder.watching import Watch, unwatched

_SERVICE_ID = ("centre_id", "service")

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a centre before and after.

    `column` is that of the listing; for one service, "supported: charges".
    """

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreChange:
    """A centre as it would become, and what of it changes."""

    centre: Centre
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What publishing would do, in order of the ids; `live` counts those live now."""

    added: tuple[Centre, ...]
    changed: tuple[CentreChange, ...]
    removed: tuple[Centre, ...]
    live: int

    @property
    def unchanged(self) -> int:
        """How many of the live centres would stay as they are."""
        return self.live - len(self.changed) - len(self.removed)


def compare(
    live: Iterable[Centre], new: Iterable[Centre], watch: Watch = unwatched
) -> Changes:
    """Return what publishing `new` would do to the live centres."""
    before = {centre.id: centre for centre in live}
    after = {centre.id: centre for centre in new}
    in_both = sorted(before.keys() & after.keys())
    return Changes(
        added=_sorted(after, after.keys() - before.keys()),
        changed=tuple(
            CentreChange(centre=after[id], fields=field_changes(before[id], after[id]))
            for id in watch("compare", in_both)
            if before[id] != after[id]
        ),
        removed=_sorted(before, before.keys() - after.keys()),
        live=len(before),
    )


def field_changes(before: Centre, after: Centre) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the columns."""
    old, new = _fields(before), _fields(after)
    return tuple(
        FieldChange(column=column, before=old.get(column, ""), after=text)
        for column, text in new.items()
        if old.get(column, "") != text and _is_in_both(column, before, after)
    )


def _sorted(centres: Mapping[str, Centre], ids: Iterable[str]) -> tuple[Centre, ...]:
    return tuple(centres[id] for id in sorted(ids))


def _is_in_both(column: str, before: Centre, after: Centre) -> bool:
    """Return whether a field is of the centre, or of a service that it keeps.

    Of one that is new or gone the row of `services` says enough.
    """
    service, is_of_service, _ = column.partition(": ")
    return not is_of_service or service in before.offers & after.offers


def _fields(centre: Centre) -> dict[str, str]:
    centres, services = listing_tables([centre])
    fields = _by_heading(centres.headings, centres.rows[0].cells)
    fields["location"] = _location_text(centre)
    fields["services"] = "; ".join(service.type for service in centre.services)
    for row in services.rows:
        cells = _by_heading(services.headings, row.cells)
        fields.update(_service_fields(cells))
    return fields


def _by_heading(headings: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return dict(zip(headings, cells, strict=True))


def _service_fields(cells: Cells) -> Iterator[tuple[str, str]]:
    for column, text in cells.items():
        if column not in _SERVICE_ID:
            yield f"{cells['service']}: {column}", text


def _location_text(centre: Centre) -> str:
    at = centre.location
    if at is None:
        return ""
    return f"{at.latitude:.5f}, {at.longitude:.5f} ({centre.location_source})"
