"""Requests for searches, each with the check of its answer."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlencode

from benchmarks.soak.checks import (
    ENGLISH,
    PAGE_SIZE,
    heading_verdict,
    linked_verdict,
    named_verdict,
    near_verdict,
    redirect_verdict,
    results_verdict,
)
from benchmarks.soak.exchange import Answer, Check, Request, Verdict, form
from benchmarks.soak.feeds import FeedChecks
from benchmarks.soak.oracle import ANY, Asked, Condition
from benchmarks.soak.world import World
from finder.centres import ServiceType

Journey = Generator[Request, Answer, None]

SERVICES = (
    frozenset({ServiceType.SUPPORTED}),
    frozenset({ServiceType.SUPERVISED}),
    frozenset({ServiceType.SUPPORTED, ServiceType.HANDOVER}),
    frozenset({ServiceType.HANDOVER, ServiceType.INDIRECT}),
)
CONDITIONS = (
    Condition(within_miles=20),
    Condition(within_miles=50, by_parents=True),
    Condition(step_free=True),
    Condition(by_parents=True),
)
EMBED_SIZE = 5


@dataclass(frozen=True, slots=True)
class Visitor:
    """One who asks: what there is to ask, by chance."""

    world: World
    feeds: FeedChecks
    random: Random

    def search(self, *, two_homes: bool = False) -> Asked:
        """Think of a search."""
        home, other = self.random.sample(self.world.postcodes, 2)
        services = self.random.choice(SERVICES)
        return Asked(home, services, ANY, other if two_homes else "")

    def asked_by_form(self, asked: Asked, kind: str, path: str, leads: str) -> Request:
        """Post a search form."""
        fields = {"postcode": asked.home, "service": sorted(asked.services)}
        if asked.other_home:
            fields["other"] = asked.other_home
        return Request(
            kind=kind,
            path=path,
            statuses=(303,),
            check=partial(redirect_verdict, start=leads),
            private=private_of(asked),
            **form(fields),
        )

    def results(
        self,
        asked: Asked,
        path: str,
        kind: str,
        *,
        page: int = 1,
        size: int = PAGE_SIZE,
        language: str = ENGLISH,
    ) -> Request:
        """Open a page of results."""
        parameters: dict[str, Any] = dict(asked.condition.parameters)
        if asked.fairer:
            parameters["order"] = "fairer"
        if page > 1:
            parameters["page"] = page
        return Request(
            kind=kind,
            path=with_query(path, parameters),
            private=private_of(asked),
            check=lambda answer: results_verdict(
                answer, self.world.rights(asked), page, size, language
            ),
        )

    def near(self, outcode: str, tag: str = "") -> Request:
        """Open a district's page, anew or to know whether it is still the same."""
        asked = Asked(outcode, frozenset())
        kind, statuses, headers = conditional("near", tag)
        return Request(
            kind=kind,
            path=f"/near/{outcode.lower()}",
            statuses=statuses,
            headers=headers,
            check=unless_304(
                lambda answer: near_verdict(answer, self.world.rights(asked))
            ),
        )

    def centre(self, centre_id: str, path: str, kind: str) -> Request:
        """Open the page of a centre, which another listing may not have."""
        listing = self.world.listing_of(centre_id)
        return Request(
            kind=kind,
            path=path,
            statuses=(200, 404),
            check=partial(
                named_verdict,
                name=self.world.listings[listing].listed[centre_id].name,
                listing=listing,
                other=self.world.other_than(listing),
            ),
        )

    def leading_to(self, ids: Sequence[str], path: str, kind: str) -> Request:
        """Open a page that must lead to these centres of one listing."""
        listing = self.world.listing_of(ids[0])
        other = self.world.other_than(listing)
        check = partial(linked_verdict, wanted=ids, listing=listing, other=other)
        return Request(kind=kind, path=path, check=check)


def page_request(path: str, kind: str, **values: Any) -> Request:
    """Open a page that tells of no listing."""
    return Request(kind=kind, path=path, check=heading_verdict, **values)


def private_of(asked: Asked) -> tuple[str, ...]:
    """Return the texts of a search that no answer may repeat."""
    return tuple(filter(None, (asked.home, asked.other_home)))


def with_query(path: str, parameters: dict[str, Any]) -> str:
    """Return an address with its query string."""
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


def conditional(kind: str, tag: str) -> tuple[str, tuple[int, ...], dict[str, str]]:
    """Return the kind, statuses and headers of asking again for what one has."""
    if not tag:
        return kind, (200,), {}
    return f"{kind}, again", (200, 304), {"If-None-Match": tag}


def unless_304(check: Check) -> Check:
    """Return a check that takes it as right that nothing has changed."""
    return lambda answer: Verdict() if answer.status == 304 else check(answer)
