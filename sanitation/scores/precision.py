"""How precise a quarter's planned sample will be, street by street, before it is committed.

Source: scoring-method, section 6. A stratum of N sites, n of them drawn two to a cell,
gives V = (1 - n/N) S^2 / n, where S is how much sites of one cell differ; birth classes are
drawn apart and weigh by their sites, and a stratum drawn by size is taken as if at random.
A street's site index has V = sum over its venue types of (W / sum W)^2 V. S comes from the
last quarters, read back from their standard errors, or from the city's stated prior where
there are none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampling import canonical
from sampling.split import stratum_id_of_cell
from sampling.types import FrameRow
from sanitation.accounts.rules import Action, Actor, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.catalog.rubrics import rubric_bytes
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.draws import queries as draws
from sanitation.draws import sizes
from sanitation.draws.models import DrawnSite
from sanitation.errors import Code, Problem
from sanitation.frames.allocating import FINE
from sanitation.scores import queries
from sanitation.scores.models import ScoreRun
from sanitation.sites.models import Site
from scoring import rubric

PAST = 4  # quarters looked back
PRIOR = "sample.prior_spread"
Stratum = tuple[str, str]  # street, venue type
Drawn = tuple[int, int]  # n of N sites


@dataclass(frozen=True, slots=True)
class Spread:
    """How much sites of one cell differ, in marks, and where that is known from."""

    venue: str
    marks: float  # standard deviation
    quarters: tuple[str, ...]  # empty: the city's prior
    prior: bool
    product_default: bool  # the prior is this product's choice, not the city's


@dataclass(frozen=True, slots=True)
class Part:
    """One venue type of one street: n of N sites, and the standard error of its score."""

    venue: str
    sites: int
    size: int
    se: float  # marks; 0 where every site is visited


@dataclass(frozen=True, slots=True)
class StreetPrecision:
    """What a street's site index will be worth."""

    street: str
    sites: int
    se: float  # marks
    parts: tuple[Part, ...]

    @property
    def half_width(self) -> float:
        """Return half of the 95 % interval to expect, as if the spread were known."""
        return 1.96 * self.se


@dataclass(frozen=True, slots=True)
class Expected:
    """The precision to expect of a quarter's plan, from its last frozen frame."""

    quarter: str
    frame_sha256: str
    spreads: tuple[Spread, ...]
    streets: tuple[StreetPrecision, ...]


@dataclass(frozen=True, slots=True)
class Precision:
    """Tells before a plan is committed what its figures will be worth."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def expected(self, actor: Actor, quarter: str) -> Expected:
        """Return the precision of the quarter's planned allocation; FRAME_NOT_FROZEN."""
        authorise(actor, Action.VIEW_QUARTER)
        label = str(Quarter.parse(quarter))
        with self.sessions.read() as session:
            frame = draws.latest_frame(session, label)
            if frame is None:
                raise Problem(Code.FRAME_NOT_FROZEN)
            known = past_spreads(session, label)
        rows = canonical.parse_frame(self.blobs.get(frame.sha256))
        kept = sizes.facts(sizes.policy_of(self.blobs, frame), rows)
        planned = strata(rows, cast(Mapping[str, int], kept["take_per_cell"]))
        spreads = self._spreads({venue for _, venue in planned}, known)
        table = rubric.parse(rubric_bytes(self.city)).tables["venues"]
        weights = {one: float(w) for one, w in table.entries[-1].numbers.items()}
        streets = street_precisions(planned, spreads, weights)
        return Expected(label, frame.sha256, tuple(spreads.values()), streets)

    def _spreads(
        self, venues: set[str], known: Mapping[str, tuple[float, tuple[str, ...]]]
    ) -> dict[str, Spread]:
        row, prior = self.city.default(PRIOR), self.city.default_int(PRIOR)
        return {
            venue: Spread(venue, *known[venue], prior=False, product_default=False)
            if venue in known
            else Spread(
                venue,
                float(prior),
                (),
                prior=True,
                product_default=row.is_product_default,
            )
            for venue in sorted(venues)
        }


def strata(
    rows: Iterable[FrameRow], takes: Mapping[str, int]
) -> dict[Stratum, tuple[Drawn, ...]]:
    """Return n and N of every birth class of every street's venue type.

    takes: sites by cell. A class is drawn apart, so its error counts apart.
    """
    size = Counter(row.cell for row in rows if row.cell)
    place = {row.cell: (row.street, row.venue) for row in rows if row.cell}
    classes: dict[Stratum, dict[str, Drawn]] = defaultdict(dict)
    for cell, take in takes.items():
        own, name = classes[place[cell]], stratum_id_of_cell(cell)
        n, whole = own.get(name, (0, 0))
        own[name] = n + take, whole + size[cell]
    return {one: tuple(own.values()) for one, own in sorted(classes.items())}


def street_precisions(
    planned: Mapping[Stratum, Sequence[Drawn]],
    spreads: Mapping[str, Spread],
    weights: Mapping[str, float],
) -> tuple[StreetPrecision, ...]:
    """Return the standard errors of every street; a venue type without weight adds none."""
    parts: dict[str, list[Part]] = defaultdict(list)
    for (street, venue), classes in planned.items():
        sites, size = (sum(numbers) for numbers in zip(*classes, strict=True))
        se = _mean_se(classes, size) * spreads[venue].marks
        parts[street].append(Part(venue, sites, size, se))
    return tuple(
        StreetPrecision(
            street,
            sum(one.sites for one in own),
            _index_se(own, weights),
            tuple(own),
        )
        for street, own in sorted(parts.items())
    )


def _mean_se(classes: Iterable[Drawn], size: int) -> float:
    """Return the standard error of a mean over classes where sites differ by one mark."""
    terms = ((whole / size) ** 2 * max(0.0, 1 - n / whole) / n for n, whole in classes)
    return sqrt(sum(terms))


def past_spreads(
    session: Session, quarter: str
) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Return each venue type's spread as the last quarters saw it, and which they were."""
    squares: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    for run in _last_runs(session, quarter):
        sizes = _sizes(session, run.draw_id or 0)
        measures = ("venue_score",)
        for area, figures in queries.table(session, run.id, "venue", measures).items():
            street, _, venue = area.partition("|")
            figure, size = figures["venue_score"], sizes.get((street, venue), 0)
            n, se = figure.n or 0, figure.standard_error
            if se is not None and 2 <= n < size:
                square = se * se * n / (1 - n / size)
                squares[venue].append((square, n, run.quarter))
    return {
        venue: (
            sqrt(sum(s * n for s, n, _ in own) / sum(n for _, n, _ in own)),
            tuple(sorted({label for _, _, label in own})),
        )
        for venue, own in squares.items()
    }


def thousandths(session: Session, quarter: str) -> dict[str, int]:
    """Return each venue type's past spread in thousandths of a mark, at least one."""
    known = past_spreads(session, quarter)
    return {venue: max(1, round(FINE * marks)) for venue, (marks, _) in known.items()}


def _index_se(parts: Iterable[Part], weights: Mapping[str, float]) -> float:
    own = [(weights.get(one.venue, 0.0), one.se) for one in parts]
    total = sum(weight for weight, _ in own)
    return sqrt(sum((w * se) ** 2 for w, se in own)) / total if total else 0.0


def _last_runs(session: Session, quarter: str) -> list[ScoreRun]:
    before = [one for one in queries.quarters(session) if one < quarter]
    found = [queries.latest_run(session, one) for one in sorted(before)[-PAST:]]
    return [run for run in found if run is not None and run.draw_id is not None]


def _sizes(session: Session, draw_id: int) -> dict[Stratum, int]:
    """Return how many sites the cells of each stratum held."""
    statement = (
        select(Site.street, Site.venue, DrawnSite.cell, DrawnSite.size_m)
        .join(Site, Site.id == DrawnSite.site_pk)
        .where(DrawnSite.draw_id == draw_id)
        .distinct()
    )
    sizes: Counter[Stratum] = Counter()
    for street, venue, _, size in session.execute(statement):
        sizes[street, venue] += size
    return dict(sizes)
