"""Finds rubric files and the words people read for their indicators.

A rubric lies in the folder of its city or among those that come with the product; the
city's own wins. Its bytes are what a plan pins, so they are handed out unread.

A new version is a new file beside the old one, `rubric-2.toml`, with the first day it is in
force as its `from`: nothing that was ever used is edited.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sanitation.catalog.city import City
from sanitation.catalog.files import Faults, toml_root
from sanitation.errors import Code, Problem

SHIPPED = Path(__file__).with_name("rubrics")
TEXTS = ".texts.toml"

Text = Mapping[str, str]  # name_zh, name_en, finding_zh, finding_en, severity


@dataclass(frozen=True, slots=True)
class RubricFile:
    """A rubric the catalog holds; own: it lies in the city's folder."""

    id: str
    version: int
    first: date  # the first day it is in force
    path: Path
    own: bool


def rubric_versions(city: City) -> tuple[RubricFile, ...]:
    """Return every version of every rubric a city may use, by id and first day.

    In the city's own folder each file named rubric*.toml is one; where the city has a
    rubric of its own, those of the same id that come with the product do not count.
    """
    shipped = [_read(path, own=False) for path in _rubrics_in(SHIPPED, "*.toml")]
    folder = Path(city.folder)
    own = [_read(path, own=True) for path in _rubrics_in(folder, "rubric*.toml")]
    taken = {file.id for file in own}
    every = [*own, *(file for file in shipped if file.id not in taken)]
    return tuple(sorted(every, key=lambda file: (file.id, file.first, file.version)))


def rubric_files(city: City, day: date | None = None) -> tuple[RubricFile, ...]:
    """Return the version of each rubric in force on a day, by id; without one the latest."""
    held = (file for file in rubric_versions(city) if day is None or file.first <= day)
    found = {file.id: file for file in held}
    return tuple(found[name] for name in sorted(found))


def is_shipped(city: City, rubric_id: str) -> bool:
    """Tell whether a rubric is this product's choice, not one out of the city's folder."""
    return any(file.id == rubric_id and not file.own for file in rubric_versions(city))


def rubric_bytes(
    city: City, rubric_id: str | None = None, day: date | None = None
) -> bytes:
    """Return the file of a rubric in force on a day, by default the city's latest.

    Problem RUBRIC_UNKNOWN if there is none.
    """
    return _file(city, rubric_id or city.rubric_id, day).path.read_bytes()


def rubric_texts(city: City, rubric_id: str | None = None) -> Mapping[str, Text]:
    """Return the words for each indicator, by its id; empty where no one wrote any.

    The companion of `<id>.toml` is `<id>.texts.toml` beside it: one table per indicator. A
    version without one is told in the words of the version before it. Problem
    INVALID_INPUT if it cannot be read.
    """
    wanted = rubric_id or city.rubric_id
    found: dict[str, Text] = {}
    for file in rubric_versions(city):
        if file.id == wanted:
            found |= _texts(file.path.with_name(file.path.stem + TEXTS))
    return MappingProxyType(found)


def _file(city: City, rubric_id: str, day: date | None) -> RubricFile:
    files = rubric_files(city, day)
    for file in files:
        if file.id == rubric_id:
            return file
    known = ", ".join(file.id for file in files)
    raise Problem(Code.RUBRIC_UNKNOWN, got=rubric_id, wanted=known)


def _rubrics_in(folder: Path, pattern: str) -> list[Path]:
    # A companion file has a second ending: `<id>.texts.toml`, `<id>.mapping.toml`.
    return sorted(path for path in folder.glob(pattern) if "." not in path.stem)


@cache
def _read(path: Path, *, own: bool) -> RubricFile:
    faults = Faults(path.parent)
    root = toml_root(faults, path.name)
    found = RubricFile(root.text("id"), root.whole("version"), root.day("from"), path, own)
    faults.raise_if_any()
    return found


@cache
def _texts(path: Path) -> Mapping[str, Text]:
    if not path.is_file():
        return MappingProxyType({})
    faults = Faults(path.parent)
    root = toml_root(faults, path.name)
    found: dict[str, Text] = {}
    for item in root.cells:
        row = root.table(item)
        found[item] = MappingProxyType(
            {key: row.text(key, optional=True) for key in row.cells}
        )
    faults.raise_if_any()
    return MappingProxyType(found)
