"""The types of service, one page each, and a checklist to print for each centre."""

from flask import Blueprint, Response, abort, render_template

from finder.advice_journey import (
    CHECKLIST_FORM,
    CHECKLIST_QUESTIONS,
    SERVICE_ADVICE,
    SERVICES_PAGE,
)
from finder.centres import ServiceType
from finder.errors import CentreUnknown
from finder.web.caching import for_everyone
from finder.web.live import LiveListing


def add_service_pages(blueprint: Blueprint, listing: LiveListing) -> None:
    """Serve what is known of each type of service, and each centre's checklist."""

    def checklist(centre_id: str) -> Response:
        centre = listing.now().listed.get(centre_id)
        if centre is None:
            raise CentreUnknown
        return for_everyone(
            render_template(
                "checklist.html",
                centre=centre,
                form=CHECKLIST_FORM,
                questions=CHECKLIST_QUESTIONS,
            )
        )

    blueprint.add_url_rule("/services", "services", _services)
    blueprint.add_url_rule("/services/<code>", "service", _service)
    blueprint.add_url_rule("/centres/<centre_id>/checklist", "checklist", checklist)


def _services() -> Response:
    page = render_template("services.html", page=SERVICES_PAGE, services=SERVICE_ADVICE)
    return for_everyone(page)


def _service(code: str) -> Response:
    if code not in set(ServiceType):
        abort(404)
    service = ServiceType(code)
    page = render_template(
        "service.html", service=service, advice=SERVICE_ADVICE[service]
    )
    return for_everyone(page)
