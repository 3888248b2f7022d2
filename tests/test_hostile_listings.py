"""Listings made to harm, or damaged: a clean report, or one clear refusal."""

import csv
import io
import json
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finder.errors import ListingRefused
from finder.listings import read_listings
from finder.settings import PROJECT
from finder.tables import read_tables
from finder.words import Language, Words

WORDS = [Words(language) for language in Language]
HEADINGS = ["id", "name", "services", "postcode", "telephone", "sessions", "charges"]
GOOD = [
    HEADINGS,
    *(
        [
            f"example-{at}",
            f"Canolfan Llŷn {at}",
            "supported; handover",
            "NG1 5FS",
            "0115 496 0000",
            "Sat 10:00-12:00",
            "Free",
        ]
        for at in range(6)
    ),
]
SOUND = ["example-9", "Example", "supported", "NG1 5FS"]
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def as_csv(rows):
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def as_json(rows):
    objects = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
    return json.dumps(objects, ensure_ascii=False).encode()


def as_workbook(rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


FORMS = {"csv": as_csv, "xlsx": as_workbook, "json": as_json}


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WORKBOOK = as_workbook(GOOD)
PARTS = parts_of(WORKBOOK)


def with_sheet(cells, before=b"", **others):
    sheet = b"%s<worksheet><sheetData>%s</sheetData></worksheet>" % (before, cells)
    return zipped({**PARTS, SHEET: sheet, **others})


def a_cell(place, text="x"):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def ended(path):
    """Return why a file was refused, or what was read, whole or held back."""
    try:
        table = read_tables(path)[0]
        read = read_listings(table)
    except ListingRefused as refused:
        said = [
            words(f"refusal.{refused.reason}", file=refused.file, **refused.facts)
            for words in WORDS
        ]
        return refused.reason if all(said) else None
    held_back = {it.line for it in read.issues if it.holds_back}
    lines = {it.line for it in read.listings}
    assert lines | held_back == {row.line for row in table.rows}
    assert not lines & held_back
    assert all(f"issue.{it.code}" in WORDS[0] for it in read.issues)
    json.dumps([row.cells for row in table.rows], ensure_ascii=False).encode()
    return read


def ended_with(folder, content):
    path = folder / "listing.xlsx"
    path.write_bytes(content)
    return ended(path)


# Read within 1.5 GB, each in a process of its own.


def a_zip_bomb(part):
    """Return a workbook of which one part unpacks to 2 GB, packed once."""
    million = b" " * 1_000_000
    packer = zlib.compressobj(wbits=-15)
    block = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in PARTS.keys() - {part}:
            archive.writestr(name, PARTS[name])
        with archive.open(part, "w", force_zip64=True) as bomb:
            bomb.write(b"<sst>" if part == TEXTS else b"<worksheet>")
            start = bomb._compressor.flush(zlib.Z_FULL_FLUSH)
            bomb._fileobj.write(start)
            bomb._compress_size += len(start)
            bomb._compressor = SimpleNamespace(
                compress=lambda _: block, flush=lambda: b"\x03\x00"
            )
            for _ in range(2_000):
                bomb.write(million)
    return file.getvalue()


def a_small_claim():
    """Return a bomb of 100 MB whose directory says that it is small."""
    packed = zipped({**PARTS, SHEET: b"<worksheet>" + b" " * 100_000_000})
    claimed = struct.pack("<L", 100_000_011)
    assert claimed in packed
    return packed.replace(claimed, struct.pack("<L", 1_000))


def repeated_texts():
    """Return a workbook whose cells repeat one long text: 9 GB in all."""
    texts = f"<sst><si><t>{'x' * 90_000}</t></si></sst>"
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (line, line)
        for line in range(1, 100_001)
    )
    types = PARTS["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    return with_sheet(cells, **{TEXTS: texts, "[Content_Types].xml": types})


def sheets_of_one_part():
    sheets = "".join(
        f'<sheet name="s{at}" sheetId="{at}" r:id="rId1"/>' for at in range(1, 5_000)
    )
    book = PARTS["xl/workbook.xml"].decode()
    start, end = book.index("<sheets>") + 8, book.index("</sheets>")
    return zipped({**PARTS, "xl/workbook.xml": book[:start] + sheets + book[end:]})


BILLION_LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'lol'>%s]>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 10)
)
XXE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

LIMITED = {
    "sheet-of-2-gb": (lambda: a_zip_bomb(SHEET), "table_too_large"),
    "texts-of-2-gb": (lambda: a_zip_bomb(TEXTS), "table_too_large"),
    "small-claim": (a_small_claim, "file_not_a_table"),
    "repeated-texts": (repeated_texts, "table_too_large"),
    "last-cell": (
        lambda: with_sheet(b"<row>%s%s</row>" % (a_cell("A1"), a_cell("XFD1048576"))),
        "table_too_large",
    ),
    "deep-xml": (lambda: with_sheet(b"<a>" * 30_000_000), "file_not_a_table"),
    "many-cells": (
        lambda: with_sheet((b"<row>%s</row>" % (b"<c><v/></c>" * 900)) * 5_000),
        "table_too_large",
    ),
    "cell-of-10-mb-xlsx": (
        lambda: with_sheet(b"<row>%s</row>" % a_cell("A1", "x" * 10_000_000)),
        "table_too_large",
    ),
    "sheets-of-one-part": (sheets_of_one_part, "table_too_large"),
    "many-entries": (
        lambda: zipped({**PARTS, **{f"xl/{at}.xml": b"" for at in range(65_000)}}),
        "table_too_large",
    ),
    "million-columns": (lambda: b"name," * 1_000_000, "table_too_large"),
    "only-commas": (lambda: b"name\n" + b"," * 49_000_000, "table_too_large"),
    "cell-of-10-mb-csv": (lambda: b"name\n" + b"x" * 10_000_000, "csv_broken"),
    "only-lines": (lambda: b"\n" * 50_000_000, "table_too_large"),
    "million-rows": (
        lambda: b"name,services,postcode\n" + b"One,handover,LS1\n" * 1_000_000,
        "table_too_large",
    ),
    "wide-text": (
        lambda: ("\U0001f600" * 90_000 + "\n").encode() * 138,
        "columns_missing",
    ),
    "never-closed": (
        lambda: as_csv(GOOD) + b'"' + b"One,x\n" * 1_000_000,
        "csv_broken",
    ),
    "json-lists": (lambda: b"[" + b"[]," * 16_000_000, "table_too_large"),
    "json-names": (
        lambda: json.dumps([{f"n{at}": 1} for at in range(500_000)]).encode(),
        "table_too_large",
    ),
    "json-cell-of-10-mb": (
        lambda: b'[{"name": "%s"}]' % (b"x" * 10_000_000),
        "table_too_large",
    ),
    "json-number": (
        lambda: b'[{"name": %s}]' % (b"9" * 10_000_000),
        "table_too_large",
    ),
}


@pytest.mark.parametrize("name", LIMITED)
def test_the_largest_are_refused_within_seconds_and_little_memory(tmp_path, name):
    make, reason = LIMITED[name]
    path = tmp_path / "listing.xlsx"
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "tests.read_within_limits", path],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout)
    print(name, path.stat().st_size, told)
    assert told.get("refused") == reason
    assert told["seconds"] < 15
    assert told["megabytes"] < 1_200


# Read here: small, and wrong in one way each.


@pytest.mark.parametrize("before", [BILLION_LAUGHS, XXE], ids=["laughs", "external"])
def test_entities_are_neither_grown_nor_fetched(tmp_path, before):
    content = with_sheet(b"<row>%s</row>" % a_cell("A1", "&a9;"), before)
    assert ended_with(tmp_path, content) == "file_not_a_table"


def test_a_claim_of_a_vast_sheet_with_one_cell_costs_nothing(tmp_path):
    sheet = PARTS[SHEET].replace(b'ref="A1:G7"', b'ref="A1:XFD1048576"')
    assert sheet != PARTS[SHEET]
    assert len(ended_with(tmp_path, zipped({**PARTS, SHEET: sheet})).listings) == 6


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(tmp_path, method):
    assert ended_with(tmp_path, zipped(PARTS, method)) == "file_not_a_table"


def test_parts_in_another_encoding_are_refused(tmp_path):
    sheet = PARTS[SHEET].decode().encode("utf-16")
    parts = {**PARTS, SHEET: sheet}
    assert ended_with(tmp_path, zipped(parts)) == "file_not_a_table"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(500)
            + "EncryptedPackage".encode("utf-16-le"),
            "file_protected",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "file_not_a_table"),
        (
            zipped(
                {
                    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": "<office:document-content/>",
                }
            ),
            "file_not_a_table",
        ),
        (
            zipped(
                {
                    "[Content_Types].xml": PARTS["[Content_Types].xml"],
                    "word/document.xml": "<w:document/>",
                }
            ),
            "file_not_a_table",
        ),
        (zipped({"listing.xlsx": WORKBOOK}), "file_not_a_table"),
        (zipped({}), "file_not_a_table"),
    ],
    ids=["password", "xls", "ods", "docx", "nested", "no-entries"],
)
def test_other_files_named_as_workbooks_are_refused(tmp_path, content, reason):
    assert ended_with(tmp_path, content) == reason


def test_an_encrypted_entry_is_refused(tmp_path):
    content = bytearray(WORKBOOK)
    at = content.index(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    assert ended_with(tmp_path, bytes(content)) == "file_not_a_table"


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (1, '=HYPERLINK("http://example.org","Example")', "formula"),
        (1, '\u200e=HYPERLINK("http://example.org")', "formula"),
        (1, '\t=HYPERLINK("http://example.org")', "formula"),
        (1, "x" * 1_001, "text_too_long"),
        (0, "+example", "id_invalid"),
        (0, "@example", "id_invalid"),
        (0, "-example", "id_invalid"),
        (0, "exampl\u0435", "id_invalid"),
    ],
)
def test_deceiving_cells_hold_their_row_back(tmp_path, form, column, text, code):
    row = [*SOUND[:column], text, *SOUND[column + 1 :]]
    rows = [HEADINGS[:4], row]
    if form == "xlsx":
        # As text: openpyxl would make a formula of it.
        cells = b"".join(map(a_cell, ["A1", "B1", "C1", "D1"], HEADINGS))
        cells += b"".join(
            a_cell(f"{at}2", text.replace("<", "&lt;"))
            for at, text in zip("ABCD", row, strict=True)
        )
        read = ended_with(tmp_path, with_sheet(b"<row>%s</row>" % cells))
    else:
        read = ended_with(tmp_path, FORMS[form](rows))
    assert [issue.code for issue in read.issues] == [code]


@pytest.mark.parametrize(
    ("formula", "name"),
    [("<f>A1</f><v>Example</v>", "Example"), ("<f>A1</f>", None)],
)
def test_a_formula_is_the_value_saved_with_it_or_nothing(tmp_path, formula, name):
    cells = b"".join(map(a_cell, ["A1", "B1", "C1", "D1"], HEADINGS))
    cells += b"".join(map(a_cell, ["A2", "C2", "D2"], ["one", "handover", "LS1 4DY"]))
    cells += f'<c r="B2" t="str">{formula}</c>'.encode()
    read = ended_with(tmp_path, with_sheet(b"<row>%s</row>" % cells))
    assert [it.centre.name for it in read.listings] == [name] * bool(name)
    assert [it.code for it in read.issues] == ["name_missing"] * (not name)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "sign",
    ["\u202e", "\u200b", "\u200d", "\u2066", "\xad", "\ufeff", "\u3164", "\U000e0041"],
)
def test_signs_that_nobody_sees_are_removed(tmp_path, form, sign):
    row = [f"exam{sign}ple-9", f"{sign}Exam{sign}ple", *SOUND[2:]]
    heading = [f"i{sign}d", *HEADINGS[1:4]]
    read = ended_with(tmp_path, FORMS[form]([heading, row]))
    (listing,) = read.listings
    assert (listing.centre.id, listing.centre.name) == ("example-9", "Example")


def test_two_ids_alike_but_for_what_nobody_sees_are_one(tmp_path):
    rows = [HEADINGS[:4], SOUND, ["example\u200b-9", *SOUND[1:]]]
    read = ended_with(tmp_path, as_csv(rows))
    assert [it.code for it in read.issues] == ["id_repeated"]


@pytest.mark.parametrize("text", ["One\0", "One\x08", "One\ud800"])
def test_control_signs_and_halves_of_characters_are_removed(tmp_path, text):
    row = dict(zip(HEADINGS, ["one", text, *SOUND[2:]], strict=False))
    read = ended_with(tmp_path, json.dumps([row]).encode())
    assert [it.centre.name for it in read.listings] == ["One"]


def test_a_nul_in_csv_is_refused(tmp_path):
    content = as_csv(GOOD).replace(b"Free", b"Fr\0ee")
    assert ended_with(tmp_path, content) == "file_not_a_table"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 100_000, "json_broken"),
        ('[{"name": ' + "[" * 400 + "]" * 400 + "}]", "columns_missing"),
        ('[{"name": ' + '{"a":' * 900 + "1" + "}" * 900 + "}]", "columns_missing"),
        ('[{"name": ' + "[" * 990 + "]" * 990 + "}]", "json_broken"),
        ('[{"name": NaN}]', "json_broken"),
        ('[{"name": -Infinity}]', "json_broken"),
        ('[{"name": "One", "name": "Two"}]', "columns_repeated"),
        ('{"centres": [], "centres": [{"id": "x"}]}', "columns_repeated"),
        ('[{"name": "One"}] []', "json_broken"),
    ],
)
def test_deep_broken_and_doubled_json_is_refused(tmp_path, text, reason):
    assert ended_with(tmp_path, text.encode()) == reason


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 5_000, "0.0", "1e-999"])
def test_huge_numbers_in_json_hold_their_row_back(tmp_path, number):
    row = json.dumps(dict(zip(HEADINGS, SOUND, strict=False)))
    text = f'[{row[:-1]}, "latitude": {number}, "longitude": {number}}}]'
    assert not ended_with(tmp_path, text.encode()).listings


@pytest.mark.parametrize("seed", range(100))
def test_random_bytes_are_read_or_refused(tmp_path, seed):
    chance = random.Random(seed)
    start = chance.choice([b"", b"PK\x03\x04", b"\xff\xfe", b"[", b"\xef\xbb\xbf"])
    ended_with(tmp_path, start + chance.randbytes(chance.randrange(5_000)))


def test_truncated_workbooks_are_refused(tmp_path):
    for length in range(0, len(WORKBOOK), 37):
        assert isinstance(ended_with(tmp_path, WORKBOOK[:length]), str)


def test_workbooks_with_flipped_bits_are_read_or_refused(tmp_path):
    chance = random.Random(1)
    for _ in range(300):
        damaged = bytearray(WORKBOOK)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        ended_with(tmp_path, bytes(damaged))


def test_workbooks_with_changed_xml_are_read_or_refused(tmp_path):
    """The sums of the zip are right here, so the damage reaches the reader."""
    chance = random.Random(2)
    readable = [name for name in PARTS if name.startswith(("xl/", "_rels", "["))]
    for _ in range(500):
        name = chance.choice(readable)
        part = bytearray(PARTS[name])
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(part))
            part[at : at + chance.randrange(3)] = chance.choice(
                [
                    b"",
                    b"9",
                    b"-",
                    b"e",
                    b"9999999999",
                    b"s",
                    b"\xc3\xbf",
                    part[:at][-5:],
                ]
            )
        ended_with(tmp_path, zipped({**PARTS, name: bytes(part)}, zipfile.ZIP_STORED))


places = st.tuples(st.integers(0, 6), st.integers(0, 6))
mutations = st.one_of(
    st.tuples(st.just("swap"), places, places),
    st.tuples(st.just("double"), st.integers(0, 6), st.integers(0, 6)),
    st.tuples(st.just("move"), st.integers(0, 6), st.integers(0, 6)),
    st.tuples(
        st.just("write"),
        places,
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    ),
)
changed_bytes = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=3
)


def mutate(rows, kind, first, second):
    match kind:
        case "swap":
            (row, column), (other, another) = first, second
            kept = rows[row][column]
            rows[row][column] = rows[other][another]
            rows[other][another] = kept
        case "double":
            rows.insert(first, list(rows[second]))
        case "move":
            for row in rows:
                row.insert(first, row.pop(second))
        case "write":
            rows[first[0]][first[1]] = second


@pytest.mark.parametrize("form", FORMS)
@settings(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=st.lists(mutations, min_size=1, max_size=4), damage=changed_bytes)
def test_a_good_listing_changed_at_random_is_reported(tmp_path, form, changes, damage):
    rows = [list(row) for row in GOOD]
    for change in changes:
        mutate(rows, *change)
    content = bytearray(FORMS[form](rows))
    for at, byte in damage:
        content[at % len(content)] = byte
    ended_with(tmp_path, bytes(content))


@pytest.mark.parametrize("form", FORMS)
def test_the_good_listing_is_read_whole(tmp_path, form):
    read = ended_with(tmp_path, FORMS[form](GOOD))
    assert (len(read.listings), read.issues) == (6, ())
