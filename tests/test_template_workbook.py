import openpyxl
import pytest

from finder.errors import ListingRefused
from finder.listing_columns import CENTRE_COLUMNS, SERVICE_COLUMNS
from finder.listings import read_listings
from finder.tables import read_tables
from finder.template_workbook import write_template
from finder.words import Language, Words


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "listing.xlsx"
    write_template(path, Words(Language.ENGLISH))
    return path


def test_the_template_has_every_column_of_the_full_shape_and_a_note_for_each(template):
    workbook = openpyxl.load_workbook(template)
    for sheet, columns in (
        (workbook["centres"], CENTRE_COLUMNS),
        (workbook["services"], SERVICE_COLUMNS),
    ):
        headings = list(sheet[1])
        assert [cell.value for cell in headings] == list(columns)
        assert all(cell.comment.text for cell in headings)


def test_columns_of_codes_offer_the_codes(template):
    sheet = openpyxl.load_workbook(template)["services"]
    offered = [it.formula1 for it in sheet.data_validations.dataValidation]
    assert any('"supported,supervised,handover,' in codes for codes in offered)


def test_the_empty_template_is_told_to_have_no_rows(template):
    centres, services = read_tables(template)
    with pytest.raises(ListingRefused) as refused:
        read_listings(centres, services)
    assert refused.value.reason == "file_without_rows"


def test_the_template_filled_in_is_a_listing(template):
    workbook = openpyxl.load_workbook(template)
    row = {"id": "example-one", "name": "Example One", "postcode": "NG1 5FS"}
    for name, value in row.items():
        column = list(CENTRE_COLUMNS).index(name) + 1
        workbook["centres"].cell(row=2, column=column, value=value)
    workbook["services"].append(["example-one", "supported", "self", "Sat 10:00-12:00"])
    workbook.save(template)
    centres, services = read_tables(template)
    done = read_listings(centres, services)
    assert [it.centre.id for it in done.listings] == ["example-one"]
    assert done.issues == ()
