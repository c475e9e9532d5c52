"""What pages of frames show: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FrameRowShown:
    """A frozen frame as lists show it."""

    ref: str
    quarter: str
    sha256: str
    merkle_root: str
    diff_sha256: str
    sites: int
    eligible: int
    frozen_at: datetime
    challenge_closes_at: datetime | None  # None: from before frames were challenged
    challenge_open: bool


@dataclass(frozen=True, slots=True)
class StreetSize:
    """How many sites a street gives, and how many it was to give."""

    street: str
    planned: int
    wanted: int  # 0: no number of its own

    @property
    def short(self) -> int:
        """Return how many sites are missing."""
        return max(0, self.wanted - self.planned)


@dataclass(frozen=True, slots=True)
class SizesShown:
    """The sizes kept with a frame, and the choices behind them as the plan has them."""

    planned: int  # sites to draw
    choices: Mapping[str, Any]
    quarters: int  # of cool-off; 0: nobody rests
    since: str  # the quarter in which cells were cut
    resting: int  # sites
    dropped: tuple[str, ...]  # strata without cool-off
    young: tuple[str, ...]  # birth classes that are strata of their own
    streets: tuple[StreetSize, ...]
    rehearsal: bool

    @property
    def short(self) -> tuple[StreetSize, ...]:
        """Return the streets that cannot give their number."""
        return tuple(one for one in self.streets if one.short)


@dataclass(frozen=True, slots=True)
class ObjectionShown:
    """An objection to a frame, with its public answer once there is one."""

    ref: str
    site_id: str
    raised_by: str
    text: str
    recorded_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class FramePage:
    """A frame with its counts by area and venue type, its sizes, and what changed."""

    frame: FrameRowShown
    districts: dict[str, dict[str, int]]  # district -> venue type -> sites
    counts: dict[str, dict[str, int]]  # street -> venue type -> sites
    kinds: dict[str, int]  # kind of change -> sites
    changes: tuple[tuple[str, str], ...]  # site, change; one page of them
    change_total: int
    sizes: SizesShown | None  # None: from before sizes were kept
    objections: tuple[ObjectionShown, ...]


@dataclass(frozen=True, slots=True)
class RowProof:
    """One row of a frame with the hashes that lead to its root."""

    row: str
    index: int
    path: tuple[str, ...]
    root: str
