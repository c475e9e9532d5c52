"""How the command line shows values: tables for people, JSON for scripts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import click
from rich.cells import cell_len

GAP = "  "


def show_rows(rows: Iterable[Any], columns: Sequence[str], *, as_json: bool) -> None:
    """Print rows (frozen dataclasses) as a table of these fields, or all fields as JSON.

    JSON is one array on standard output and nothing else, so that a script may read it.
    """
    rows = list(rows)
    if as_json:
        _print_json([plain(row) for row in rows])
    elif rows:
        for line in table(rows, columns):
            click.echo(line)


def show_one(value: Any, *, as_json: bool) -> None:
    """Print one dataclass, field by field, what it contains indented under it."""
    if as_json:
        _print_json(plain(value))
    else:
        for line in _described(value, ""):
            click.echo(line)


def say(text: str, *, as_json: bool) -> None:
    """Print a sentence beside a table; with JSON the array alone stands on the output."""
    if not as_json:
        click.echo(text)


def table(rows: Sequence[Any], columns: Sequence[str]) -> list[str]:
    """Align the fields of rows under their names; a Chinese character is two cells wide."""
    lines = [tuple(columns)]
    lines += [tuple(cell(getattr(row, name)) for name in columns) for row in rows]
    widths = [max(cell_len(line[n]) for line in lines) for n in range(len(columns))]
    return [
        GAP.join(
            text + " " * (width - cell_len(text))
            for text, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    ]


def cell(value: Any) -> str:
    """Write a value as one word of a table; nothing is a dash."""
    if value is None or value in ("", ()):
        return "-"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, tuple | list):
        return ",".join(cell(one) for one in value)
    return str(plain(value))


def plain(value: Any) -> Any:
    """Turn a value into what JSON has: dataclasses and mappings to objects, the rest to text."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return value if isinstance(value, str | int | float | None) else str(value)


def _described(value: Any, indent: str) -> list[str]:
    named = {one.name: getattr(value, one.name) for one in fields(value)}
    simple = {name: one for name, one in named.items() if not _nested(one)}
    width = max((len(name) for name in simple), default=0)
    lines = [f"{indent}{name:<{width}}{GAP}{cell(one)}" for name, one in simple.items()]
    for name, one in named.items():
        if _nested(one):
            lines += [f"{indent}{name}", *_inside(one, indent + GAP)]
    return lines


def _nested(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and (is_dataclass(value[0]) or isinstance(value[0], tuple))
    return is_dataclass(value) or (isinstance(value, Mapping) and bool(value))


def _inside(value: Any, indent: str) -> list[str]:
    if is_dataclass(value):
        return _described(value, indent)
    if isinstance(value, Mapping):
        return [f"{indent}{cell(key)}{GAP}{_counted(one)}" for key, one in value.items()]
    if is_dataclass(value[0]):
        columns = [one.name for one in fields(value[0])]
        return [indent + line for line in table(value, columns)]
    return [indent + GAP.join(cell(one) for one in line) for line in value]


def _counted(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{cell(key)} {cell(one)}" for key, one in value.items())
    return cell(value)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
