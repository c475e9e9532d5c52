"""Dated values a city decides, each with who chose it and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sanitation.errors import Code, Problem

PRODUCT_DEFAULT = "product default"

Value = int | str | bool


@dataclass(frozen=True, slots=True)
class Default:
    """A value somebody chose, since a day; replaced by a later row, never edited.

    label: "product default" where it is this product's choice, not the city's.
    """

    key: str
    value: Value
    unit: str
    label: str
    valid_from: date
    valid_to: date | None
    version: int
    source: str
    note_zh: str
    note_en: str

    @property
    def is_product_default(self) -> bool:
        """Tell whether screens and bulletins must say 本产品默认值."""
        return self.label == PRODUCT_DEFAULT

    def holds(self, day: date) -> bool:
        """Tell whether the row is in force on a day, both ends included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def latest(rows: Iterable[Default]) -> dict[str, Default]:
    """Return the row of each key that was made last."""
    return {row.key: row for row in sorted(rows, key=_age)}


def held(rows: Iterable[Default], key: str, day: date) -> Default | None:
    """Return the row of a key in force on a day; of two, the later one."""
    found = [row for row in rows if row.key == key and row.holds(day)]
    return max(found, key=_age, default=None)


def _age(row: Default) -> tuple[date, int]:
    return row.valid_from, row.version


def missing(key: str) -> Problem:
    """Return the refusal of a city that leaves a key empty."""
    return Problem(
        Code.INVALID_INPUT,
        file="defaults.toml",
        key=key,
        remedy=f'add a [[default]] with key = "{key}" to defaults.toml of the city',
    )


def wrong_kind(row: Default, wanted: str) -> Problem:
    """Return the refusal of a value of another kind than the product reads."""
    return Problem(
        Code.INVALID_INPUT,
        file="defaults.toml",
        key=row.key,
        got=str(row.value),
        remedy=f"write {wanted}",
    )
