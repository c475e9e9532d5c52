"""The values a draw is made of: frame rows, plan, drawn sites, people, packages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

# street, venue; a young class has its quarter in the venue part: ("S01", "V01-B2025Q4")
Stratum: TypeAlias = tuple[str, str]


class SamplingError(ValueError):
    """The caller passed what no draw can be made from; says what it got and wanted."""

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where  # such as "frame.csv row 5, column size"
        self.detail = message


class Shortage(SamplingError):
    """The sample that was asked for cannot be had from these sites.

    street or venue is empty where the other alone, or the total, is what falls short.
    """

    def __init__(self, message: str, *, street: str, venue: str, short: int) -> None:
        named = (("street", street), ("venue type", venue))
        where = ", ".join(f"{what} {code}" for what, code in named if code)
        super().__init__(message, where=where)
        self.street, self.venue, self.short = street, venue, short


class Reason(StrEnum):
    """Why a site in the frame cannot be drawn; empty = it can."""

    ELIGIBLE = ""
    CLOSED = "closed"
    MOVED = "moved"
    DUPLICATE = "duplicate"
    PRIVATE = "private"
    COOLOFF = "cooloff"  # rests this quarter but keeps its cell, and counts in M


class Status(StrEnum):
    """What the order of the tickets made of a site."""

    DRAWN = "drawn"
    RESERVE = "reserve"
    REST = "rest"  # eligible, behind the reserves that the plan names


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One site of the frame; x and y in whole metres of a named projection."""

    site_id: str
    street: str
    venue: str
    cell: str
    size: int
    x: int
    y: int
    birth: str = ""
    last_drawn: str = ""
    reason: str = ""

    @property
    def eligible(self) -> bool:
        """Whether the site can be drawn this quarter."""
        return bool(self.cell) and not self.reason


@dataclass(frozen=True, slots=True)
class Plan:
    """What was fixed before the seed; facts holds the whole file as read."""

    protocol: str
    quarter: str
    frame_sha256: str
    take_per_cell: Mapping[str, int]
    dice_digits: int
    drand_chain: str
    drand_round: int
    reserves: Mapping[str, int] | None = None  # None: all that were not drawn
    frame_merkle_root: str = ""
    trustees: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A site in the order of its cell; inclusion probability is take / m exactly."""

    site_id: str
    cell: str
    take: int
    m: int  # sites in the cell, those in cool-off included
    ticket: str
    order: int  # in the cell, from 1
    status: Status


@dataclass(frozen=True, slots=True)
class SeedText:
    """The parts of seed.txt; with a second beacon chain and randomness are empty."""

    plan_sha256: str
    dice: str
    chain: str
    round: int
    randomness: str
    secret: str = ""
    second_beacon: str = ""  # its name in the plan, where drand failed


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the roster; home in whole metres.

    barred: streets that may not be theirs (conflict of interest, rotation).
    conflicts: ids of people who may not be on the same team.
    """

    id: str
    role: str
    home_x: int = 0
    home_y: int = 0
    barred: frozenset[str] = frozenset()
    organisation: str = ""
    eligible: bool = True
    conflicts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class People:
    """Those drawn for one role, and the reserves behind them, in ticket order."""

    role: str
    drawn: tuple[Person, ...]
    reserves: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """People drawn together; home is the floor of the mean of theirs."""

    code: str  # T01
    members: tuple[str, ...]
    home_x: int
    home_y: int
    barred: frozenset[str] = frozenset()  # streets barred for any member


@dataclass(frozen=True, slots=True)
class Package:
    """Consecutive cells of one unit that one team visits; known before the seed."""

    id: str
    unit: str
    street: str
    cells: tuple[str, ...]
    sites: int  # to be drawn in these cells
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which team visits which package, and the proof that nothing is cheaper.

    c is the least cost of any other assignment above this one: positive means the
    one and only optimum, None that there is no other. r is the round of tie-breaking.
    """

    team_of: Mapping[str, str]  # package -> team
    load_max: int
    r: int
    c: int | None
    unassigned: tuple[str, ...] = ()  # barred for every team: the supervising body's


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the protocol, and whether the bundle keeps it."""

    rule: str
    ok: bool
    where: str = ""  # file and row of the first difference
    detail: str = ""


class Outcome(StrEnum):
    """What a verification comes to."""

    REPLAYS = "replays"
    UNVERIFIED = "unverified"  # sealed, and the shares are not there or not the pinned ones
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks in the protocol's order, and what could not be checked."""

    checks: tuple[Check, ...]
    not_checked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether something was checked and nothing failed."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def first_failure(self) -> Check | None:
        """The first rule that is broken."""
        return next((check for check in self.checks if not check.ok), None)

    @property
    def outcome(self) -> Outcome:
        """Unverified where nothing but the trustees' shares is missing or wrong."""
        broken = {check.rule for check in self.checks if not check.ok}
        if not self.ok and broken and broken <= {"opened", "shares"}:
            return Outcome.UNVERIFIED
        return Outcome.REPLAYS if self.ok else Outcome.BROKEN
