"""A published method as a small data file, parsed and checked.

    parse(data: bytes) -> Rubric

The bytes are a TOML file of the schema "sanrubric/1"; the rubric is known by their SHA-256.
There are no expressions: a rubric can only name the rules of `scoring.vocabulary.Rule`.
Decimals are written as texts and read as exact fractions; a float is an error.
"""

import hashlib
import tomllib
from typing import Any

from scoring import checks, parts
from scoring.method import Rubric
from scoring.places import line_at, lines_of
from scoring.reading import Node, refuse_floats
from scoring.steps import read_step
from scoring.tables import read_table
from scoring.vocabulary import RubricError

__all__ = ["Rubric", "parse"]

SCHEMA = "sanrubric/1"
KEYS = (
    *("schema", "id", "version", "from", "method", "levels", "inputs", "codes", "groups"),
    *("items", "states", "on_fail", "tables", "steps", "publish"),
)


def parse(data: bytes) -> Rubric:
    """Read and check a rubric; RubricError says which line is wrong and what to write."""
    text, values = _toml(data)
    try:
        refuse_floats(values)
        root = Node("", values)
        root.only(KEYS)
        root.choice("schema", (SCHEMA,))
        rubric = _rubric(root, hashlib.sha256(data).hexdigest())
        checks.check(rubric)
    except RubricError as error:
        line = line_at(lines_of(text), error.place)
        raise RubricError(
            str(error) if line is None else f"line {line}: {error}"
        ) from error
    return rubric


def _toml(data: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = data.decode("utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise RubricError("the file is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise RubricError(f"the TOML cannot be read: {error}") from error
    except (RecursionError, ValueError) as error:
        raise RubricError("the TOML cannot be read: nested or written too long") from error


def _rubric(root: Node, sha256: str) -> Rubric:
    codes = {
        name: parts.read_codes(root.table("codes").table(name))
        for name in _keys(root, "codes")
    }
    tables = {
        name: read_table(root.table("tables"), name) for name in _keys(root, "tables")
    }
    return Rubric(
        id=root.text("id"),
        version=root.whole("version", least=1),
        first=root.day("from"),
        method=root.text("method"),
        sha256=sha256,
        levels=parts.read_levels(root),
        inputs=tuple(parts.read_input(node) for node in root.tables("inputs")),
        codes=codes,
        groups=tuple(parts.read_group(node) for node in root.tables("groups")),
        items=tuple(parts.read_item(node, codes) for node in root.tables("items")),
        states=parts.read_states(root.table("states")),
        on_fail={
            key: parts.read_given(root.table("on_fail"), key)
            for key in _keys(root, "on_fail")
        },
        tables=tables,
        steps=tuple(read_step(node, tables) for node in root.tables("steps")),
        publish=parts.read_publish(root.table("publish")),
    )


def _keys(root: Node, name: str) -> tuple[str, ...]:
    return tuple(root.table(name).values)
