"""A file as a grid of raw cells: CSV by the standard reader, xlsx by a fast one.

An xlsx is unpacked once beforehand, so that a small file that would grow beyond the limits
is refused before the fast reader sees it.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from stat import S_ISLNK
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook

from sanitation.errors import Code, Problem
from sanitation.exchange.spec import Limits, SheetSpec

ENCODINGS = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A cell with a formula but no stored value, or with an error as its value.
BROKEN = re.compile(
    rb"<(?:\w+:)?c\b(?P<marks>[^>]*)>\s*(?:"
    rb"(?P<formula><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>))"
    rb"|<(?:\w+:)?c\b(?P<error>[^>]*\bt=\"e\"[^>]*)>"
)
PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


@dataclass(frozen=True, slots=True)
class Grid:
    """Raw cells by row, from the first; broken: (row, column) -> whether it is an error.

    rows can be gone through once: a CSV is read as it is asked for.
    """

    sheet: str
    rows: Iterator[list[Any]]
    broken: dict[tuple[int, int], bool]


def grid_of(
    data: bytes, filename: str, encoding: str, spec: SheetSpec, limits: Limits
) -> Grid:
    """Open a file by its ending; a CSV needs to be told its encoding.

    FILE_TOO_LARGE, FILE_UNREADABLE, or INVALID_INPUT where the encoding was not said.
    """
    if len(data) > limits.packed:
        raise Problem(Code.FILE_TOO_LARGE, limit=f"{limits.packed // 2**20} MB")
    ending = filename.rpartition(".")[2].casefold()
    if ending == "xlsx":
        return _workbook(data, spec, limits)
    if ending in {"csv", "txt"}:
        return Grid("", _csv_rows(data, _codec(encoding), encoding, limits), {})
    raise Problem(Code.FILE_UNREADABLE, file=filename)


def _codec(encoding: str) -> str:
    codec = ENCODINGS.get(encoding.strip().casefold())
    if codec is None:
        said = {"column": "encoding", "got": encoding, "wanted": ", ".join(ENCODINGS)}
        raise Problem(Code.INVALID_INPUT, rows=(said,), field="encoding")
    return codec


def _csv_rows(
    data: bytes, codec: str, encoding: str, limits: Limits
) -> Iterator[list[str]]:
    """Give row after row: a register of a million never lies in memory as texts."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(data), codec, newline=""), strict=True)
    try:
        for number, row in enumerate(reader):
            if number > limits.rows + 10:
                return  # the reader of the sheet says that there are too many
            yield row
    except UnicodeDecodeError as error:
        line = _undecoded(data, codec)
        bad = {"row": line, "column": "", "got": "?", "wanted": encoding}
        raise Problem(Code.FILE_UNREADABLE, rows=(bad,), encoding=encoding) from error
    except csv.Error as error:
        bad = {"row": str(reader.line_num), "column": "", "got": "?", "wanted": "CSV"}
        raise Problem(Code.FILE_UNREADABLE, rows=(bad,)) from error


def _undecoded(data: bytes, codec: str) -> str:
    """Return the line with the first sign that is none; the stream knows only its part."""
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return str(data[: error.start].count(b"\n") + 1)
    return ""


def _workbook(data: bytes, spec: SheetSpec, limits: Limits) -> Grid:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, limits)
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            name = _chosen(book.sheet_names, spec)
            broken = _broken(archive.read(_member_of(archive, name)))
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (
        zipfile.BadZipFile,
        CalamineError,
        ElementTree.ParseError,
        DefusedXmlException,
        NotImplementedError,  # a way of packing this machine does not know
        RuntimeError,  # a password
        KeyError,
        EOFError,
    ) as error:
        raise Problem(Code.FILE_UNREADABLE) from error
    if len(rows) > limits.rows + 10:
        rows = rows[: limits.rows + 11]
    return Grid(name, iter(rows), broken)


def _check_archive(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Unpack every member within the limits; macros, links and odd names are refused."""
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > limits.members or total > limits.unpacked:
        told = f"{limits.unpacked // 2**20} MB, {limits.members} parts"
        raise Problem(Code.FILE_TOO_LARGE, limit=told)
    for member in members:
        name = member.filename
        outside = name.startswith(("/", "\\")) or ".." in name.split("/") or ":" in name
        if outside or S_ISLNK(member.external_attr >> 16):
            raise Problem(Code.FILE_UNREADABLE, part=name)
        if name.casefold().endswith("vbaproject.bin"):
            raise Problem(Code.FILE_UNREADABLE, part="macros")
        with archive.open(member) as stream:  # its size and checksum must be as announced
            while stream.read(1 << 20):
                pass
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise Problem(Code.FILE_UNREADABLE, part="macros")


def _chosen(names: list[str], spec: SheetSpec) -> str:
    """Return the sheet that bears the name of the template's, else the first one."""
    named = [name for name in names if name in (spec.name_zh, spec.name_en)]
    return (named or names)[0]


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = targets[element.get(RELATION)]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _broken(xml: bytes) -> dict[tuple[int, int], bool]:
    found = {}
    for match in BROKEN.finditer(xml):
        marks = match["error"] or match["marks"] or b""
        if place := PLACE.search(marks):
            found[int(place[2]), _column(place[1])] = match["error"] is not None
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
