"""Our lists of terms, said in Open Referral UK in the words of one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from finder.open_referral_json import Json
from finder.open_referral_terms import (
    TAXONOMIES,
    TERMS,
    Taxonomy,
    made_uuid,
    taxonomy_id,
    term_id,
)
from finder.words import Words

FEED_PATH = "/oruk/v3"

# Where the catalogues have the words for a taxonomy's terms.
_WORDS_OF: Mapping[Taxonomy, str] = {
    Taxonomy.CONTACT_SERVICE: "service",
    Taxonomy.REFERRAL_ROUTE: "route",
    Taxonomy.ACCREDITATION: "accreditation",
    Taxonomy.FACILITY: "facility",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The taxonomies and their terms; `site` is where their addresses begin."""

    words: Words
    site: str

    def taxonomies(self) -> list[Json]:
        """Return our lists of terms."""
        return [
            {"id": taxonomy_id(it), "name": name, "description": description}
            for it, (name, description) in TAXONOMIES.items()
        ]

    def terms(self) -> list[Json]:
        """Return the terms of all our lists."""
        return [self.term(it, code) for it in Taxonomy for code in TERMS[it]]

    def term(self, taxonomy: Taxonomy, code: str) -> Json:
        """Return a term of one of our lists."""
        its_id = term_id(taxonomy, code)
        name = self._name(taxonomy, code)
        hint = f"service.{code}.hint"
        described = taxonomy is Taxonomy.CONTACT_SERVICE
        return {
            "id": its_id,
            "name": name,
            "description": self.words(hint) if described else name,
            "taxonomy": TAXONOMIES[taxonomy][0],
            "taxonomy_id": taxonomy_id(taxonomy),
            "term_uri": f"{self.site}{FEED_PATH}/taxonomy_terms/{its_id}",
        }

    def attributes(
        self, owner_id: str, said: Iterable[tuple[Taxonomy, str]]
    ) -> list[Json]:
        """Return the attributes by which a thing is classed."""
        return [
            {
                "id": made_uuid("attribute", owner_id, taxonomy, code),
                "link_type": taxonomy,
                "taxonomy_term": self.term(taxonomy, code),
            }
            for taxonomy, code in said
        ]

    def _name(self, taxonomy: Taxonomy, code: str) -> str:
        if taxonomy is Taxonomy.POSITION:
            name = code.replace("-", " ")
        else:
            name = self.words(f"{_WORDS_OF[taxonomy]}.{code}")
        return name[:1].upper() + name[1:]
