"""What pages of the register take and give: plain values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from sanitation.sites.rules import SiteState, ToiletKind, ToiletStatus


def no_progress(rows: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class ImportRegister:
    """A file of sites; dry_run checks everything and stores nothing.

    bulk: as many rows as a country has, from whoever sits at the machine itself.
    progress: told after each part how many rows were read.
    """

    data: bytes
    filename: str
    encoding: str  # utf-8 or gb18030, as the person says; ignored for xlsx
    dry_run: bool
    reason: str
    language: str = "zh"
    bulk: bool = False
    progress: Callable[[int], None] = no_progress


@dataclass(frozen=True, slots=True)
class Counted:
    """How many sites of a file, or of a part of it, are new, changed or as before."""

    added: int
    changed: int
    unchanged: int

    def __add__(self, other: Self) -> Self:
        """Add up two parts."""
        return type(self)(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do."""

    digest: str
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class SiteEdit:
    """What of a site may change; its number, venue type and street never do."""

    name: str
    address: str
    lon_e7: int
    lat_e7: int
    size: int
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list is narrowed; empty means all."""

    words: str = ""
    venue: str = ""
    street: str = ""
    district: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site as lists and maps show it."""

    site_id: str
    venue: str
    street: str
    name: str
    address: str
    lon_e7: int
    lat_e7: int
    size: int
    contractor: str
    state: SiteState
    opened_on: date
    closed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ToiletPart:
    """What a toilet has beside a site's fields."""

    toilet_class: int
    kind: ToiletKind
    industry: str
    stalls_women: int
    stalls_men: int
    stalls_unisex: int
    urinals: int
    stalls_accessible: int
    third_toilet: bool
    nursing_room: bool
    hours: str
    operator: str
    status: ToiletStatus


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a site's history."""

    at: datetime
    actor: str
    kind: str
    reason: str
    fields: tuple[tuple[str, str, str], ...]  # name, before, after


@dataclass(frozen=True, slots=True)
class SiteDetail:
    """A site with its toilet fields and its history."""

    row: SiteRow
    toilet: ToiletPart | None
    history: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page of sites of all that match."""

    rows: tuple[SiteRow, ...]
    total: int
    page: int
    pages: int
