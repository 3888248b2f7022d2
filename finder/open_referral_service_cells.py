"""A service of a feed, turned into the cells of a listing's service."""

import re
from datetime import date

from finder.centres import AccreditationStatus, AccreditationType
from finder.listing_columns import SERVICE_COLUMNS
from finder.open_referral_feeds import Published
from finder.open_referral_schedules import sessions_of
from finder.open_referral_terms import Taxonomy
from finder.open_referral_values import (
    Cells,
    LeaveOut,
    Unread,
    first_of,
    holds_on,
    is_read_by,
    items_of,
    own_codes,
    term_names,
    text_of,
)

# Words alone make no contact service of what a council calls "Support".
_SAYS_CONTACT = re.compile(r"\b(?:contact|family time|hand-?overs?)\b", re.IGNORECASE)
_WEEKS = re.compile(r"([0-9]{1,3}) weeks?", re.IGNORECASE)
_NO_LIMIT_OF_AGE = re.compile(r"[0-9]{3,}")


def service_types(service: Published) -> list[str]:
    """Return the types of a service, or raise `Unread` if it is none of ours."""
    own = own_codes(service, Taxonomy.CONTACT_SERVICE)
    if own:
        return own
    names = [*term_names(service), text_of(service, "name")]
    read = SERVICE_COLUMNS["service"]
    said = [it for it in names if _SAYS_CONTACT.search(it) and is_read_by(read, it)]
    if not said:
        raise Unread("service", "service_unknown", "; ".join(filter(None, names)))
    return list(dict.fromkeys(str(read(it)) for it in said))


def service_cells(service: Published, on: date, leave_out: LeaveOut) -> Cells:
    """Return the cells of a service on a day, but for its centre and its type."""
    held = own_codes(service, Taxonomy.ACCREDITATION)
    if not held:
        text = text_of(service, "accreditations")
        leave_out("accreditation_status", text)
    return {
        "referral_routes": _routes(service, leave_out),
        "sessions": "; ".join(filter(None, sessions_of(service, on, leave_out))),
        "charges": _charges(service, on),
        "age_range": _ages(service),
        "waiting_weeks": _weeks(service, leave_out),
        "accreditation_type": first_of(it for it in held if it in {*AccreditationType}),
        "accreditation_status": first_of(
            it for it in held if it in {*AccreditationStatus}
        ),
    }


def _routes(service: Published, leave_out: LeaveOut) -> str:
    own = own_codes(service, Taxonomy.REFERRAL_ROUTE)
    if own:
        return "; ".join(own)
    said = text_of(service, "application_process")
    if said and is_read_by(SERVICE_COLUMNS["referral_routes"], said):
        return said
    return leave_out("referral_routes", said)


def _charges(service: Published, on: date) -> str:
    options = items_of(service, "cost_options")
    costs = [_cost(it) for it in options if holds_on(it, on)]
    texts = ["; ".join(filter(None, costs))]
    texts += [text_of(service, it) for it in ("fees", "fees_description")]
    return first_of(texts)


def _cost(option: Published) -> str:
    amount, currency = text_of(option, "amount"), text_of(option, "currency").upper()
    if amount and currency in {"", "GBP"}:
        amount = (
            f"£{amount}0" if re.fullmatch(r"[0-9]+\.[0-9]", amount) else f"£{amount}"
        )
    else:
        amount = f"{amount} {currency}" if amount else ""
    said = " ".join(filter(None, (amount, text_of(option, "amount_description"))))
    return ": ".join(filter(None, (text_of(option, "option"), said)))


def _ages(service: Published) -> str:
    youngest = text_of(service, "minimum_age")
    oldest = text_of(service, "maximum_age")
    oldest = "" if _NO_LIMIT_OF_AGE.fullmatch(oldest) else oldest
    return f"{youngest or 0}-{oldest}" if youngest or oldest else ""


def _weeks(service: Published, leave_out: LeaveOut) -> str:
    said = text_of(service, "wait_time")
    found = _WEEKS.fullmatch(said)
    return found[1] if found else leave_out("waiting_weeks", said)
