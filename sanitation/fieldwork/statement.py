"""The statement of one visit: the JSON a device sealed, parsed strictly. Pure.

Every door (page, workbook) makes the same statement, so every record is checked by the
same rules. A fault is INVALID_INPUT and names the place in the statement.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sanitation.errors import Code, Problem
from sanitation.fieldwork.rules import AnswerState, PhotoRole, SiteFound

E = TypeVar("E", bound=StrEnum)
DIGEST = re.compile(r"[0-9a-f]{64}")
RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True, slots=True)
class Fix:
    """A position as the device gave it: 1e-7 degree, WGS84, metres."""

    lon_e7: int
    lat_e7: int
    accuracy_m: int


@dataclass(frozen=True, slots=True)
class StatedAnswer:
    """How one indicator ended on the spot."""

    item: str
    state: AnswerState
    findings: int
    reason: str


@dataclass(frozen=True, slots=True)
class StatedPhoto:
    """A photo the statement names."""

    sha256: str
    size: int
    media_type: str
    role: PhotoRole
    item: str
    finding: int
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything one visit says."""

    record: str
    task: str
    rubric: str
    arrived_at: datetime
    left_at: datetime
    sealed_at: datetime
    fix: Fix | None
    site_found: SiteFound
    answers: tuple[StatedAnswer, ...]
    photos: tuple[StatedPhoto, ...]
    note: str


def parse(data: bytes) -> Statement:
    """Read a statement; INVALID_INPUT names the first fault's place in it."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _fault("$", "not JSON", "a JSON object in UTF-8") from error
    at = _Reader(raw, "$")
    position = at.value.get("position") if isinstance(at.value, dict) else None
    return Statement(
        record=at.text("record", RECORD.fullmatch),
        task=at.text("task"),
        rubric=at.text("rubric", DIGEST.fullmatch),
        arrived_at=at.instant("arrived_at"),
        left_at=at.instant("left_at"),
        sealed_at=at.instant("sealed_at"),
        fix=_fix(_Reader(position, "$.position")) if position is not None else None,
        site_found=at.choice("site_state", SiteFound),
        answers=tuple(_answer(entry) for entry in at.entries("answers")),
        photos=tuple(_photo(entry) for entry in at.entries("photos")),
        note=at.optional("note"),
    )


def dump(statement: Statement) -> bytes:
    """Write a statement as the bytes a device would send; `parse` gives it back."""
    fix = statement.fix
    body = {
        "record": statement.record,
        "task": statement.task,
        "rubric": statement.rubric,
        "arrived_at": statement.arrived_at.isoformat(),
        "left_at": statement.left_at.isoformat(),
        "sealed_at": statement.sealed_at.isoformat(),
        "position": fix
        and {
            "lat": fix.lat_e7 / 1e7,
            "lon": fix.lon_e7 / 1e7,
            "accuracy_m": fix.accuracy_m,
        },
        "site_state": statement.site_found.value,
        "answers": [_answer_out(answer) for answer in statement.answers],
        "photos": [_photo_out(photo) for photo in statement.photos],
        "note": statement.note,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def _fix(at: "_Reader") -> Fix:
    lon, lat = at.number("lon", -180, 180), at.number("lat", -90, 90)
    accuracy = at.number("accuracy_m", 0, 1e6)
    return Fix(round(lon * 1e7), round(lat * 1e7), round(accuracy))


def _answer(at: "_Reader") -> StatedAnswer:
    state = at.choice("state", AnswerState)
    findings = at.integer("findings", 0, 999)
    if state is not AnswerState.COUNTED and findings:
        raise _fault(f"{at.path}.findings", str(findings), "0 where nothing was counted")
    return StatedAnswer(at.text("item"), state, findings, at.optional("reason", 200))


def _photo(at: "_Reader") -> StatedPhoto:
    return StatedPhoto(
        sha256=at.text("sha256", DIGEST.fullmatch),
        size=at.integer("size", 1, 15_000_000),
        media_type=at.text("type", PHOTO_TYPES.__contains__),
        role=at.choice("role", PhotoRole),
        item=at.optional("item"),
        finding=at.integer("finding", 0, 999) if at.value.get("finding") is not None else 0,
        taken_at=at.instant("taken_at"),
    )


def _answer_out(answer: StatedAnswer) -> dict[str, object]:
    return {
        "item": answer.item,
        "state": answer.state.value,
        "findings": answer.findings,
        "reason": answer.reason,
    }


def _photo_out(photo: StatedPhoto) -> dict[str, object]:
    return {
        "sha256": photo.sha256,
        "size": photo.size,
        "type": photo.media_type,
        "role": photo.role.value,
        "item": photo.item or None,
        "finding": photo.finding or None,
        "taken_at": photo.taken_at.isoformat(),
    }


def _fault(place: str, got: str, wanted: str) -> Problem:
    row = {"column": place, "got": got[:80], "wanted": wanted}
    return Problem(Code.INVALID_INPUT, rows=(row,), field=place)


class _Reader:
    """Reads the members of one JSON object, naming the place of every fault."""

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise _fault(path, type(value).__name__, "an object")
        self.value: Mapping[str, Any] = value
        self.path = path

    def text(self, name: str, fits: Callable[[str], object] | None = None) -> str:
        value = self.value.get(name)
        if not isinstance(value, str) or not value or (fits and not fits(value)):
            raise _fault(f"{self.path}.{name}", repr(value), "text of the right form")
        return value

    def optional(self, name: str, most: int = 2000) -> str:
        value = self.value.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > most:
            wanted = f"text up to {most} characters"
            raise _fault(f"{self.path}.{name}", repr(value), wanted)
        return value

    def integer(self, name: str, least: int, most: int) -> int:
        value = self.value.get(name)
        if type(value) is not int or not least <= value <= most:
            raise _fault(
                f"{self.path}.{name}", repr(value), f"a whole number {least}-{most}"
            )
        return value

    def number(self, name: str, least: float, most: float) -> float:
        value = self.value.get(name)
        if type(value) not in {int, float} or not least <= value <= most:  # type: ignore[operator]
            raise _fault(f"{self.path}.{name}", repr(value), f"a number {least}-{most}")
        return float(value)  # type: ignore[arg-type]

    def choice(self, name: str, kind: type[E]) -> E:
        try:
            return kind(self.value.get(name, ""))
        except ValueError as error:
            wanted = "one of " + ", ".join(kind)
            raise _fault(
                f"{self.path}.{name}", repr(self.value.get(name)), wanted
            ) from error

    def instant(self, name: str) -> datetime:
        value = self.value.get(name)
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else None
            if found is not None and found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):  # the first day of year 1, seen from the east
            pass
        raise _fault(f"{self.path}.{name}", repr(value), "an ISO time with its zone")

    def entries(self, name: str) -> list["_Reader"]:
        value = self.value.get(name)
        if not isinstance(value, list) or len(value) > 400:
            raise _fault(f"{self.path}.{name}", type(value).__name__, "a list")
        return [
            _Reader(entry, f"{self.path}.{name}[{number}]")
            for number, entry in enumerate(value)
        ]
