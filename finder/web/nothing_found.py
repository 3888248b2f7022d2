"""What a page offers when no centre answers: one condition loosened at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from finder.centres import ServiceType
from finder.found import Match, SearchQuery
from finder.narrowing import EVERYTHING, Narrowing, loosened
from finder.search_query import ReadSearch
from finder.web.filters import PARAMETERS
from finder.web.live import Loaded
from finder.web.sealed import SearchSealer

# What needs no centre nearby.
FROM_AFAR = (ServiceType.VIRTUAL, ServiceType.INDIRECT)
NEAREST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class OtherService:
    """A search for one service, sealed, and how many centres offer it."""

    service: ServiceType
    leaves: int
    sealed: str


@dataclass(frozen=True, slots=True)
class LooserFilter:
    """A filter to take out, by its name in the query string, and what that leaves."""

    parameter: str
    value: Any
    leaves: int


@dataclass(frozen=True, slots=True)
class NothingFound:
    """Ways on, none of them empty: only what would find something is offered."""

    filters: tuple[LooserFilter, ...]
    without_filters: int
    one_service: tuple[OtherService, ...]
    from_afar: tuple[OtherService, ...]
    nearest: tuple[Match, ...]


def nothing_found(
    loaded: Loaded, asked: ReadSearch, query: SearchQuery, sealer: SearchSealer
) -> NothingFound:
    """Return the ways on from a search that found nothing."""

    def leaves(narrowing: Narrowing) -> int:
        loose = replace(query, narrowing=narrowing, offset=0)
        return loaded.search.find(loose).total

    filters = (
        LooserFilter(PARAMETERS[name], getattr(query.narrowing, name), leaves(loose))
        for name, loose in loosened(query.narrowing)
    )
    alone = sorted(asked.services) if len(asked.services) > 1 else []
    afar = [it for it in FROM_AFAR if it not in asked.services]
    anything = replace(
        query,
        services=frozenset(),
        narrowing=EVERYTHING,
        offset=0,
        limit=NEAREST_SHOWN,
    )
    return NothingFound(
        filters=tuple(it for it in filters if it.leaves),
        without_filters=leaves(EVERYTHING) if query.narrowing else 0,
        one_service=tuple(_others(loaded, asked, alone, sealer)),
        from_afar=tuple(_others(loaded, asked, afar, sealer)),
        nearest=loaded.search.find(anything).matches,
    )


def _others(
    loaded: Loaded, asked: ReadSearch, services: list[ServiceType], sealer: SearchSealer
) -> Iterator[OtherService]:
    for service in services:
        if leaves := loaded.search.total(frozenset({service})):
            alone = replace(asked, services=frozenset({service}))
            yield OtherService(service, leaves, sealer.seal(alone))
