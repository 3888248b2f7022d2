"""Who runs the services of the Open Referral UK feed, and the terms they are in."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort

from finder.compared_names import folded
from finder.open_referral_json import Json, without_lists
from finder.web.open_referral_publication import LivePublication, Publication, serve
from finder.web.open_referral_query import ListParameters, read_list_parameters


def add_organizations(blueprint: Blueprint, live: LivePublication) -> None:
    """Serve who runs the services."""
    views = _OrganizationViews(live)
    serve(
        blueprint,
        {
            "/organizations": views.organizations,
            "/organizations/<its_id>": views.organization,
        },
    )


def add_terms(blueprint: Blueprint, live: LivePublication) -> None:
    """Serve the taxonomies and their terms."""
    views = _TermViews(live)
    serve(
        blueprint,
        {
            "/taxonomies": views.taxonomies,
            "/taxonomies/<its_id>": views.taxonomy,
            "/taxonomy_terms": views.terms,
            "/taxonomy_terms/<its_id>": views.term,
        },
    )


class _OrganizationViews:
    """The organizations of the feed."""

    def __init__(self, live: LivePublication) -> None:
        self._live = live

    def organizations(self) -> Response:
        now, asked = self._live.now(), read_list_parameters()
        whole = asked.full or asked.full_service

        def said(its_id: str) -> Json:
            alone = _alone(now, its_id)
            return _with_services(now, its_id) if whole else without_lists(alone)

        chosen = [
            it
            for it in now.offered.organizations
            if asked.organization_id.lower() in {"", it}
            and _has_words(asked.search, _alone(now, it)["name"])
        ]
        return now.page(chosen if now.is_modified(asked) else [], asked, said)

    def organization(self, its_id: str) -> Response:
        now, asked = self._live.now(), read_list_parameters()
        if not now.offered.of_organization(its_id.lower()):
            abort(404)
        whole = asked.full_service
        return now.answer(_with_services(now, its_id.lower(), whole=whole))


class _TermViews:
    """The taxonomies of the feed and their terms."""

    def __init__(self, live: LivePublication) -> None:
        self._live = live

    def taxonomies(self) -> Response:
        now, asked = self._live.now(), read_list_parameters()
        return now.page(
            _found(now.publisher.vocabulary.taxonomies(), asked), asked, dict
        )

    def taxonomy(self, its_id: str) -> Response:
        now = self._live.now()
        return now.answer(_by_id(now.publisher.vocabulary.taxonomies(), its_id))

    def terms(self) -> Response:
        # Of our terms none is above another: all are at the top, and none below.
        now, asked = self._live.now(), read_list_parameters()
        terms = [
            it
            for it in now.publisher.vocabulary.terms()
            if asked.taxonomy_id.lower() in {"", it["taxonomy_id"]}
            and not asked.parent_id
        ]
        return now.page(_found(terms, asked), asked, dict)

    def term(self, its_id: str) -> Response:
        now = self._live.now()
        return now.answer(_by_id(now.publisher.vocabulary.terms(), its_id))


def _alone(now: Publication, its_id: str) -> Json:
    return now.publisher.organization(now.offered.of_organization(its_id)[0].centre)


def _with_services(now: Publication, its_id: str, *, whole: bool = False) -> Json:
    """Return an organization with its services, as rows unless whole."""
    say = now.publisher.service if whole else now.publisher.service_row
    services = [
        say(it.centre, it.service) for it in now.offered.of_organization(its_id)
    ]
    for service in services:
        del service["organization"]
    return {**_alone(now, its_id), "services": services}


def _found(things: Sequence[Json], asked: ListParameters) -> list[Json]:
    return [
        it
        for it in things
        if _has_words(asked.search, f"{it['name']} {it['description']}")
    ]


def _by_id(things: Sequence[Json], its_id: str) -> Json:
    found = next((it for it in things if it["id"] == its_id.lower()), None)
    return found or abort(404)


def _has_words(search: str, text: str) -> bool:
    """Return whether every word searched for begins one of a text's."""
    told = f" {folded(text)}"
    return all(f" {word}" in told for word in folded(search).split())
