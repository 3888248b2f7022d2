"""Whom to tell of a hole in the service, as RFC 9116 has it."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort

from finder.web.caching import for_everyone
from finder.web.public_address import public_address

PATH = "/.well-known/security.txt"
# The standard asks for less than a year.
_DAYS = 300


def security_txt_blueprint(contact: str | None) -> Blueprint:
    """Serve ``/.well-known/security.txt``, if there is anyone to tell."""
    blueprint = Blueprint("security_txt", __name__)

    @blueprint.get(PATH)
    def security_txt() -> Response:
        if contact is None:
            abort(404)
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        expires = midnight + timedelta(days=_DAYS)
        fields = {
            "Contact": f"mailto:{contact}",
            "Expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Preferred-Languages": "en, cy",
        }
        # Only a name that is set, never one that was asked by.
        address = public_address(PATH)
        if address != PATH:
            fields["Canonical"] = address
        told = "".join(f"{name}: {value}\n" for name, value in fields.items())
        return for_everyone(told, "text/plain")

    return blueprint
