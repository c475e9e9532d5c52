"""A made-up city whose truth is known, drawn as the default design draws.

Streets have the venue types, sites, allocation and cells of the product's defaults; two of
the sites of every cell are drawn each quarter, and the quarter after takes others (cool-off).
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sampling.allocation import allocate
from sampling.cells import assign_cells
from sampling.types import FrameRow
from scoring import rubric
from scoring.records import Records
from scoring.rubric import Rubric

# venue type -> weight, and sites a street has on average; the product's defaults
VENUES = {
    "V01": (14, 178),
    "V02": (8, 58),
    "V03": (12, 44),
    "V04": (10, 96),
    "V05": (10, 9),
    "V06": (8, 44),
    "V07": (8, 46),
    "V08": (5, 26),
    "V09": (6, 30),
    "V10": (7, 12),
    "V11": (4, 34),
    "V12": (8, 40),
}
PER_STREET, MAX_SHARE = 64, Fraction(1, 8)
STREETS_A_DISTRICT = 4
SPREAD_M = 1500
MEAN_LOSS = 8.3
LASTING = 0.5  # share of a site's own dirt that is there in the next quarter too

RUBRIC = """
schema = "sanrubric/1"
id = "truth"
version = 1
from = 2020-01-01
method = "m"
levels = [
  { id = "site" }, { id = "venue", by = ["street", "venue"] }, { id = "street", by = ["street"] },
  { id = "district_venue", by = ["district", "venue"] }, { id = "district", by = ["district"] },
  { id = "city_venue", by = ["city", "venue"] }, { id = "city", by = ["city"] },
]
items = [{ id = "lost", kind = "count", cap = 100 }]
steps = [
"""
STEPS = """
  {{ out = "venue_score", at = "{finer}", rule = "mean", in = "score", design = true }},
  {{ out = "index", at = "{level}", rule = "weighted_mean", in = "venue_score", \
by = "venue", table = "w", absent = "renormalise" }},
  {{ out = "change", at = "{level}", rule = "change", in = "index", as = "difference" }},
"""
LEVELS = {"street": "venue", "district": "district_venue", "city": "city_venue"}


def method() -> Rubric:
    """Return the default's way from sites to the city, with one indicator for all."""
    steps = ['  { out = "score", at = "site", rule = "remain" },']
    steps += [STEPS.format(level=level, finer=finer) for level, finer in LEVELS.items()]
    steps += ['  { out = "rank", at = "street", rule = "rank", in = "index" },', "]"]
    weights = ", ".join(f"{venue} = {weight}" for venue, (weight, _) in VENUES.items())
    return rubric.parse(
        (RUBRIC + "\n".join([*steps, f"tables.w = {{ {weights} }}"])).encode()
    )


@dataclass(frozen=True)
class City:
    """Every site of the frame, ascending by id.

    names, streets, districts, venues, cells (sites,). number (sites,): of the cell. size,
    take (cells,): M and how many are drawn. lost (2, sites): marks lost now and before.
    """

    names: np.ndarray
    streets: np.ndarray
    districts: np.ndarray
    venues: np.ndarray
    cells: np.ndarray
    number: np.ndarray
    size: np.ndarray
    take: np.ndarray
    lost: np.ndarray

    def indices(self, level: str, period: int) -> dict[str, float]:
        """Return the true index of every area of a level."""
        areas = {"street": self.streets, "district": self.districts}.get(level)
        areas = np.full(len(self.names), "C") if areas is None else areas
        found = {}
        for area in np.unique(areas).tolist():
            here = areas == area
            means = {
                venue: 100 - self.lost[period, here & (self.venues == venue)].mean()
                for venue in np.unique(self.venues[here]).tolist()
            }
            above = sum(VENUES[venue][0] * mean for venue, mean in means.items())
            found[area] = float(above / sum(VENUES[venue][0] for venue in means))
        return found

    def draw(
        self, dice: np.random.Generator, rested: np.ndarray | None = None
    ) -> np.ndarray:
        """Return the sites drawn (sites,); rested: those that come last in their cell."""
        ticket = dice.random(len(self.names)) + (0 if rested is None else rested)
        order = np.lexsort((ticket, self.number))
        first = np.concatenate([[0], np.cumsum(self.size)[:-1]])
        place = np.arange(len(order)) - first[self.number[order]]
        drawn = np.zeros(len(order), dtype=np.bool_)
        drawn[order] = place < self.take[self.number[order]]
        return drawn

    def records(self, drawn: np.ndarray, period: int) -> Records:
        """Return what was found at the sites drawn."""
        rows = np.flatnonzero(drawn)
        number = self.number[rows]
        return Records(
            sites=self.names[rows],
            attributes={
                "street": self.streets[rows],
                "district": self.districts[rows],
                "venue": self.venues[rows],
                "city": np.full(len(rows), "C"),
            },
            items=("lost",),
            findings=self.lost[period, rows].reshape(-1, 1),
            states=np.zeros((len(rows), 1), dtype=np.int8),
            site_states=np.zeros(len(rows), dtype=np.int8),
            stratum=np.char.add(self.streets[rows], np.char.add("-", self.venues[rows])),
            cell=self.cells[rows],
            frame_sizes=self.size[number],
        )


def city(streets: int, seed: int, locked: float = 0.0) -> City:
    """Make a city; every fifth street has no urban village. locked: share of toilets."""
    dice = np.random.default_rng(seed)
    rows = _frame(streets, dice)
    sizes: dict[tuple[str, str], int] = {}
    for row in rows:
        sizes[row.street, row.venue] = sizes.get((row.street, row.venue), 0) + 1
    weights = {venue: weight for venue, (weight, _) in VENUES.items()}
    wanted = allocate(sizes, weights, PER_STREET, max_share=MAX_SHARE, allow_short=True)
    placed = assign_cells(rows, wanted)
    names, number = np.unique([row.cell for row in placed], return_inverse=True)
    size = np.bincount(number)
    street = np.array([row.street for row in placed])
    return City(
        names=np.array([row.site_id for row in placed]),
        streets=street,
        districts=np.array([f"D{int(name[1:]) // STREETS_A_DISTRICT}" for name in street]),
        venues=np.array([row.venue for row in placed]),
        cells=names[number],
        number=number,
        size=size,
        take=np.minimum(size, 2),
        lost=_lost(placed, dice, locked),
    )


def _frame(streets: int, dice: np.random.Generator) -> list[FrameRow]:
    rows = []
    for street in range(streets):
        scale = dice.uniform(0.72, 1.28)
        for venue, (_, average) in VENUES.items():
            if venue == "V03" and street % 5 == 4:
                continue
            count = round(average * scale)
            at = np.rint(dice.normal(0, SPREAD_M, (count, 2))).astype(int).tolist()
            rows += [
                FrameRow(
                    f"S{street:02d}-{venue}-{k:04d}", f"S{street:02d}", venue, "", 1, *xy
                )
                for k, xy in enumerate(at)
            ]
    return rows


def _lost(
    rows: tuple[FrameRow, ...], dice: np.random.Generator, locked: float
) -> np.ndarray:
    """Return what each site loses (2, sites): streets differ, neighbours are alike, and
    some sites have a bad day."""
    streets, street = np.unique([row.street for row in rows], return_inverse=True)
    x, y = (np.array([getattr(row, name) for row in rows]) / SPREAD_M for name in "xy")
    wave = dice.normal(0, 2, (len(streets), 2))
    near = 1 + 0.4 * np.sin(x * wave[street, 0] + y * wave[street, 1])
    level = MEAN_LOSS * np.maximum(dice.normal(1, 0.22, len(streets)), 0.35)[street] * near
    lasting = dice.gamma(3 * LASTING, 1 / 3, len(rows))
    found = []
    for _ in range(2):
        day = lasting + dice.gamma(3 * (1 - LASTING), 1 / 3, len(rows))
        lost = np.minimum(np.rint(level * day), 100)
        shut = (dice.random(len(rows)) < locked) & np.array(
            [r.venue == "V12" for r in rows]
        )
        found.append(np.where(shut, 100, lost))
    return np.array(found).astype(np.int64)
