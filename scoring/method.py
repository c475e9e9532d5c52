"""What a rubric file says, once it is read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from scoring.parts import Codes, Group, Input, Item, Level, Publish, States
from scoring.steps import Step
from scoring.tables import Table


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric as read; sha256 is of the bytes it was read from."""

    id: str
    version: int
    first: date
    method: str
    sha256: str
    levels: tuple[Level, ...]
    inputs: tuple[Input, ...]
    codes: Mapping[str, Codes]
    groups: tuple[Group, ...]
    items: tuple[Item, ...]
    states: States
    on_fail: Mapping[str, Fraction | str]
    tables: Mapping[str, Table]
    steps: tuple[Step, ...]
    publish: Publish

    def level(self, name: str) -> Level:
        """Return a level by its id."""
        return next(level for level in self.levels if level.id == name)

    def shown_from(self, name: str) -> Publish:
        """Return when a figure of a level is shown: the level's own limits come first."""
        level, whole = self.level(name), self.publish
        return replace(
            whole,
            min_n=whole.min_n if level.min_n is None else level.min_n,
            flag_n=whole.flag_n if level.flag_n is None else level.flag_n,
        )
