"""What pages of frames show: plain values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FrameRowShown:
    """A frozen frame as lists show it."""

    ref: str
    quarter: str
    sha256: str
    merkle_root: str
    sites: int
    eligible: int
    frozen_at: datetime


@dataclass(frozen=True, slots=True)
class FramePage:
    """A frame with its counts by area and venue type, and what changed."""

    frame: FrameRowShown
    districts: dict[str, dict[str, int]]  # district -> venue type -> sites
    counts: dict[str, dict[str, int]]  # street -> venue type -> sites
    changes: tuple[tuple[str, str], ...]  # site, change; one page of them
    change_total: int


@dataclass(frozen=True, slots=True)
class RowProof:
    """One row of a frame with the hashes that lead to its root."""

    row: str
    index: int
    path: tuple[str, ...]
    root: str
