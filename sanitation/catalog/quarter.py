"""The quarter as a value, and the default calendar of one run of the evaluation."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from sanitation.catalog.calendar import WorkCalendar
from sanitation.errors import Code, Problem

NUMERALS = "一二三四"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, written 2026Q3; number from 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse what is no quarter."""
        if not (1 <= self.number <= 4 and 1000 <= self.year <= 9999):
            raise ValueError(f"want 1000Q1 to 9999Q4, got {self.year}Q{self.number}")

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read 2026Q3 or 2026-Q3; Problem INVALID_INPUT for anything else."""
        found = re.fullmatch(r"([1-9]\d{3})-?Q([1-4])", text.strip(), re.ASCII)
        if not found:
            row = {"column": "quarter", "got": text, "wanted": "2026Q3"}
            raise Problem(Code.INVALID_INPUT, rows=(row,), key="quarter", got=text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        """Write the quarter as it is stored: 2026Q3."""
        return f"{self.year}Q{self.number}"

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Return the last day."""
        return date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1) - timedelta(
            1
        )

    @property
    def previous(self) -> "Quarter":
        """Return the quarter before."""
        return self.shifted(-1)

    @property
    def next(self) -> "Quarter":
        """Return the quarter after."""
        return self.shifted(1)

    def shifted(self, quarters: int) -> "Quarter":
        """Return the quarter so many quarters later, or earlier if negative."""
        year, number = divmod(4 * self.year + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)

    def __sub__(self, other: "Quarter") -> int:
        """Return how many quarters lie between: 2026Q3 - 2026Q1 is 2."""
        return 4 * (self.year - other.year) + self.number - other.number

    @property
    def label_zh(self) -> str:
        """Return the label in Chinese: 2026年第三季度."""
        return f"{self.year}年第{NUMERALS[self.number - 1]}季度"

    @property
    def label_en(self) -> str:
        """Return the label in English: 2026 Q3."""
        return f"{self.year} Q{self.number}"

    def dates(self, calendar: WorkCalendar, defaults: "Defaults") -> "QuarterDates":
        """Return the days of the run, counted in working days from the city's defaults."""
        return quarter_dates(self, calendar, defaults)


class Defaults(Protocol):
    """What answers for a key with a whole number: a `City`."""

    def default_int(self, key: str, on: date | None = None) -> int:
        """Return the value of a key that holds on a day."""
        ...


@dataclass(frozen=True, slots=True)
class QuarterDates:
    """The days of one run, in order. provisional: some rest on a year without a notice."""

    frame_frozen: date
    challenges_close: date
    plan_committed: date
    seed_fixed: date
    field_opens: date
    first_batch: date
    field_closes: date
    shares_opened: date
    reviews_settled: date
    provisional_release: date
    appeals_close: date
    rulings_by: date
    final_release: date
    provisional: bool


def quarter_dates(
    quarter: Quarter, calendar: WorkCalendar, defaults: Defaults
) -> QuarterDates:
    """Return the calendar of a quarter; the values are those in force on its first day."""

    def days(key: str) -> int:
        return defaults.default_int(f"quarter.{key}", quarter.first_day)

    before, after = calendar.working_day_before, calendar.working_day_after
    eve = quarter.first_day - timedelta(1)
    frozen = before(quarter.first_day, days("frame_frozen"))
    opens = after(eve, days("field_opens"))
    closes = before(quarter.next.first_day, days("field_left") + 1)
    window = calendar.working_days_between(opens, closes)
    final = after(closes, days("final"))
    return QuarterDates(
        frame_frozen=frozen,
        challenges_close=after(frozen, days("challenges_close")),
        plan_committed=before(quarter.first_day, 1),
        seed_fixed=after(eve, days("seed_fixed")),
        field_opens=opens,
        first_batch=after(opens, max(1, window // 2)),
        field_closes=closes,
        shares_opened=after(closes, days("shares_opened")),
        reviews_settled=after(closes, days("reviews_settled")),
        provisional_release=after(closes, days("provisional")),
        appeals_close=after(closes, days("appeals_close")),
        rulings_by=after(closes, days("rulings_by")),
        final_release=final,
        provisional=not (calendar.is_known(frozen) and calendar.is_known(final)),
    )
