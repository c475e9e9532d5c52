"""The city's words as plain values: kinds of site, sub-indices, severities, questions."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class VenueType:
    """One kind of site; unit says what one site of it is."""

    id: str
    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str


@dataclass(frozen=True, slots=True)
class Industry:
    """A sector that runs public toilets."""

    code: str
    name_zh: str
    name_en: str
    source: str


@dataclass(frozen=True, slots=True)
class SubIndex:
    """One cut of the site index; its code is the group in the rubric."""

    code: str
    name_zh: str
    name_en: str
    topic_zh: str
    topic_en: str
    order: int


@dataclass(frozen=True, slots=True)
class Grade:
    """A label with the least value that earns it; None takes the rest."""

    label: str
    least: int | None


class Unit(StrEnum):
    """The clock a time limit runs on."""

    NATURAL_HOURS = "natural_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many hours or days on one clock."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Severity:
    """How grave a fault is and how long each step may take; plan: only for works."""

    code: str
    name_zh: str
    name_en: str
    example_zh: str
    example_en: str
    accept: Limit
    rectify: Limit
    plan: Limit | None
    look_back_pct: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the satisfaction survey; sub_index is empty for the general one."""

    code: str
    text_zh: str
    text_en: str
    sub_index: str


@dataclass(frozen=True, slots=True)
class Level:
    """An answer to a question; points is None where the answer is left out and counted."""

    code: str
    name_zh: str
    name_en: str
    points: int | None


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One line of a checklist that is not scored; a "no" may become a case."""

    code: str
    name_zh: str
    name_en: str
    severity: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list answered yes, no or not applicable."""

    code: str
    name_zh: str
    name_en: str
    lines: tuple[ChecklistLine, ...]
