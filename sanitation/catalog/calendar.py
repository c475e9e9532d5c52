"""Working days, working hours and natural hours: pure, the same answer on every machine.

The day of issue is not counted and the nth working day ends at closing time. Working hours
run only while the offices are open, with a break at noon; natural hours run through nights
and holidays. What is issued outside working hours starts at the next opening.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import islice

from sanitation.catalog.terms import Limit, Unit

ONE_DAY = timedelta(days=1)
NOTHING = timedelta()
ALARM_MONTH = 11  # from 1 November the next year's notice is expected


class DayKind(StrEnum):
    """What a day is to the working clock."""

    WORK = "work"
    REST = "rest"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from the weekday rule or carries a holiday's name."""

    kind: DayKind
    name_zh: str
    name_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due and why; editing a rule or a calendar never moves it.

    due, start: UTC. provisional: it rests on days no notice has settled yet.
    """

    due: datetime
    provisional: bool
    rule: str
    calendar_version: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder after so many percent of the time."""

    percent: int
    at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days and opening hours of one version of a calendar.

    days: only those that differ or have a name. years: complete in days; beyond them the
    plain weekday rule holds and what rests on it is provisional. hours: opening and closing
    of each part of a working day, ascending, local time.
    """

    version: str
    zone: tzinfo
    years: frozenset[int]
    days: Mapping[date, Day]
    hours: tuple[tuple[time, time], ...]

    @property
    def known_until(self) -> date:
        """Return the last day of the unbroken run of years that notices settle."""
        year = min(self.years)
        while year + 1 in self.years:
            year += 1
        return date(year, 12, 31)

    def is_known(self, day: date) -> bool:
        """Tell whether a notice settles this day."""
        return day.year in self.years

    def missing_year(self, today: date) -> int | None:
        """Return the year whose notice is overdue: this one, or from November the next."""
        wanted = today.year + (today.month >= ALARM_MONTH)
        return next((y for y in (today.year, wanted) if y not in self.years), None)

    def kind(self, day: date) -> DayKind:
        """Return what the day is; beyond the known years by the weekday alone."""
        if found := self.days.get(day):
            return found.kind
        return DayKind.WORK if day.weekday() < 5 else DayKind.REST

    def is_working(self, day: date) -> bool:
        """Tell whether people work on this day."""
        return self.kind(day) is not DayKind.REST

    # counting days

    def working_days_from(self, day: date) -> Iterator[date]:
        """Give the working days from a day on, itself included."""
        while True:
            if self.is_working(day):
                yield day
            day += ONE_DAY

    def working_day_after(self, day: date, n: int) -> date:
        """Return the nth working day after a day, that day not counted; n from 1."""
        _at_least_one(n)
        return next(islice(self.working_days_from(day + ONE_DAY), n - 1, None))

    def working_day_before(self, day: date, n: int) -> date:
        """Return the nth working day before a day, that day not counted; n from 1."""
        _at_least_one(n)
        while n:
            day -= ONE_DAY
            n -= self.is_working(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after the first day up to and with the last."""
        span = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_working(day) for day in span)

    # deadlines

    def add_working_days(self, start: datetime, n: int) -> Deadline:
        """Return closing time of the nth working day after the day of issue; n from 1."""
        opened = self.opening(start).astimezone(self.zone).date()
        due = self._at(self.working_day_after(opened, n), self.hours[-1][1])
        return self._deadline(start, due, f"{n} {Unit.WORKING_DAYS}")

    def add_working_hours(self, start: datetime, n: int) -> Deadline:
        """Return when n hours have passed with the offices open; n from 1."""
        _at_least_one(n)
        due = self._after(start, timedelta(hours=n))
        return self._deadline(start, due, f"{n} {Unit.WORKING_HOURS}")

    def add_natural_hours(self, start: datetime, n: int) -> Deadline:
        """Return n hours later, whatever the day; never provisional; n from 1."""
        _at_least_one(n)
        issued = _aware(start)
        return Deadline(
            due=issued + timedelta(hours=n),
            provisional=False,
            rule=f"{n} {Unit.NATURAL_HOURS}",
            calendar_version=self.version,
            start=issued,
        )

    def deadline(self, start: datetime, limit: Limit) -> Deadline:
        """Return the deadline of a limit on whichever clock it names."""
        add = {
            Unit.NATURAL_HOURS: self.add_natural_hours,
            Unit.WORKING_HOURS: self.add_working_hours,
            Unit.WORKING_DAYS: self.add_working_days,
        }
        return add[limit.unit](start, limit.amount)

    def warnings_at(
        self, deadline: Deadline, percents: tuple[int, ...] = (50, 80, 100)
    ) -> tuple[Reminder, ...]:
        """Return when to warn. All but the last wait for working hours.

        Percent of the deadline's own clock. A warning that would have to wait past the
        due time is left out: the last one says more.
        """
        found = [Reminder(p, self._elapsed(deadline, p)) for p in percents if p < 100]
        early = [reminder for reminder in found if reminder.at < deadline.due]
        last = [Reminder(p, deadline.due) for p in percents if p >= 100]
        return (*early, *last)

    def _elapsed(self, deadline: Deadline, percent: int) -> datetime:
        start, due = deadline.start, deadline.due
        if deadline.rule.endswith(Unit.NATURAL_HOURS):
            return self.opening(start + (due - start) * percent / 100)
        return self._after(start, self.worked(start, due) * percent / 100)

    # the working clock

    def opening(self, instant: datetime) -> datetime:
        """Return the instant itself while the offices are open, else the next opening.

        Closing time still counts as open, so that deadlines chain: the day after a
        deadline of n days is the one of n + 1.
        """
        instant = _aware(instant)
        return next(
            max(opens, instant)
            for opens, closes in self._open(instant)
            if instant <= closes
        )

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return for how long the offices are open between two instants."""
        total = NOTHING
        for opens, closes in self._open(_aware(start)):
            if opens >= end:
                return total
            total += max(NOTHING, min(closes, end) - max(opens, start))
        return total

    def _after(self, start: datetime, wanted: timedelta) -> datetime:
        for opens, closes in self._open(_aware(start)):
            begins = max(opens, start)
            if closes - begins >= wanted:
                return begins + wanted
            wanted -= max(NOTHING, closes - begins)
        raise AssertionError("the days never end")

    def _open(self, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give the parts of working days from the instant's day on, in UTC."""
        for day in self.working_days_from(instant.astimezone(self.zone).date()):
            for opens, closes in self.hours:
                yield self._at(day, opens), self._at(day, closes)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _deadline(self, start: datetime, due: datetime, rule: str) -> Deadline:
        first, last = (at.astimezone(self.zone).date().year for at in (start, due))
        provisional = any(year not in self.years for year in range(first, last + 1))
        return Deadline(due, provisional, rule, self.version, start.astimezone(UTC))


def _at_least_one(n: int) -> None:
    if n < 1:
        raise ValueError(f"a limit is at least 1, got {n}")


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant has a time zone, got {instant}")
    return instant.astimezone(UTC)
