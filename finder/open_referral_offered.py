"""Every service of a listing by the ids that Open Referral UK knows it by."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from finder.centres import Centre, Service
from finder.compared_names import folded
from finder.open_referral_terms import (
    at_location_id,
    organization_id,
    service_id,
)
from finder.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A service of a centre, its ids, and the words that it is found by.

    The words are folded, and a space stands before each.
    """

    centre: Centre
    service: Service
    id: str
    at_location_id: str
    organization_id: str
    words_of_centre: str
    words_of_type: str


class OfferedServices:
    """The services of one listing, in the order of its centres."""

    def __init__(self, centres: Iterable[Centre], words: Words) -> None:
        types = _Types(words)
        self.all = [it for centre in centres for it in _offered_by(centre, types)]
        self.by_id = {it.id: it for it in self.all}
        self.by_at_location_id = {it.at_location_id: it for it in self.all}
        self._by_organization: dict[str, list[Offered]] = defaultdict(list)
        for it in self.all:
            self._by_organization[it.organization_id].append(it)
        self.organizations = sorted(self._by_organization, key=self._name_and_id)

    def by_centre(self, centres: Iterable[Centre]) -> list[Offered]:
        """Return the services of some of the centres, in the order of these."""
        having: dict[str, list[Offered]] = defaultdict(list)
        for it in self.all:
            having[it.centre.id].append(it)
        return [it for centre in centres for it in having[centre.id]]

    def of_organization(self, its_id: str) -> list[Offered]:
        """Return the services that an organization runs; none if it is not known."""
        return self._by_organization.get(its_id, [])

    def _name_and_id(self, its_id: str) -> tuple[str, str]:
        centre = self._by_organization[its_id][0].centre
        return centre.operator or centre.name, its_id


class _Types:
    """The words of each kind of service, folded once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._folded: dict[str, str] = {}

    def of(self, service: Service) -> str:
        code = f"service.{service.type}"
        if code not in self._folded:
            text = f"{self._words(code)} {self._words(f'{code}.hint')}"
            self._folded[code] = f" {folded(text)}"
        return self._folded[code]


def _offered_by(centre: Centre, types: _Types) -> list[Offered]:
    address = centre.public_address
    told = (
        *(centre.name, centre.operator, *address.lines, address.town, address.county),
        *(str(address.postcode or ""), *centre.languages),
    )
    words_of_centre = f" {folded(' '.join(told))}"
    its_organization = organization_id(centre)
    offered = []
    for service in centre.services:
        its_id = service_id(centre, service)
        offered.append(
            Offered(
                centre=centre,
                service=service,
                id=its_id,
                at_location_id=at_location_id(its_id, centre),
                organization_id=its_organization,
                words_of_centre=words_of_centre,
                words_of_type=types.of(service),
            )
        )
    return offered
