"""Bias and spread of the mean under a cool-off: by birth class, with cells, re-cut or not.

Protocol sections 8, 14 and 15: 400 sites, 40 drawn, three quarters of rest, one site in
twenty replaced each quarter, new sites 15 points worse for five quarters. One line per
design; ours is the bias over all quarters, other its standard error, ratio the two.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SITES, DRAWN, REST, REPLACED = 400, 40, 3, 20
QUARTERS, DROPPED, RUNS = 40, 10, 300
SHARE = 20  # sites a cell, so that two of them are a tenth
NEW_MALUS, NEW_QUARTERS = 15.0, 5
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass
class World:
    """The sites of one run; a site that closes is replaced in its place by a new one."""

    dice: np.random.Generator
    place: Floats  # (sites, 2)
    worth: Floats  # (sites,)
    born: Ints  # (sites,) quarter
    last: Ints  # (sites,) quarter last drawn, far in the past if never
    counts: Ints  # (sites,) the same, forgotten where a re-cut starts anew
    cell: Ints  # (sites,)


def new_world(dice: np.random.Generator) -> World:
    """Return sites all older than the window; worth follows the place in part."""
    place = dice.random((SITES, 2))
    worth = dice.gamma(2, 10, SITES) + 10 * place[:, 0]
    never = np.full(SITES, -99)
    cell = np.zeros(SITES, dtype=np.int64)
    return World(dice, place, worth, never.copy(), never.copy(), never.copy(), cell)


def replace_some(world: World, quarter: int) -> Ints:
    """Close sites by chance and open others; returns where."""
    gone = world.dice.choice(SITES, REPLACED, replace=False)
    world.place[gone] = world.dice.random((REPLACED, 2))
    world.worth[gone] = world.dice.gamma(2, 10, REPLACED) + 10 * world.place[gone, 0]
    world.born[gone], world.last[gone], world.counts[gone] = quarter, -99, -99
    return gone


def strips(place: Floats, members: Ints, cells: int) -> list[Ints]:
    """Split sites into cells of neighbours, sizes equal but for one."""
    return list(np.array_split(members[np.argsort(place[members, 0])], cells))


def take(world: World, eligible: NDArray[np.bool_], takes: Ints) -> Ints:
    """Draw from each cell: the least of fresh random numbers among those eligible."""
    order = np.lexsort((world.dice.random(SITES), ~eligible, world.cell))
    cells = world.cell[order]
    first = np.searchsorted(cells, cells, side="left")
    place = np.arange(SITES) - first
    return order[(place < takes[cells]) & eligible[order]]


@dataclass(frozen=True)
class Design:
    """How cells are made, and whether sites rest."""

    name: str
    cut: Callable[[World, int, Ints], None]  # writes world.cell, may forget world.counts
    young_rate: int = 1  # times the take of a young class
    cells: bool = True  # two sites of each cell, else a tenth of each class
    rests: bool = True


def recut(world: World, classes: Ints, share: int) -> None:
    """Cut every class anew into cells of `share` sites."""
    number = 0
    for one in np.unique(classes):
        members = np.flatnonzero(classes == one)
        for part in strips(world.place, members, max(1, len(members) // share)):
            world.cell[part] = number
            number += 1


def classes_of(world: World, quarter: int) -> Ints:
    """Return the birth quarter of young sites, -1 for all older than the window."""
    return np.where(quarter - world.born <= REST, world.born, -1)


def no_cells(world: World, quarter: int, _: Ints) -> None:
    """One class per young birth quarter and one of the old, none of them cut."""
    _, world.cell = np.unique(classes_of(world, quarter), return_inverse=True)


def one_class(world: World, _quarter: int, _: Ints) -> None:
    """All sites together, as if births broke no symmetry."""
    world.cell[:] = 0


def each_quarter(world: World, quarter: int, _: Ints) -> None:
    """Classes that leave the window join the old class, which is cut anew at once."""
    recut(world, classes_of(world, quarter), SHARE)


def yearly(world: World, quarter: int, opened: Ints) -> None:
    """Cells stand for a year, newly born sites in a cell of their own; then all is cut."""
    if quarter % 4 == 0:
        recut(world, np.where(quarter == world.born, world.born, -1), SHARE)
    else:
        world.cell[opened] = world.cell.max() + 1


def yearly_anew(world: World, quarter: int, opened: Ints) -> None:
    """As yearly, and draws before the cut are forgotten: nobody rests for them."""
    if quarter % 4 == 0:
        world.counts[:] = -99
    yearly(world, quarter, opened)


DESIGNS = (
    Design("classes by birth quarter, no cells", no_cells, cells=False),
    Design("one class, no cells", one_class, cells=False),
    Design("independent draws, no cells", no_cells, cells=False, rests=False),
    Design("independent draws, cells", each_quarter, rests=False),
    Design("cells re-cut each quarter", each_quarter),
    Design("cells re-cut each quarter, young at twice the rate", each_quarter, 2),
    Design("cells re-cut yearly", yearly),
    Design("cells re-cut yearly, young at twice the rate", yearly, 2),
    Design("cells re-cut yearly and rest begun anew", yearly_anew),
    Design(
        "cells re-cut yearly and rest begun anew, young at twice the rate", yearly_anew, 2
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What the runs of one design came to."""

    bias: float
    se: float
    rmse: float
    again: float  # share of those drawn that were drawn in the three quarters before


def takes_of(design: Design, world: World, quarter: int, sizes: Ints) -> Ints:
    """Return how many sites each cell gives."""
    if not design.cells:
        return np.maximum(1, np.rint(sizes * DRAWN / SITES)).astype(np.int64)
    young = np.zeros(len(sizes), dtype=bool)
    young[world.cell[quarter - world.born <= REST]] = True
    mixed = np.zeros(len(sizes), dtype=bool)
    mixed[world.cell[quarter - world.born > REST]] = True
    return np.minimum(np.where(young & ~mixed, 2 * design.young_rate, 2), sizes)


def run(design: Design, seed: int) -> tuple[list[float], list[float]]:
    """Return errors of the mean, and the share drawn again, quarter by quarter."""
    world = new_world(np.random.default_rng(seed))
    errors, again = [], []
    for quarter in range(QUARTERS):
        opened = replace_some(world, quarter) if quarter else np.array([], dtype=np.int64)
        design.cut(world, quarter, opened)
        _, world.cell = np.unique(world.cell, return_inverse=True)
        sizes = np.bincount(world.cell)
        takes = takes_of(design, world, quarter, sizes)
        roomy = (sizes > takes * (REST + 1))[world.cell]  # else the cool-off is dropped
        rests = (quarter - world.counts <= REST) & roomy & design.rests
        drawn = take(world, ~rests, takes)
        worth = world.worth + NEW_MALUS * (quarter - world.born < NEW_QUARTERS)
        weight = (sizes / takes)[world.cell[drawn]]
        errors.append(float(weight @ worth[drawn] / SITES - worth.mean()))
        again.append(float((quarter - world.last[drawn] <= REST).mean()))
        world.last[drawn] = world.counts[drawn] = quarter
    return errors[DROPPED:], again[DROPPED:]


def simulate(design: Design, runs: int) -> Outcome:
    """Repeat a design; runs differ by their seed alone."""
    made = [run(design, seed) for seed in range(runs)]
    errors = np.array([errors for errors, _ in made])
    means = errors.mean(axis=1)
    return Outcome(
        bias=float(means.mean()),
        se=float(means.std(ddof=1) / np.sqrt(runs)),
        rmse=float(np.sqrt((errors**2).mean())),
        again=float(np.mean([again for _, again in made])),
    )


def main() -> None:
    """Print each design's bias against its standard error."""
    for design in DESIGNS:
        found = simulate(design, RUNS)
        line = {
            "name": design.name,
            "ours": round(found.bias, 4),
            "other": round(found.se, 4),
            "ratio": round(found.bias / found.se, 2),
            "op": f"bias and its standard error; rmse {found.rmse:.3f},"
            f" drawn again within 3 quarters {found.again:.3f}",
            "target": "|ratio| <= 3",
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
