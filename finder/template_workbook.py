"""A workbook to start a listing from: the columns, what each holds, the choices."""

from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from finder.centres import (
    AccreditationStatus,
    AccreditationType,
    AddressVisibility,
    CentreStatus,
    Facility,
    ServiceType,
)
from finder.listing_columns import CENTRE_COLUMNS, SERVICE_COLUMNS
from finder.words import Words

CENTRES_SHEET = "centres"
SERVICES_SHEET = "services"
LAST_ROW_WITH_CHOICES = 2_000

_YES_OR_NO = ("yes", "no")
_CHOICES: dict[str, Iterable[str]] = {
    "address_visibility": AddressVisibility,
    "status": CentreStatus,
    "service": ServiceType,
    "accreditation_type": AccreditationType,
    "accreditation_status": AccreditationStatus,
    **{facility.value.replace("-", "_"): _YES_OR_NO for facility in Facility},
}
_COMPULSORY = {"id", "name", "postcode", "centre_id", "service"}
# "@" is a spreadsheet's own mark for a cell that holds text: it then leaves
# telephone numbers and dates as they are typed.
_TEXT = "@"


def write_template(path: Path, words: Words) -> None:
    """Write an empty listing of the full shape, ready to be filled in.

    Each heading carries a note of what its column holds; where a column takes one
    of a few codes the cells offer them.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, columns in (
        (CENTRES_SHEET, CENTRE_COLUMNS),
        (SERVICES_SHEET, SERVICE_COLUMNS),
    ):
        sheet = workbook.create_sheet(name)
        sheet.freeze_panes = "C2"
        for number, column in enumerate(columns, start=1):
            _add_column(sheet, number, column, words)
    workbook.save(path)


def _add_column(sheet: Worksheet, number: int, column: str, words: Words) -> None:
    letter = get_column_letter(number)
    heading = sheet.cell(row=1, column=number, value=column)
    heading.font = Font(bold=True)
    heading.alignment = Alignment(vertical="top")
    colour = "FFE9A8" if column in _COMPULSORY else "DDE9E6"
    heading.fill = PatternFill("solid", fgColor=colour)
    note = Comment(words(f"column.{column}"), "Find a Centre")
    note.width, note.height = 360, 120
    heading.comment = note
    sheet.column_dimensions[letter].width = max(14, len(column) + 3)
    sheet.column_dimensions[letter].number_format = _TEXT
    if column in _CHOICES:
        choices = DataValidation(
            type="list", formula1=f'"{",".join(_CHOICES[column])}"', allow_blank=True
        )
        choices.add(f"{letter}2:{letter}{LAST_ROW_WITH_CHOICES}")
        sheet.add_data_validation(choices)
