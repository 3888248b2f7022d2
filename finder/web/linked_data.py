"""A centre as schema.org tells it, never more than its keeper lets be known.

A page puts it into ``<script type="application/ld+json">`` by the filter
``tojson``, which escapes every sign that could end the script.
"""

from finder.centres import AgeRange, AreaCovered, Centre, CentreStatus, Service
from finder.sessions import Session
from finder.web.linked_place import Json, filled, linked_place
from finder.words import Words

_DAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


def linked_data(
    centre: Centre, words: Words, url: str, *, demonstration: bool = False
) -> Json:
    """Return a graph of the services, their provider and their place.

    `url` is the address of the centre's page.
    """
    place = linked_place(centre, words, url)
    graph = [
        *(_service(it, centre, words, url, demonstration) for it in centre.services),
        _provider(centre, url),
        *([place] if place else []),
    ]
    return {"@context": "https://schema.org", "@graph": graph}


def _service(
    service: Service, centre: Centre, words: Words, url: str, demonstration: bool
) -> Json:
    name = words(f"service.{service.type}")
    closed = centre.status is CentreStatus.TEMPORARILY_CLOSED
    first = words("site.demonstration") if demonstration else ""
    return filled(
        {
            "@type": "Service",
            "@id": f"{url}#{service.type}",
            "name": f"{name} – {centre.name}",
            "serviceType": name,
            "description": _description(service, centre, words, first),
            "url": url,
            "provider": {"@id": f"{url}#provider"},
            "areaServed": _areas(centre.area_covered, words),
            "audience": _audience(service.age_range),
            "availableChannel": _channel(centre, words, url),
            # No hours where they would be wrong.
            "hoursAvailable": [] if closed else _hours(service),
            "offers": filled({"@type": "Offer", "description": service.charges}),
        }
    )


def _description(service: Service, centre: Centre, words: Words, first: str) -> str:
    said = [first, words(f"service.{service.type}.hint")]
    if centre.status is CentreStatus.TEMPORARILY_CLOSED:
        said[1:1] = [words("status.temporarily-closed"), centre.status_note]
    return " ".join(filter(None, said))


def _provider(centre: Centre, url: str) -> Json:
    number = filled(
        {
            "@type": "PropertyValue",
            "propertyID": "charity number",
            "value": centre.charity_number,
        }
    )
    return filled(
        {
            "@type": "NGO",
            "@id": f"{url}#provider",
            "name": centre.operator or centre.name,
            "url": centre.website,
            "identifier": number,
        }
    )


def _channel(centre: Centre, words: Words, url: str) -> Json:
    place = {"@id": f"{url}#place"} if linked_place(centre, words, url) else {}
    return filled(
        {
            "@type": "ServiceChannel",
            "serviceUrl": centre.referral_url or centre.website or url,
            "servicePhone": filled(
                {
                    "@type": "ContactPoint",
                    "telephone": centre.telephone,
                    "email": centre.email,
                }
            ),
            "serviceLocation": place,
            "availableLanguage": list(centre.languages),
        }
    )


def _areas(area: AreaCovered, words: Words) -> list[Json]:
    names = (
        *map(str, area.outcodes),
        *(words(f"nation.{it}") for it in area.nations),
    )
    return [{"@type": "AdministrativeArea", "name": name} for name in names]


def _audience(ages: AgeRange) -> Json:
    known = {"suggestedMinAge": ages.youngest, "suggestedMaxAge": ages.oldest}
    return filled({"@type": "PeopleAudience", **known})


def _hours(service: Service) -> list[Json]:
    """Return the sessions of every week; schema.org has no words for the others."""
    weekly = (it for it in service.opening.sessions if _is_weekly(it))
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{_DAYS[day]}" for day in it.weekdays],
            "opens": f"{it.opens:%H:%M}",
            "closes": f"{it.closes:%H:%M}",
        }
        for it in weekly
    ]


def _is_weekly(session: Session) -> bool:
    return not session.nth and session.every_weeks == 1
