"""The parts of an XLSX file, unpacked within limits and looked through.

What goes to the reader of the workbook is a new zip, of only the parts that were
looked through here: it never sees the one that was given.
"""

import io
import struct
import zipfile
import zlib
from xml.parsers import expat

from finder.sheet_looks import TEXTS, Look, NotWorkbook
from finder.table_limits import TooMuch

MOST_ENTRIES = 2_000

_DIRECTORY_ENTRY = b"PK\x01\x02"
_CHUNK = 1 << 18


def checked_workbook(content: bytes) -> io.BytesIO:
    """Return a workbook of the same cells, safe to read.

    Raises `NotWorkbook` or `TooMuch`.
    """
    if content.count(_DIRECTORY_ENTRY) > MOST_ENTRIES:
        raise TooMuch
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _copied(archive)
    except TooMuch:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        struct.error,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        OverflowError,
    ) as problem:
        raise NotWorkbook from problem


def _copied(archive: zipfile.ZipFile) -> io.BytesIO:
    parts = [part for part in archive.infolist() if _is_read(part.filename)]
    names = [part.filename.casefold() for part in parts]
    if "xl/workbook.xml" not in names or len(set(names)) < len(names):
        raise NotWorkbook
    # The cells name the texts that they share, which are read first.
    parts.sort(key=lambda part: part.filename.casefold() != TEXTS)
    look, copy = Look(), io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as safe:
        for part in parts:
            _copy_part(archive, part, look, safe)
    copy.seek(0)
    return copy


def _is_read(name: str) -> bool:
    folded = name.casefold()
    return folded == "[content_types].xml" or (
        folded.startswith(("xl/", "_rels/")) and folded.endswith((".xml", ".rels"))
    )


def _copy_part(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    look: Look,
    safe: zipfile.ZipFile,
) -> None:
    # Other methods unpack without a bound.
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotWorkbook
    parser = look.parser_of(part.filename)
    with archive.open(part) as packed, safe.open(part.filename, "w") as file:
        while chunk := packed.read(_CHUNK):
            look.take(chunk)
            parser.Parse(chunk, False)
            file.write(chunk)
        parser.Parse(b"", True)
