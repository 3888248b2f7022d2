"""What HSDS-UK 3.0 asks of a feed, as JSON Schemas of our own.

They are stricter than the published ones: rows have no lists, nothing is empty,
positions lie in the isles.
"""

from datetime import date, datetime
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from finder.location import LATITUDES, LONGITUDES

FORMATS = FormatChecker()


@FORMATS.checks("uri", raises=ValueError)
def is_uri(value: object) -> bool:
    parts = urlsplit(str(value))
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    return datetime.fromisoformat(str(value)).tzinfo is not None


@FORMATS.checks("date", raises=ValueError)
def is_day(value: object) -> bool:
    return date.fromisoformat(str(value)).isoformat() == value


def an_object(required, row=False, **properties):
    """Return the schema of an object; a row has no list, at whatever depth."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": {"not": {"type": "array"}} if row else True,
    }


def some(items):
    return {"type": "array", "items": items, "minItems": 1}


TEXT = {"type": "string", "minLength": 1}
UUID = {"type": "string", "format": "uuid"}
URI = {"type": "string", "format": "uri"}
NUMBER = {"type": "number"}
KINDS = {"enum": ["physical", "postal", "virtual"]}

ROOT = an_object("version profile openapi_url", version=TEXT, profile=URI)
ROOT["properties"]["openapi_url"] = URI

IDENTIFIER = an_object("id identifier_type identifier", id=UUID)
ORGANIZATION_FIELDS = {"id": UUID, "name": TEXT, "description": TEXT}
ORGANIZATION_ROW = an_object("id name description", row=True, **ORGANIZATION_FIELDS)
TAXONOMY = an_object("id name description", row=True, **ORGANIZATION_FIELDS)
TERM = an_object(
    "id name description taxonomy taxonomy_id term_uri",
    row=True,
    **ORGANIZATION_FIELDS,
    taxonomy=TEXT,
    taxonomy_id=UUID,
    term_uri=URI,
)
ATTRIBUTE = an_object("id taxonomy_term", id=UUID, taxonomy_term=TERM)

ADDRESS = an_object(
    "id address_1 city state_province postal_code country address_type",
    row=True,
    id=UUID,
    address_1=TEXT,
    city=TEXT,
    state_province=TEXT,
    postal_code=TEXT,
    country={"type": "string", "pattern": "^[A-Z]{2}$"},
    address_type=KINDS,
)
LOCATION_FIELDS = {
    "id": UUID,
    "location_type": KINDS,
    "latitude": {"type": "number", "minimum": LATITUDES[0], "maximum": LATITUDES[1]},
    "longitude": {"type": "number", "minimum": LONGITUDES[0], "maximum": LONGITUDES[1]},
    "external_identifier": TEXT,
}
LOCATION_ROW = an_object("id location_type", row=True, **LOCATION_FIELDS)
LOCATION = an_object(
    "id location_type",
    **LOCATION_FIELDS,
    addresses=some(ADDRESS),
    accessibility=some(an_object("id description", id=UUID)),
    attributes=some(ATTRIBUTE),
)

SERVICE_FIELDS = {
    "id": UUID,
    "organization_id": UUID,
    "name": TEXT,
    "description": TEXT,
    "url": URI,
    "email": {"type": "string", "format": "email"},
    "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    "fees": TEXT,
    "accreditations": TEXT,
    "minimum_age": NUMBER,
    "maximum_age": NUMBER,
    "assured_date": {"type": "string", "format": "date"},
    "alert": TEXT,
    "last_modified": {"type": "string", "format": "date-time"},
}
SERVICE_ROW = an_object(
    "id name status url organization_id last_modified organization",
    row=True,
    **SERVICE_FIELDS,
    organization=ORGANIZATION_ROW,
)
SCHEDULE = an_object(
    "id",
    row=True,
    id=UUID,
    freq={"enum": ["WEEKLY", "MONTHLY"]},
    interval={"type": "integer", "minimum": 1},
    byday={"pattern": r"^-?\d?[A-Z]{2}(,-?\d?[A-Z]{2})*$"},
    dtstart={"format": "date"},
    opens_at={"pattern": r"^\d\d:\d\d$"},
    closes_at={"pattern": r"^\d\d:\d\d$"},
)
ORGANIZATION = an_object(
    "id name description",
    **ORGANIZATION_FIELDS,
    organization_identifiers=some(IDENTIFIER),
)
SERVICE_LISTS = {
    "organization": ORGANIZATION,
    "contacts": some(
        an_object("id phones", phones=some(an_object("id number", number=TEXT)))
    ),
    "schedules": some(SCHEDULE),
    "service_areas": some(an_object("id name", row=True, id=UUID, name=TEXT)),
    "attributes": some(ATTRIBUTE),
    "cost_options": some(an_object("id", row=True, id=UUID, amount_description=TEXT)),
    "languages": some(an_object("id name", row=True, id=UUID, name=TEXT)),
}
AT_LOCATION_FIELDS = {"id": UUID, "service_id": UUID, "location_id": UUID}
SERVICE = an_object(
    "id name status organization attributes service_at_locations",
    **SERVICE_FIELDS,
    **SERVICE_LISTS,
    service_at_locations=some(
        an_object(
            "id service_id location_id location",
            **AT_LOCATION_FIELDS,
            location=LOCATION,
        )
    ),
)
AT_LOCATION_ROW = an_object(
    "id service_id location_id service location",
    row=True,
    **AT_LOCATION_FIELDS,
    service=SERVICE_ROW,
    location=LOCATION_ROW,
)
# The validators' own rules for it are those of a service.
AT_LOCATION = an_object(
    "id service_id location_id service location name status",
    **AT_LOCATION_FIELDS,
    service=an_object("id name status", **SERVICE_FIELDS, **SERVICE_LISTS),
    location=LOCATION,
)
ORGANIZATION_WHOLE = an_object(
    "id name description services",
    **ORGANIZATION["properties"],
    services=some(an_object("id name status", **SERVICE_FIELDS)),
)

PAGE_FIELDS = {
    "total_items": {"type": "integer", "minimum": 0},
    "total_pages": {"type": "integer", "minimum": 1},
    "page_number": {"type": "integer", "minimum": 1},
    "size": {"type": "integer", "minimum": 0},
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
}


def page_of_these(row):
    """Return the schema of a page of such rows."""
    required = " ".join((*PAGE_FIELDS, "contents"))
    return an_object(required, **PAGE_FIELDS, contents={"type": "array", "items": row})


def check(value, schema):
    """Fail with everything that is wrong with a value."""
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FORMATS)
    assert [
        f"{it.json_path}: {it.message}" for it in validator.iter_errors(value)
    ] == []


def check_that_nothing_is_empty(value, path="$"):
    assert value is not None, path
    assert value not in ("", {}), path
    if isinstance(value, dict):
        for name, within in value.items():
            check_that_nothing_is_empty(within, f"{path}.{name}")
    elif isinstance(value, list):
        assert value or path == "$.contents", path
        for within in value:
            check_that_nothing_is_empty(within, f"{path}[]")
