"""Spread of designs on the spatial population of 10 000 sites, protocol section 14.

One line per design and variable: ours is the standard deviation of the mean over the
draws, other the exact one; for other designs, the figure of the reference file.
"""

import csv
import json

import numpy as np
from numpy.typing import NDArray

from benchmarks._report import report_ratio
from sampling.cells import split_points
from tests.reference import reference_file

DRAWN, CELLS, DRAWS = 200, 100, 4000
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def population() -> tuple[Ints, Floats]:
    """Return places in millionths (sites, 2) and the three variables (sites, 3)."""
    with reference_file("sampling/spatial_sim_population_10000.csv").open() as file:
        rows = np.array(list(csv.reader(file)), dtype=np.float64)
    return np.rint(rows[:, :2] * 10**6).astype(np.int64), rows[:, 2:]


def leaves(points: Ints) -> Ints:
    """Return the sites of each k-d cell (cells, sites a cell)."""
    return np.array(split_points(points, CELLS))


def exact_sd(values: Floats, cells: Ints) -> Floats:
    """Return the standard deviation of the mean, two per cell, from the whole population."""
    inside = values[cells]  # (cells, sites, variables)
    sites = cells.shape[1]
    spread = inside.var(axis=1, ddof=1)
    variance = (sites**2 * (1 - 2 / sites) * spread / 2).sum(axis=0)
    return np.sqrt(variance) / len(values)


def srs_sd(values: Floats) -> Floats:
    """Return that of a simple random sample of as many."""
    spread = values.var(axis=0, ddof=1)
    return np.sqrt((1 - DRAWN / len(values)) * spread / DRAWN)


def draws(values: Floats, cells: Ints, dice: np.random.Generator) -> tuple[Floats, Floats]:
    """Return means and estimated standard errors (draws, variables) of two per cell."""
    sites = cells.shape[1]
    means, errors = [], []
    for _ in range(DRAWS):
        first = dice.integers(0, sites, CELLS)
        second = (first + dice.integers(1, sites, CELLS)) % sites
        rows = np.arange(CELLS)
        one, two = values[cells[rows, first]], values[cells[rows, second]]
        means.append((one + two).sum(axis=0) / DRAWN)
        variance = (sites**2 * (1 - 2 / sites) * (one - two) ** 2 / 4).sum(axis=0)
        errors.append(np.sqrt(variance) / len(values))
    return np.array(means), np.array(errors)


def main() -> None:
    """Print our figures beside the exact ones, and other designs' beside ours."""
    points, values = population()
    cells = leaves(points)
    exact, simple = exact_sd(values, cells), srs_sd(values)
    means, errors = draws(values, cells, np.random.default_rng(1))
    for place in range(3):
        name = f"y{place + 1}"
        report_ratio(f"{name} sd two per cell", means[:, place].std(ddof=1), exact[place],
                     "over 4 000 draws, exact", "0.97 to 1.03")  # fmt: skip
        report_ratio(f"{name} estimated variance", (errors[:, place] ** 2).mean(),
                     exact[place] ** 2, "mean over the draws, exact", "0.97 to 1.03")  # fmt: skip
        report_ratio(f"{name} sd two per cell", exact[place], simple[place],
                     "exact, simple random sample", "<= 1.01")  # fmt: skip
    text = reference_file("sampling/spatial_sim_results_own.json").read_text("utf-8")
    for design, found in json.loads(text).items():
        report_ratio(f"y1 sd two per cell against {design}", exact[0], found["sd"][0],
                     "exact, 1 500 draws of the reference", "<= 1.2")  # fmt: skip


if __name__ == "__main__":
    main()
