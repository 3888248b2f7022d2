"""A shortlist as a table to keep: a row for each service of each centre."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app

from finder.centres import Centre, CentreStatus, Service
from finder.csv_safety import protected
from finder.words import Words

NEXT_SESSIONS = 2

# Each column's heading is the words of its code.
_CENTRE_COLUMNS = (
    "shortlist.centre",
    "fact.operator",
    "fact.telephone",
    "fact.email",
    "fact.website",
    "fact.form",
    "shortlist.address",
    "shortlist.facilities",
    "shortlist.languages",
    "shortlist.now_closed",
    "shortlist.checked",
    "site.demonstration_label",
)
_SERVICE_COLUMNS = (
    "shortlist.service",
    "fact.apply",
    "fact.next_sessions",
    "fact.charges",
    "fact.ages",
    "fact.waiting",
    "fact.accreditation",
)


def shortlist_csv(
    centres: Iterable[Centre], words: Words, now: datetime, *, demonstration: bool
) -> bytes:
    """Return the table in UTF-8 with its mark, safe to open in a spreadsheet."""
    about = words("site.demonstration") if demonstration else ""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    first, *others = _CENTRE_COLUMNS
    writer.writerow(map(words, (first, *_SERVICE_COLUMNS, *others)))
    for centre in centres:
        name, *rest = _centre_cells(centre, words)
        for service in centre.services:
            cells = (name, *_service_cells(service, words, now), *rest, about)
            writer.writerow(map(protected, cells))
    return text.getvalue().encode("utf-8-sig")


def _centre_cells(centre: Centre, words: Words) -> tuple[str, ...]:
    closed = centre.status is CentreStatus.TEMPORARILY_CLOSED
    return (
        centre.name,
        centre.operator,
        centre.telephone,
        centre.email,
        centre.website,
        centre.referral_url,
        _address(centre),
        "; ".join(
            words(f"facility.{facility}.{'yes' if has else 'no'}")
            for facility, has in centre.facilities
        ),
        "; ".join(map(words.spoken, centre.languages)),
        f"{words('status.temporarily-closed')} {centre.status_note}" if closed else "",
        centre.last_checked.isoformat() if centre.last_checked else "",
    )


def _address(centre: Centre) -> str:
    known = centre.public_address
    parts = (*known.lines, known.town, known.county, str(known.postcode or ""))
    return ", ".join(filter(None, parts))


def _service_cells(service: Service, words: Words, now: datetime) -> tuple[str, ...]:
    weeks = service.waiting_weeks
    return (
        words(f"service.{service.type}"),
        _as_on_pages("routes", words, service),
        _sessions(service, words, now),
        service.charges,
        _as_on_pages("ages", words, service.age_range),
        "" if weeks is None else words.count("waiting.weeks", weeks),
        _as_on_pages("accreditation", words, service),
    )


def _sessions(service: Service, words: Words, now: datetime) -> str:
    opening = service.opening
    times = [
        words(
            "session.at",
            day=words.weekday_and_day(start),
            opens=words.clock(start.time()),
            closes=words.clock(end.time()),
        )
        for start, end in opening.next_sessions(now, NEXT_SESSIONS)
    ]
    arranged = [words("session.by_arrangement")] if opening.by_arrangement else []
    return "; ".join(filter(None, [*times, *arranged, opening.note]))


def _as_on_pages(macro: str, words: Words, value: Any) -> str:
    """Return what a page's macro says, without its marks."""
    facts = current_app.jinja_env.get_template("parts/facts.html").module
    said: str = getattr(facts, macro)(words, value).striptags()
    return said
