"""Centres, said in Open Referral UK (HSDS-UK 3.0): values ready to be JSON.

Each service of a centre is a service of its own there, at the centre's location
and of its operator. Every id follows from ours, so that it stays the same from
one publication to the next. Fields without a value are left out, and no more is
said of a place than its keeper allows. docs/open-referral.md has the mapping.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from finder.centres import Centre, Service
from finder.open_referral_json import Json, filled, parts, without_lists
from finder.open_referral_location_parts import (
    addresses,
    coordinates,
    is_nowhere,
    said_of_location,
)
from finder.open_referral_service_parts import (
    identifiers,
    lists_of_centre,
    lists_of_offer,
    of_centre,
    of_offer,
    said_of_offer,
    service_areas,
)
from finder.open_referral_terms import (
    CENTRE_ID_TYPE,
    at_location_id,
    facility_code,
    location_id,
    organization_id,
    service_id,
)
from finder.open_referral_vocabulary import Vocabulary
from finder.words import Words

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
OPENAPI = "https://openreferraluk.org/specifications/3.0/openapi.json"


@dataclass(frozen=True, slots=True)
class OpenReferralPublisher:
    """Says centres in HSDS-UK 3.0, in the words of one language.

    `site` is the address of the pages, such as https://example.org. Nothing said
    is newer than `published_at`, which is left out where it is None.
    """

    words: Words
    site: str
    published_at: datetime | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """The terms by which services and locations are classed."""
        return Vocabulary(self.words, self.site)

    @property
    def last_modified(self) -> str:
        """The time of publication as the standard writes it, or nothing."""
        if self.published_at is None:
            return ""
        moment = self.published_at.astimezone(UTC).replace(tzinfo=None)
        return f"{moment.isoformat(timespec='milliseconds')}Z"

    def api_root(self) -> Json:
        """Return the answer to GET /."""
        return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}

    def services(self, centres: Iterable[Centre]) -> list[Json]:
        """Return every service of the centres, whole, in the order of their ids."""
        ordered = sorted(centres, key=lambda centre: centre.id)
        return [self.service(it, offered) for it in ordered for offered in it.services]

    def service(self, centre: Centre, offered: Service) -> Json:
        """Return one service of a centre, with all that belongs to it."""
        at_location = {**_link(centre, offered), "location": self.location(centre)}
        return {
            **self._service_alone(centre, offered),
            "service_at_locations": [at_location],
        }

    def service_row(self, centre: Centre, offered: Service) -> Json:
        """Return a service as lists have it: without what there may be several of.

        A row needs a `url`; without a website it is the centre's page here.
        """
        row = without_lists(self._of_service(centre, offered))
        return {"url": f"{self.site}/centres/{centre.id}", **filled(row)}

    def at_location(self, centre: Centre, offered: Service) -> Json:
        """Return a service at its location, with all that belongs to both.

        The validators' rules for it are those of a service, by mistake: so it
        also has a service's name and status.
        """
        service = self._service_alone(centre, offered)
        return {
            **_link(centre, offered),
            "name": service["name"],
            "status": service["status"],
            "service": service,
            "location": self.location(centre),
        }

    def at_location_row(self, centre: Centre, offered: Service) -> Json:
        """Return a service at its location as lists have it."""
        return {
            **_link(centre, offered),
            "service": self.service_row(centre, offered),
            "location": without_lists(self._of_location(centre)),
        }

    def organizations(self, centres: Iterable[Centre]) -> list[Json]:
        """Return the operators of the centres, each once, by name."""
        by_id = {it["id"]: it for it in map(self.organization, centres)}
        return sorted(by_id.values(), key=lambda it: (it["name"], it["id"]))

    def organization(self, centre: Centre) -> Json:
        """Return who runs a centre."""
        its_id = organization_id(centre)
        name = centre.operator or centre.name
        return filled(
            {
                "id": its_id,
                "name": name,
                "description": name,
                "organization_identifiers": identifiers(its_id, centre.charity_number),
            }
        )

    def location(self, centre: Centre) -> Json:
        """Return where a centre is, as far as anyone may know."""
        its_id = location_id(centre)
        facilities = [facility_code(*it) for it in centre.facilities]
        described = [self.words(f"facility.{code}") for code in facilities]
        said = said_of_location(centre)
        lists = {
            "addresses": addresses(its_id, centre.name, centre.public_address),
            "accessibility": parts("accessibility", its_id, "description", described),
            "attributes": self.vocabulary.attributes(its_id, said),
        }
        return {**self._of_location(centre), **filled(lists)}

    def _of_service(self, centre: Centre, offered: Service) -> Json:
        """Return what a service has one of, empty values too."""
        organization = self.organization(centre)
        return {
            "id": service_id(centre, offered),
            "organization_id": organization["id"],
            "name": f"{centre.name}: {self.words(f'service.{offered.type}')}",
            "description": self.words(f"service.{offered.type}.hint"),
            **of_centre(centre),
            **of_offer(self.words, offered),
            "last_modified": self.last_modified,
            "organization": organization,
        }

    def _service_alone(self, centre: Centre, offered: Service) -> Json:
        """Return a service whole, but for where it is."""
        its_id = service_id(centre, offered)
        said = said_of_offer(offered)
        lists = {
            **lists_of_centre(its_id, centre),
            **lists_of_offer(its_id, offered),
            "attributes": self.vocabulary.attributes(its_id, said),
            "service_areas": service_areas(self.words, its_id, centre),
        }
        return filled({**self._of_service(centre, offered), **lists})

    def _of_location(self, centre: Centre) -> Json:
        return {
            "id": location_id(centre),
            "location_type": "virtual" if is_nowhere(centre) else "physical",
            "name": centre.name,
            "external_identifier": centre.id,
            "external_identifier_type": CENTRE_ID_TYPE,
            **coordinates(centre),
        }


def _link(centre: Centre, offered: Service) -> Json:
    of_service = service_id(centre, offered)
    return {
        "id": at_location_id(of_service, centre),
        "service_id": of_service,
        "location_id": location_id(centre),
    }
