"""Time as an argument: the only place that asks the machine what time it is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Gives the present instant."""

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


class SteppingClock:
    """A clock that stands still until it is moved: tests and the demo quarter use it."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant the clock was last set to."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Set the clock; it never runs backwards."""
        if instant < self._now:
            raise ValueError(f"the clock stands at {self._now}, wanted {instant}")
        self._now = instant.astimezone(UTC)

    def advance(self, step: timedelta) -> datetime:
        """Move the clock forward by a step and return the new instant."""
        self.move_to(self._now + step)
        return self._now
