"""What pages of published figures show: plain values, no rows of the database."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sanitation.publication.rules import ReleaseState, Stage
from scoring.losses import FAILED


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with all that stands beside it; a number never stands alone."""

    shown: str | None  # rounded for print
    number: float | None
    empty_because: str  # na, no_data, suppressed or nothing
    low: float | None
    high: float | None
    n: int | None
    coverage_pct: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    tier: int | None
    label: str
    flag: str
    exact: str | None
    standard_error: float | None = None


NOTHING = Figure(
    None, None, "no_data", None, None, None, None, None, None, None, None, "", "", None
)


NOT_HERE = replace(NOTHING, empty_because="na")


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release as lists and headers show it."""

    ref: str
    quarter: str
    number: int
    stage: Stage
    state: ReleaseState
    run: str
    source: str
    proposed_by: str
    proposed_at: datetime
    signed_by: str
    published_at: datetime | None
    appeals_close_at: datetime | None
    reason: str
    checkpoint: str
    draw_digest: str
    rubric_id: str
    rubric_sha256: str
    product_default: bool  # the rubric came with the product; the city has none of its own
    method: str
    algorithm: str
    inputs_sha256: str
    result_sha256: str
    ledger_size: int
    records: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One ranked area: its figures now, and the index of the quarter before."""

    code: str
    name_zh: str
    name_en: str
    district: str
    index: Figure
    site_index: Figure
    satisfaction: Figure
    grade: str
    subs: dict[str, Figure]  # sub-index id -> figure
    lost: dict[str, Figure]  # sub-index id -> points of the site index lost to it
    village: Figure
    progress: Figure
    before: Figure
    under_appeal: int

    @property
    def change(self) -> float | None:
        """Return the difference on the quarter before, where both are known."""
        if self.index.number is None or self.before.number is None:
            return None
        return self.index.number - self.before.number


@dataclass(frozen=True, slots=True)
class Ranking:
    """A release's ranking at one level, best first; the rest after the ranked ones."""

    release: ReleaseRow
    previous: ReleaseRow | None
    level: str
    areas: tuple[AreaRow, ...]
    city: AreaRow | None


FOUND_LOCKED = FAILED  # stands for the indicator where a place was found locked


@dataclass(frozen=True, slots=True)
class LostItem:
    """What one indicator cost an area; the items of an area add up to what it lacks."""

    item: str  # FOUND_LOCKED where the place could not be judged
    name_zh: str
    name_en: str
    venue: str
    sites: int | None  # where it was counted; None where there was nothing to count
    with_findings: int | None
    findings: int | None
    points: float  # of the area's site index
    exact: Fraction  # the same, not rounded
    elsewhere: tuple[float | None, ...]  # the same in the areas it is compared with


@dataclass(frozen=True, slots=True)
class PublicPhoto:
    """A released finding's photo, by random name, and what it shows."""

    ref: str
    item: str
    name_zh: str
    name_en: str
    venue: str
    findings: int  # of this indicator at this place


@dataclass(frozen=True, slots=True)
class AreaPage:
    """Everything a street's or district's page shows."""

    release: ReleaseRow
    area: AreaRow
    of: int  # ranked areas
    city: AreaRow | None
    district: AreaRow | None  # the district of a street
    venues: tuple[tuple[str, Figure, Figure], ...]  # venue id, here, city
    lost: tuple[LostItem, ...]
    history: tuple[tuple[ReleaseRow, Figure, Figure], ...]  # release, here, city
    photos: tuple[PublicPhoto, ...]
