"""Finds rubric files and the words people read for their indicators.

A rubric lies in the folder of its city or among those that come with the product; the
city's own wins. Its bytes are what a plan pins, so they are handed out unread.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    path: Path
    own: bool


def rubric_files(city: City) -> tuple[RubricFile, ...]:
    """Return every rubric a city may use, by id; of two versions the later one.

    In the city's own folder each file named rubric*.toml is one.
    """
    found: dict[str, RubricFile] = {}
    for own, folder, pattern in (
        (False, SHIPPED, "*.toml"),
        (True, Path(city.folder), "rubric*.toml"),
    ):
        here = {}
        for path in _rubrics_in(folder, pattern):
            name, version = _head(path)
            here[name, version] = RubricFile(name, version, path, own)
        found |= {file.id: file for _, file in sorted(here.items())}
    return tuple(found[name] for name in sorted(found))


def rubric_bytes(city: City, rubric_id: str | None = None) -> bytes:
    """Return the file of a rubric, by default the city's; Problem RUBRIC_UNKNOWN."""
    return _file(city, rubric_id or city.rubric_id).path.read_bytes()


def rubric_texts(city: City, rubric_id: str | None = None) -> Mapping[str, Text]:
    """Return the words for each indicator, by its id; empty where no one wrote any.

    The companion of `<id>.toml` is `<id>.texts.toml` beside it: one table per indicator.
    Problem INVALID_INPUT if it cannot be read.
    """
    found = rubric_id or city.rubric_id
    for file in rubric_files(city):
        if file.id == found:
            return _texts(file.path.with_name(file.path.stem + TEXTS))
    return MappingProxyType({})


def _file(city: City, rubric_id: str) -> RubricFile:
    files = rubric_files(city)
    for file in files:
        if file.id == rubric_id:
            return file
    known = ", ".join(file.id for file in files)
    raise Problem(Code.RUBRIC_UNKNOWN, got=rubric_id, wanted=known)


def _rubrics_in(folder: Path, pattern: str) -> list[Path]:
    # A companion file has a second ending: `<id>.texts.toml`, `<id>.mapping.toml`.
    return sorted(path for path in folder.glob(pattern) if "." not in path.stem)


@cache
def _head(path: Path) -> tuple[str, int]:
    faults = Faults(path.parent)
    root = toml_root(faults, path.name)
    found = root.text("id"), root.whole("version")
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
