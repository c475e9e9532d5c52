"""Form and address values into plain ones; a bad one is INVALID_INPUT and names its field."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sanitation.errors import Code, Problem

E = TypeVar("E", bound=StrEnum)


def refuse(field: str, got: str, wanted: str) -> Problem:
    """Make the problem of one field."""
    row = {"column": field, "got": got, "wanted": wanted}
    return Problem(Code.INVALID_INPUT, rows=(row,), field=field)


def text(form: Mapping[str, str], field: str, *, least: int = 0, most: int = 2000) -> str:
    """Return the field, stripped; refused when shorter or longer than allowed."""
    value = form.get(field, "").strip()
    if "\0" in value:
        raise refuse(field, "a NUL character", "text")
    if not least <= len(value) <= most:
        raise refuse(field, f"{len(value)} characters", f"{least} to {most} characters")
    return value


def integer(form: Mapping[str, str], field: str, *, least: int, most: int) -> int:
    """Return the field as a whole number within bounds."""
    value = form.get(field, "").strip()
    wanted = f"a whole number from {least} to {most}"
    if not value.lstrip("-").isascii() or not value.lstrip("-").isdigit():
        raise refuse(field, value, wanted)
    if not least <= int(value) <= most:
        raise refuse(field, value, wanted)
    return int(value)


def day(form: Mapping[str, str], field: str) -> date:
    """Return the field as a date."""
    value = form.get(field, "").strip()
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise refuse(field, value, "a date such as 2026-10-12") from error


def choice(form: Mapping[str, str], field: str, kind: type[E]) -> E:
    """Return the field as a member of an enumeration."""
    value = form.get(field, "").strip()
    try:
        return kind(value)
    except ValueError as error:
        raise refuse(field, value, "one of " + ", ".join(kind)) from error


def page_number(arguments: Mapping[str, str]) -> int:
    """Return the page asked for, from 1; anything else means the first."""
    value = arguments.get("page", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() else 1


def same(form: Mapping[str, str], field: str, again: str) -> str:
    """Return a field typed twice, as typed; refused when the two differ."""
    value = form.get(field, "")
    if value != form.get(again, ""):
        raise refuse(again, "another text", "the same text twice")
    return value


def optional_integer(
    form: Mapping[str, str], field: str, *, least: int, most: int
) -> int | None:
    """Return the field as a whole number within bounds; None where it is empty."""
    if not form.get(field, "").strip():
        return None
    return integer(form, field, least=least, most=most)
