"""What a centre offers, said in Open Referral UK in the words of one language."""

from dataclasses import replace
from datetime import date

from finder.centres import Accreditation, AddressVisibility, Centre, Service
from finder.open_referral_json import Json, filled, parts
from finder.open_referral_terms import DAYS, STATUSES, Taxonomy, made_uuid
from finder.sessions import Opening, Session
from finder.words import Words

REFERRAL_FORM = "Referral form"


def of_centre(centre: Centre) -> Json:
    """Return what a service has from its centre, empty values too."""
    return {
        "url": centre.website,
        "email": centre.email,
        "status": STATUSES[centre.status],
        "assured_date": _iso(centre.last_checked),
        "alert": centre.status_note,
    }


def lists_of_centre(service_id: str, centre: Centre) -> Json:
    """Return what a service may have several of from its centre, empty lists too."""
    return {
        "languages": parts("language", service_id, "name", centre.languages),
        "contacts": _contacts(service_id, centre.telephone),
        "additional_urls": _additional_urls(service_id, centre.referral_url),
    }


def of_offer(words: Words, offered: Service) -> Json:
    """Return what a service has of its own, empty values too."""
    ages = offered.age_range
    return {
        "application_process": _application_process(words, offered),
        "fees": offered.charges,
        "wait_time": _wait(offered.waiting_weeks),
        "accreditations": _accreditations(words, offered.accreditation),
        "minimum_age": ages.youngest,
        "maximum_age": ages.oldest,
    }


def lists_of_offer(service_id: str, offered: Service) -> Json:
    """Return what a service may have several of of its own, empty lists too."""
    charges = [offered.charges]
    return {
        "schedules": _schedules(service_id, offered.opening),
        "cost_options": parts("cost option", service_id, "amount_description", charges),
    }


def service_areas(words: Words, service_id: str, centre: Centre) -> list[Json]:
    """Return the areas a centre covers, and its town where only that is shown."""
    area, address = centre.area_covered, centre.public_address
    names = [
        *map(str, area.outcodes),
        *area.authorities,
        *(words(f"nation.{nation}") for nation in area.nations),
    ]
    if address.visibility is AddressVisibility.TOWN:
        names.append(", ".join(filter(None, (address.town, address.county))))
    return parts("service area", service_id, "name", names)


def said_of_offer(offered: Service) -> list[tuple[Taxonomy, str]]:
    """Return the terms for what a service is, who may apply, how it stands."""
    held = offered.accreditation
    return [
        (Taxonomy.CONTACT_SERVICE, offered.type),
        *((Taxonomy.REFERRAL_ROUTE, it) for it in offered.referral_routes),
        *((Taxonomy.ACCREDITATION, it) for it in (held.type, held.status) if it),
    ]


def identifiers(organization_id: str, number: str) -> list[Json]:
    """Return a charity's number, and its register where the number tells it."""
    schemes = {"SC": "GB-SC", "NI": "GB-NIC"}
    scheme = "GB-CHC" if number.isdecimal() else schemes.get(number[:2].upper())
    said = {"identifier_scheme": scheme, "identifier_type": "Charity number"}
    numbered = parts("identifier", organization_id, "identifier", [number])
    return [filled({**said, **it}) for it in numbered]


def _application_process(words: Words, offered: Service) -> str:
    routes = "; ".join(words(f"route.{it}") for it in offered.referral_routes)
    return f"{words('fact.apply')}: {routes}" if routes else ""


def _accreditations(words: Words, held: Accreditation) -> str:
    known = filter(None, (held.status, held.type))
    return ", ".join(words(f"accreditation.{it}") for it in known)


def _schedules(service_id: str, opening: Opening) -> list[Json]:
    arranged = str(replace(opening, sessions=(), note=""))
    words = filter(None, (arranged, opening.note))
    said = [*map(_recurrence, opening.sessions), *({"description": it} for it in words)]
    return [
        {"id": made_uuid("schedule", service_id, str(number)), **each}
        for number, each in enumerate(said)
    ]


def _recurrence(session: Session) -> Json:
    places = session.nth or ("",)
    byday = (f"{nth}{DAYS[day]}" for day in session.weekdays for nth in places)
    said = {
        "freq": "MONTHLY" if session.nth else "WEEKLY",
        "interval": session.every_weeks,
        "dtstart": _iso(session.since),
        "byday": ",".join(byday),
        "opens_at": f"{session.opens:%H:%M}",
        "closes_at": f"{session.closes:%H:%M}",
        "description": str(session),
    }
    return filled(said)


def _contacts(service_id: str, telephone: str) -> list[Json]:
    phones = parts("phone", service_id, "number", [telephone])
    return parts("contact", service_id, "phones", [phones])


def _additional_urls(service_id: str, referral_url: str) -> list[Json]:
    urls = parts("referral form", service_id, "url", [referral_url])
    return [{"label": REFERRAL_FORM, **it} for it in urls]


def _wait(weeks: int | None) -> str:
    return "" if weeks is None else f"{weeks} weeks"


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
