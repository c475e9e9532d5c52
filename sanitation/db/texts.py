"""Refuses a text no column could keep, by the field's name, before it is written.

SQLite keeps a text of any length and any sign; PostgreSQL fails on a long one and on NUL
with an error nobody can act on. Here both refuse alike.
"""

from functools import cache
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapper, Session, object_mapper

from sanitation.errors import Code, Problem


def check_texts(session: Session, *_flush: Any) -> None:
    """Look at every row about to be written; INVALID_INPUT names the first bad field."""
    for row in (*session.new, *session.dirty):
        for name, most in _limits(object_mapper(row)):
            value = row.__dict__.get(name)  # what is not loaded was not changed
            if isinstance(value, str):
                _check(name, value, most)


def _check(name: str, value: str, most: int | None) -> None:
    if most is not None and len(value) > most:
        raise _problem(name, str(len(value)), f"at most {most} characters")
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise _problem(name, "?", "text without control signs")


def _problem(name: str, got: str, wanted: str) -> Problem:
    row = {"column": name, "got": got, "wanted": wanted}
    return Problem(Code.INVALID_INPUT, rows=(row,), field=name, wanted=wanted)


@cache
def _limits(mapper: Mapper[Any]) -> tuple[tuple[str, int | None], ...]:
    """Return a model's text attributes with the length of each; None where unlimited."""
    return tuple(
        (attribute.key, column.type.length)
        for attribute in mapper.column_attrs
        for column in attribute.columns
        if isinstance(column.type, String)
    )
