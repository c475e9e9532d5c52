"""The workbook of a batch: three sheets, read strictly, made into statements. Pure."""

import io
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from sanitation.exchange.reading import refuse_faults, scan_sheet
from sanitation.exchange.spec import Choice, Column, Fault, Kind, Row, SheetSpec
from sanitation.fieldwork.rules import AnswerState, PhotoRole, SiteFound
from sanitation.fieldwork.statement import Fix, StatedAnswer, StatedPhoto, Statement

MOMENT = "2026-07-15 09:30"
NO = Column("record_no", "记录号", "record number", required=True, most=20, example="1")
FOUND = tuple(Choice(one.value, one.value, one.value) for one in SiteFound)
STATES = tuple(Choice(one.value, one.value, one.value) for one in AnswerState)
ROLES = tuple(Choice(one.value, one.value, one.value) for one in PhotoRole)


def _moment(key: str, name_zh: str, name_en: str, example: str) -> Column:
    """Return a required column of local times."""
    told = ("本地时间，如 2026-07-15 09:30", "local time, such as 2026-07-15 09:30")
    return Column(key, name_zh, name_en, required=True, example=example,
                  help_zh=told[0], help_en=told[1])  # fmt: skip


RECORDS = SheetSpec(
    "记录",
    "records",
    (
        NO,
        Column("site_id", "点位编号", "site number", required=True, most=54),
        _moment("arrived_at", "到达", "arrived", "2026-07-15 09:30"),
        _moment("left_at", "离开", "left", "2026-07-15 09:50"),
        Column("lat", "纬度", "latitude", Kind.DECIMAL, unit="°"),
        Column("lon", "经度", "longitude", Kind.DECIMAL, unit="°"),
        Column("accuracy_m", "精度", "accuracy", Kind.INTEGER, least=0, most=100_000, unit="m"),
        Column("site_state", "点位状态", "state of the site", Kind.CHOICE, required=True,
               choices=FOUND, example="open"),
        Column("note", "备注", "note", most=2000),
    ),
)  # fmt: skip
ANSWERS = SheetSpec(
    "指标",
    "indicators",
    (
        NO,
        Column("indicator", "指标", "indicator", required=True, most=20, example="MR01"),
        Column("state", "状态", "state", Kind.CHOICE, required=True, choices=STATES,
               example="counted"),
        Column("findings", "问题数", "findings", Kind.INTEGER, required=True, least=0, most=999),
        Column("reason", "原因", "reason", most=200),
    ),
)  # fmt: skip
PHOTOS = SheetSpec(
    "照片",
    "photos",
    (
        NO,
        Column("file", "文件名", "file", required=True, most=200, example="1-entry.jpg"),
        Column(
            "role",
            "用途",
            "role",
            Kind.CHOICE,
            required=True,
            choices=ROLES,
            example="entry",
        ),
        Column("indicator", "指标", "indicator", most=20),
        Column("finding_no", "问题序号", "finding number", Kind.INTEGER, least=1, most=999),
        _moment("taken_at", "拍摄时间", "taken", "2026-07-15 09:31"),
    ),
)
SHEETS = (RECORDS, ANSWERS, PHOTOS)


@dataclass(frozen=True, slots=True)
class Stated:
    """One record of the workbook: whose site, and the statement it makes."""

    site_id: str
    row: int
    statement: Statement


def template(language: str = "zh") -> bytes:
    """Return the empty workbook: keys in row 1, names in row 2, drop-downs."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for spec in SHEETS:
        sheet = book.create_sheet(spec.name(language))
        sheet.append([column.key for column in spec.columns])
        names = [f"{column.name_zh} {column.name_en}" for column in spec.columns]
        sheet.append([f"# {names[0]}", *names[1:]])
        for place, column in enumerate(spec.columns, 1):
            if column.choices:
                listed = ",".join(choice.value for choice in column.choices)
                rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=False)
                sheet.add_data_validation(rule)
                letter = sheet.cell(1, place).column_letter
                rule.add(f"{letter}3:{letter}10000")
        sheet.freeze_panes = "A3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheets(data: bytes, language: str = "zh") -> dict[str, tuple[Row, ...]]:
    """Read the three sheets; IMPORT_REFUSED lists every fault by sheet, row and column.

    FILE_TOO_LARGE or FILE_UNREADABLE for what is no workbook. language: of the messages.
    """
    found: dict[str, tuple[Row, ...]] = {}
    faults: list[Fault] = []
    for spec in SHEETS:
        scan = scan_sheet(data, "batch.xlsx", "", spec, language=language)
        if scan.rows.sheet in (spec.name_zh, spec.name_en):
            found[spec.name_zh] = scan.rows.rows
            faults += scan.faults
        else:
            faults.append(
                {"sheet": spec.name_zh, "column": "", "got": "", "wanted": "this sheet"}
            )
    refuse_faults(headed(faults, language))
    return found


def headed(faults: Sequence[Fault], language: str) -> tuple[Fault, ...]:
    """Name sheet and column of each fault as the reader's language heads them."""
    specs = {spec.name_zh: spec for spec in SHEETS}
    return tuple(
        {
            **fault,
            "sheet": specs[fault["sheet"]].name(language),
            "column": _heading(specs[fault["sheet"]], fault["column"], language),
        }
        if fault["sheet"] in specs
        else fault
        for fault in faults
    )


def _heading(spec: SheetSpec, key: str, language: str) -> str:
    return next((one.name(language) for one in spec.columns if one.key == key), key)


def statements(
    read: Mapping[str, tuple[Row, ...]],
    tasks: Mapping[str, tuple[str, str]],
    photos: Mapping[str, bytes],
    batch: str,
    zone: ZoneInfo,
) -> tuple[list[Stated], list[Fault]]:
    """Make the statements; tasks: site number -> (task handle, rubric digest)."""
    faults: list[Fault] = []
    made: list[Stated] = []
    seen: set[str] = set()
    sites: set[str] = set()
    for row in read[RECORDS.name_zh]:
        number, site_id = str(row.values["record_no"]), str(row.values["site_id"])
        wrong = list(_wrong(row, _of(read, PHOTOS, number), photos, zone))
        if number in seen:
            wrong.append(_fault(RECORDS, row, "record_no", number, "each number once"))
        if site_id not in tasks:
            wanted = "a site with an open task"
            wrong.append(_fault(RECORDS, row, "site_id", site_id, wanted))
        elif site_id in sites:
            wrong.append(_fault(RECORDS, row, "site_id", site_id, "each site once"))
        seen.add(number)
        sites.add(site_id)
        faults += wrong
        if not wrong:
            name = f"{batch}/{number}"
            one = _statement(row, read, tasks[site_id], photos, name, zone)
            made.append(Stated(site_id, row.number, one))
    return made, faults + _orphans(read, seen)


def _wrong(
    row: Row, shown: Sequence[Row], photos: Mapping[str, bytes], zone: ZoneInfo
) -> Iterator[Fault]:
    """Look at the cells of one record that only the city or the archive can judge."""
    for key in ("arrived_at", "left_at"):
        if _time(row.values[key], zone) is None:
            yield _fault(RECORDS, row, key, str(row.values[key]), MOMENT)
    for photo in shown:
        if _time(photo.values["taken_at"], zone) is None:
            yield _fault(PHOTOS, photo, "taken_at", str(photo.values["taken_at"]), MOMENT)
        name = str(photo.values["file"])
        if name not in photos:
            yield _fault(PHOTOS, photo, "file", name, "a file of the archive")


def _of(read: Mapping[str, tuple[Row, ...]], spec: SheetSpec, number: str) -> list[Row]:
    rows = read[spec.name_zh]
    return [row for row in rows if str(row.values["record_no"]) == number]


def _orphans(read: Mapping[str, tuple[Row, ...]], numbers: set[str]) -> list[Fault]:
    rows = ((spec, row) for spec in (ANSWERS, PHOTOS) for row in read[spec.name_zh])
    return [
        _fault(
            spec, row, "record_no", str(row.values["record_no"]), "a number of sheet 记录"
        )
        for spec, row in rows
        if str(row.values["record_no"]) not in numbers
    ]


def unnamed(
    read: Mapping[str, tuple[Row, ...]], photos: Mapping[str, bytes]
) -> Iterator[Fault]:
    """List the files of the archive that no row names."""
    for name in sorted(photos.keys() - _naming(read).keys()):
        yield _file_fault("", name, "a row that names it")


def unfit(read: Mapping[str, tuple[Row, ...]], wrong: Mapping[str, str]) -> Iterator[Fault]:
    """Tell of each file that is no photo which row names it; wrong: name -> why."""
    rows = _naming(read)
    for name, why in sorted(wrong.items()):
        yield _file_fault(str(rows[name].number) if name in rows else "", name, why)


def _naming(read: Mapping[str, tuple[Row, ...]]) -> dict[str, Row]:
    return {str(row.values["file"]): row for row in read[PHOTOS.name_zh]}


def _file_fault(row: str, name: str, wanted: str) -> Fault:
    return {"sheet": PHOTOS.name_zh, "row": row, "column": "file", "got": name,
            "wanted": wanted}  # fmt: skip


def _statement(
    row: Row,
    read: Mapping[str, tuple[Row, ...]],
    task: tuple[str, str],
    photos: Mapping[str, bytes],
    name: str,
    zone: ZoneInfo,
) -> Statement:
    number = str(row.values["record_no"])
    left = _moment_of(row, "left_at", zone)
    return Statement(
        record=str(uuid.UUID(bytes=sha256(name.encode()).digest()[:16], version=4)),
        task=task[0],
        rubric=task[1],
        arrived_at=_moment_of(row, "arrived_at", zone),
        left_at=left,
        sealed_at=left,
        fix=_fix(row.values),
        site_found=SiteFound(str(row.values["site_state"])),
        answers=tuple(_answer(one.values) for one in _of(read, ANSWERS, number)),
        photos=tuple(_photo(one, photos, zone) for one in _of(read, PHOTOS, number)),
        note=str(row.values.get("note") or ""),
    )


def _answer(values: Mapping[str, Any]) -> StatedAnswer:
    return StatedAnswer(
        str(values["indicator"]),
        AnswerState(str(values["state"])),
        int(values["findings"]),
        str(values.get("reason") or ""),
    )


def _photo(row: Row, photos: Mapping[str, bytes], zone: ZoneInfo) -> StatedPhoto:
    values: Mapping[str, Any] = row.values
    data = photos[str(values["file"])]
    media = {b"\x89PNG": "image/png", b"RIFF": "image/webp"}.get(data[:4], "image/jpeg")
    return StatedPhoto(
        sha256(data).hexdigest(),
        len(data),
        media,
        PhotoRole(str(values["role"])),
        str(values.get("indicator") or ""),
        int(values.get("finding_no") or 0),
        _moment_of(row, "taken_at", zone),
    )


def _fix(values: Mapping[str, Any]) -> Fix | None:
    lon, lat = values.get("lon"), values.get("lat")
    if not isinstance(lon, Decimal) or not isinstance(lat, Decimal):
        return None
    return Fix(int(lon * 10**7), int(lat * 10**7), int(values.get("accuracy_m") or 0))


def _time(value: Any, zone: ZoneInfo) -> datetime | None:
    """Read a time as a person types it or a spreadsheet keeps it; None if it is none.

    A date alone is none: midnight would look like a visit at night.
    """
    try:
        found = datetime.fromisoformat(str(value))
        dated = found if found.tzinfo else found.replace(tzinfo=zone)
        dated.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return dated if ":" in str(value) else None


def _moment_of(row: Row, key: str, zone: ZoneInfo) -> datetime:
    found = _time(row.values[key], zone)
    if found is None:
        raise ValueError(f"row {row.number}: {row.values[key]!r} was not checked")
    return found


def _fault(spec: SheetSpec, row: Row, column: str, got: str, wanted: str) -> Fault:
    return {"sheet": spec.name_zh, "row": str(row.number), "column": column, "got": got,
            "wanted": wanted}  # fmt: skip
