"""The one table of access: the rows of every stage together, in the order of the stages."""

import importlib
import pkgutil

from tests.webapp import access_rows
from tests.webapp.access_rows import Row, World

ORDER = (
    "ledger",
    "accounts",
    "sites",
    "frames",
    "draws",
    "quarters",
    "fieldwork",
    "reviews",
    "surveys",
    "scores",
    "publication",
    "appeals",
    "supervision",
    "public",
)


def stages() -> list[str]:
    """Name the files of rows, earlier stages first, unknown ones last."""
    found = [module.name for module in pkgutil.iter_modules(access_rows.__path__)]
    return sorted(
        found, key=lambda name: (ORDER.index(name) if name in ORDER else 99, name)
    )


def rows() -> dict[str, Row]:
    """Merge all rows; two rows for one endpoint are a mistake."""
    merged: dict[str, Row] = {}
    for name in stages():
        given = importlib.import_module(f"tests.webapp.access_rows.{name}").ROWS
        twice = merged.keys() & given.keys()
        assert not twice, f"{name} repeats the rows of {', '.join(sorted(twice))}"
        merged |= given
    return merged


def build(world: World) -> None:
    """Let every stage make the objects its rows need."""
    for name in stages():
        module = importlib.import_module(f"tests.webapp.access_rows.{name}")
        if hasattr(module, "build"):
            module.build(world)
