"""Centres, said in Open Referral UK (HSDS-UK 3.0): values ready to be JSON.

Each service of a centre is a service of its own there, at the centre's location
and of its operator. Every id follows from ours, so that it stays the same from
one publication to the next. Fields without a value are left out, and no more is
said of a place than its keeper allows. docs/open-referral.md has the mapping.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    of_centre,
    of_offer,
    said_of_offer,
    service_areas,
)
from finder.open_referral_terms import (
    CENTRE_ID_TYPE,
    TAXONOMIES,
    TERMS,
    Taxonomy,
    facility_code,
    made_uuid,
    operator_is_unknown_id,
    term_id,
)
from finder.words import Words

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
OPENAPI = "https://openreferraluk.org/specifications/3.0/openapi.json"
FEED_PATH = "/oruk/v3"

# Where the catalogues have the words for a taxonomy's terms.
_WORDS_OF: Mapping[Taxonomy, str] = {
    Taxonomy.CONTACT_SERVICE: "service",
    Taxonomy.REFERRAL_ROUTE: "route",
    Taxonomy.ACCREDITATION: "accreditation",
    Taxonomy.FACILITY: "facility",
}


@dataclass(frozen=True, slots=True)
class OpenReferralPublisher:
    """Says centres in HSDS-UK 3.0, in the words of one language.

    `site` is the address of the pages, such as https://example.org.
    """

    words: Words
    site: str

    def api_root(self) -> Json:
        """Return the answer to GET /."""
        return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}

    def services(self, centres: Iterable[Centre]) -> list[Json]:
        """Return every service of the centres, whole, in the order of their ids."""
        ordered = sorted(centres, key=lambda centre: centre.id)
        return [self.service(it, offered) for it in ordered for offered in it.services]

    def service(self, centre: Centre, offered: Service) -> Json:
        """Return one service of a centre, with all that belongs to it."""
        its_id = made_uuid("service", centre.id, offered.type)
        organization = self.organization(centre)
        said = {
            "id": its_id,
            "organization_id": organization["id"],
            "name": f"{centre.name}: {self.words(f'service.{offered.type}')}",
            "description": self.words(f"service.{offered.type}.hint"),
            **of_centre(its_id, centre),
            **of_offer(self.words, its_id, offered),
            "attributes": self._attributes(its_id, said_of_offer(offered)),
            "service_areas": service_areas(self.words, its_id, centre),
            "service_at_locations": [self._at_location(its_id, centre)],
            "organization": organization,
        }
        return filled(said)

    def service_row(self, centre: Centre, offered: Service) -> Json:
        """Return a service as lists have it: without what there may be several of.

        A row needs a `url`; without a website it is the centre's page here.
        """
        row = without_lists(self.service(centre, offered))
        return {"url": f"{self.site}/centres/{centre.id}", **row}

    def organizations(self, centres: Iterable[Centre]) -> list[Json]:
        """Return the operators of the centres, each once, by name."""
        by_id = {it["id"]: it for it in map(self.organization, centres)}
        return sorted(by_id.values(), key=lambda it: (it["name"], it["id"]))

    def organization(self, centre: Centre) -> Json:
        """Return who runs a centre."""
        if centre.operator:
            its_id = made_uuid("organization", centre.operator, centre.charity_number)
        else:
            its_id = operator_is_unknown_id(centre.id)
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
        its_id = made_uuid("location", centre.id)
        address = centre.public_address
        facilities = [facility_code(*it) for it in centre.facilities]
        described = [self.words(f"facility.{code}") for code in facilities]
        said = {
            "id": its_id,
            "location_type": "virtual" if is_nowhere(centre) else "physical",
            "name": centre.name,
            "external_identifier": centre.id,
            "external_identifier_type": CENTRE_ID_TYPE,
            **coordinates(centre),
            "addresses": addresses(its_id, centre.name, address),
            "accessibility": parts("accessibility", its_id, "description", described),
            "attributes": self._attributes(its_id, said_of_location(centre)),
        }
        return filled(said)

    def taxonomies(self) -> list[Json]:
        """Return our lists of terms."""
        return [
            {"id": made_uuid("taxonomy", it), "name": name, "description": description}
            for it, (name, description) in TAXONOMIES.items()
        ]

    def terms(self) -> list[Json]:
        """Return the terms of all our lists."""
        return [self.term(it, code) for it in Taxonomy for code in TERMS[it]]

    def term(self, taxonomy: Taxonomy, code: str) -> Json:
        """Return a term of one of our lists."""
        its_id = term_id(taxonomy, code)
        name = self._term_name(taxonomy, code)
        hint = f"service.{code}.hint"
        described = taxonomy is Taxonomy.CONTACT_SERVICE
        return {
            "id": its_id,
            "name": name,
            "description": self.words(hint) if described else name,
            "taxonomy": TAXONOMIES[taxonomy][0],
            "taxonomy_id": made_uuid("taxonomy", taxonomy),
            "term_uri": f"{self.site}{FEED_PATH}/taxonomy_terms/{its_id}",
        }

    def _term_name(self, taxonomy: Taxonomy, code: str) -> str:
        if taxonomy is Taxonomy.POSITION:
            name = code.replace("-", " ")
        else:
            name = self.words(f"{_WORDS_OF[taxonomy]}.{code}")
        return name[:1].upper() + name[1:]

    def _attributes(
        self, owner_id: str, said: Iterable[tuple[Taxonomy, str]]
    ) -> list[Json]:
        return [
            {
                "id": made_uuid("attribute", owner_id, taxonomy, code),
                "link_type": taxonomy,
                "taxonomy_term": self.term(taxonomy, code),
            }
            for taxonomy, code in said
        ]

    def _at_location(self, service_id: str, centre: Centre) -> Json:
        its_id = made_uuid("service at location", service_id, centre.id)
        return {"id": its_id, "location": self.location(centre)}
