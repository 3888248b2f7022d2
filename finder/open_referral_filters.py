"""Which services of a feed are asked for: conditions that must all hold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from finder.compared_names import folded
from finder.open_referral_location_parts import said_of_location
from finder.open_referral_offered import Offered
from finder.open_referral_service_parts import said_of_offer
from finder.open_referral_terms import TERMS, Taxonomy, taxonomy_id, term_id

Condition = Callable[[Offered], bool]
Term = tuple[Taxonomy, str]

_TERMS = {term_id(it, code): (it, code) for it in Taxonomy for code in TERMS[it]}
_TAXONOMIES = {taxonomy_id(it): it for it in Taxonomy}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFilter:
    """What a service must answer to; a field that is None or empty asks nothing.

    Each word of `search` must begin a word of what is told of the service. An
    age or a time that is not known answers to nothing. `day` counts from Monday;
    one session must answer to day and times together.
    """

    search: str = ""
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    start_time: time | None = None
    end_time: time | None = None
    day: int | None = None

    def chosen(self, offered: Sequence[Offered]) -> Sequence[Offered]:
        """Return the services that answer, in the order given."""
        conditions = list(self._conditions())
        if not conditions:
            return offered
        return [it for it in offered if all(holds(it) for holds in conditions)]

    def _conditions(self) -> Iterator[Condition]:
        for word in folded(self.search).split():
            yield _has_word(f" {word}")
        if self.taxonomy_term_id:
            yield _has_term(_TERMS.get(self.taxonomy_term_id.lower()))
        if self.taxonomy_id:
            yield _is_classed_by(_TAXONOMIES.get(self.taxonomy_id.lower()))
        if self.organization_id:
            wanted = self.organization_id.lower()
            yield lambda it: it.organization_id == wanted
        if self.minimum_age is not None or self.maximum_age is not None:
            yield self._is_for_the_age
        if (self.start_time, self.end_time, self.day) != (None, None, None):
            yield self._is_open

    def _is_for_the_age(self, offered: Offered) -> bool:
        ages = offered.service.age_range
        low, high = self.minimum_age, self.maximum_age
        return (
            low is None or (ages.youngest is not None and ages.youngest >= low)
        ) and (high is None or (ages.oldest is not None and ages.oldest <= high))

    def _is_open(self, offered: Offered) -> bool:
        return any(
            (self.day is None or self.day in session.weekdays)
            and (self.start_time is None or session.opens >= self.start_time)
            and (self.end_time is None or session.closes <= self.end_time)
            for session in offered.service.opening.sessions
        )


def _has_word(word: str) -> Condition:
    return lambda it: word in it.words_of_centre or word in it.words_of_type


def _has_term(wanted: Term | None) -> Condition:
    return lambda it: wanted in _terms_of(it)


def _is_classed_by(wanted: Taxonomy | None) -> Condition:
    return lambda it: any(taxonomy is wanted for taxonomy, _ in _terms_of(it))


def _terms_of(offered: Offered) -> list[Term]:
    """Return the terms that a service is classed by, and its location."""
    return [*said_of_offer(offered.service), *said_of_location(offered.centre)]
