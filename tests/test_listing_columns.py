import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.cells import CellProblem
from finder.listing_columns import (
    CENTRE_COLUMNS,
    SERVICE_COLUMNS,
    SIMPLE_COLUMNS,
    recognise,
)

# As the documents promise them to keepers and to their programs.
PROMISED = """
    id name operator charity_number address_1 address_2 town county postcode
    address_visibility area_covered latitude longitude telephone email website
    referral_url services referral_routes sessions charges age_range waiting_weeks
    accreditation_type accreditation_status step_free accessible_toilet parking
    outdoor_space separate_entrances languages status status_note last_checked source
""".split()  # noqa: SIM905 - as the documents have it

read_services = SIMPLE_COLUMNS["services"]
read_service = SERVICE_COLUMNS["service"]
read_routes = SIMPLE_COLUMNS["referral_routes"]


def taken_for(heading, known=SIMPLE_COLUMNS):
    return recognise((heading,), known).columns[0]


def test_the_simple_shape_has_the_columns_promised():
    assert sorted(SIMPLE_COLUMNS) == sorted(PROMISED)


def test_the_full_shape_parts_the_same_columns_between_its_tables():
    both = {*CENTRE_COLUMNS, *SERVICE_COLUMNS} - {"centre_id", "service"}
    assert both == {*PROMISED} - {"services"}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Centre Name", "name"),
        ("Post Code", "postcode"),
        ("Tel", "telephone"),
        ("Tel.", "telephone"),
        ("Phone number", "telephone"),
        ("E-mail", "email"),
        ("Services Offered", "services"),
        ("Contact type", "services"),
        ("TYPE OF CONTACT", "services"),
        ("Address Line 1", "address_1"),
        ("Address", "address_1"),
        ("Town/City", "town"),
        ("Lat", "latitude"),
        ("Long", "longitude"),
        ("Opening times", "sessions"),
        ("Charity No.", "charity_number"),
        ("Step free?", "step_free"),
    ],
)
def test_headings_are_known_as_people_write_them(heading, column):
    assert taken_for(heading) == column


@given(st.sampled_from(PROMISED), st.text(" -_./\u00a0", min_size=1), st.booleans())
def test_a_columns_own_name_is_known_in_any_case_and_spacing(column, between, upper):
    heading = f"{between}{column.replace('_', between)}{between}"
    assert taken_for(heading.upper() if upper else heading) == column


def test_what_was_taken_for_what_is_said_and_plain_names_are_not():
    headings = recognise(("name", "Tel", "Notes", "services"), SIMPLE_COLUMNS)
    assert headings.renamed == (("Tel", "telephone"),)
    assert headings.unknown == ("Notes",)


def test_a_blank_heading_is_named_by_its_place_unless_it_is_last():
    headings = recognise(("name", "", "services", "", ""), SIMPLE_COLUMNS)
    assert headings.unknown == ("(2)",)
    assert headings.width == 3


def test_two_headings_for_one_column_are_said_to_be_repeated():
    headings = recognise(("Tel", "Phone", "name"), SIMPLE_COLUMNS)
    assert headings.repeated == ("telephone",)


def test_services_are_no_column_of_the_centres_table_of_the_full_shape():
    assert taken_for("Services", CENTRE_COLUMNS) is None
    assert taken_for("Service type", SERVICE_COLUMNS) == "service"
    assert taken_for("Centre ID", SERVICE_COLUMNS) == "centre_id"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Supported contact", ["supported"]),
        ("supported family time", ["supported"]),
        ("supervised family time", ["supervised"]),
        ("SUPERVISED", ["supervised"]),
        ("Supervised contact service", ["supervised"]),
        ("Hand-overs", ["handover"]),
        ("hand over", ["handover"]),
        ("Supported handover", ["handover"]),
        ("Pick-up/drop-off", ["handover"]),
        ("Contact assessment", ["supervised-assessment"]),
        ("Supervised assessment", ["supervised-assessment"]),
        ("Letterbox contact", ["indirect"]),
        ("Escorted contact", ["escorted"]),
        ("Life story work", ["life-story"]),
        ("Life Story/Identity", ["life-story"]),
        ("life story and identity work", ["life-story"]),
        ("Video contact", ["virtual"]),
        ("Community contact", ["community"]),
        ("handover; supported, Supervised", ["supported", "supervised", "handover"]),
        ("Supported and supervised", ["supported", "supervised"]),
        ("supported\nsupported", ["supported"]),
    ],
)
def test_services_are_known_as_people_write_them(text, codes):
    assert list(read_services(text)) == codes


def test_support_contact_is_an_old_word_for_handover_and_never_supported():
    assert read_service("Support contact") == "handover"


@pytest.mark.parametrize(
    "text", ["contact", "unsupervised", "supported; juggling", "any", "not sure"]
)
def test_a_service_that_is_not_known_is_not_guessed(text):
    with pytest.raises(CellProblem, match="service_unknown"):
        read_services(text)


def test_referral_routes_are_known_as_people_write_them():
    text = "Self referral, Solicitors; Cafcass / Courts & social services and Other"
    assert list(read_routes(text)) == [
        "self", "solicitor", "cafcass", "social-worker", "court", "other-professional",
    ]  # fmt: skip
    with pytest.raises(CellProblem, match="route_unknown"):
        read_routes("ring us")
