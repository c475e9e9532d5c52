"""Checked access to the values of a TOML file: every fault names its key and the remedy."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.vocabulary import RubricError

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
MOST = 10**12  # far above any count or weight, and its products still fit
NOTHING: Any = object()


@dataclass(frozen=True, slots=True)
class Node:
    """One table of the file and the way to it, such as `steps[3]`."""

    where: str
    values: Mapping[str, Any]

    def fail(self, key: str, remedy: str) -> RubricError:
        """Say what is wrong at a key, and what to write instead."""
        place = f"{self.where}.{key}" if self.where else key
        got = self.values.get(key, NOTHING)
        found = "it is missing" if got is NOTHING else f"got {got!r}"
        return RubricError(f"{place}: {found}; {remedy}")

    def only(self, known: Collection[str]) -> None:
        """Refuse a key that is not in the list."""
        for key in self.values:
            if key not in known:
                wanted = ", ".join(sorted(known))
                place = f"{self.where}.{key}" if self.where else key
                raise RubricError(f"{place}: unknown key; remove it or use one of {wanted}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; default None = must be there."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (value == "" and default is None):
            raise self.fail(key, "write a text in quotes")
        return value

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """Return one of a few words."""
        value = self.text(key, default)
        if value not in known:
            raise self.fail(key, f"write one of {', '.join(known)}")
        return value

    def whole(self, key: str, default: int | None = None, least: int | None = None) -> int:
        """Return a whole number."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fail(key, "write a whole number")
        if least is not None and value < least:
            raise self.fail(key, f"write a whole number of at least {least}")
        if abs(value) > MOST:
            raise self.fail(key, f"write a whole number of at most {MOST}")
        return value

    def number(self, key: str, default: int | None = None) -> Fraction:
        """Return an exact number: an integer, or a decimal in quotes."""
        value = self.values.get(key, default)
        exact = exact_number(value)
        if exact is None:
            raise self.fail(key, 'write a whole number, or a decimal in quotes like "0.5"')
        return exact

    def day(self, key: str) -> date:
        """Return a TOML date."""
        value = self.values.get(key)
        if type(value) is not date:
            raise self.fail(key, "write a date without quotes, such as 2026-01-01")
        return value

    def yes(self, key: str) -> bool:
        """Return true or false; false where absent."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, "write true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fail(key, 'write a list of texts such as ["V01"]')
        return tuple(value)

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers; empty where absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(type(one) is int for one in value):
            raise self.fail(key, "write a list of whole numbers such as [12, 1, 2]")
        return tuple(value)

    def table(self, key: str) -> "Node":
        """Return a table inside this one; empty where absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, "write a table { key = value }")
        return Node(f"{self.where}.{key}" if self.where else key, value)

    def tables(self, key: str) -> Iterator["Node"]:
        """Return the tables of a list inside this one; none where absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.fail(key, "write a list of tables [{ ... }]")
        place = f"{self.where}.{key}" if self.where else key
        return (Node(f"{place}[{number}]", one) for number, one in enumerate(value, 1))


def exact_number(value: object) -> Fraction | None:
    """Read an integer or a decimal string; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Fraction(value) if abs(value) <= MOST else None
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return Fraction(value)
    return None


def refuse_floats(value: object, where: str = "") -> None:
    """Refuse a TOML float anywhere in the file: it is not the number that was written."""
    if isinstance(value, float):
        raise RubricError(f'{where}: got {value}; write the decimal in quotes: "{value}"')
    if isinstance(value, dict):
        for key, inner in value.items():
            refuse_floats(inner, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            refuse_floats(inner, f"{where}[{number}]")
