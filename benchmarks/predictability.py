"""How well a street could guess its team: 300 packages, 30 teams, a city of side 1.

Protocol section 14. For each lambda (in sides of the city) the assignment is solved again
under fresh keys; ours is the probability of a package's likeliest team, mean and worst
over the packages, other the figure of the protocol.
"""

import hashlib

import numpy as np

from benchmarks._report import report_ratio
from sampling.assignment import assign
from sampling.types import Package, Team

SIDE_M, PACKAGES, TEAMS, RUNS = 10_000, 300, 30, 400
SAID = {0.0: (0.997, 1.0), 0.5: (0.38, 0.75), 1.0: (0.27, 0.49), 3.0: (0.16, 0.28)}


def city(seed: int) -> tuple[list[Package], list[Team]]:
    """Return packages and homes at random in a square."""
    dice = np.random.default_rng(seed)
    points = dice.integers(0, SIDE_M, (PACKAGES, 2)).tolist()
    homes = dice.integers(0, SIDE_M, (TEAMS, 2)).tolist()
    packages = [
        Package(f"S{n:03d}-P01", f"S{n:03d}", f"S{n:03d}", (), 8, *point)
        for n, point in enumerate(points)
    ]
    return packages, [Team(f"T{n:02d}", (), *home) for n, home in enumerate(homes, start=1)]


def likeliest(side: float, runs: int, seed: int = 1) -> tuple[float, float, float]:
    """Return the likeliest team's probability, mean and worst, and the mean distance.

    side: lambda in sides of the city. Loads are equal, as in the protocol's figures.
    """
    packages, teams = city(seed)
    column = {team.code: place for place, team in enumerate(teams)}
    met = np.zeros((len(packages), len(teams)))
    apart = 0.0
    load = len(packages) // len(teams)
    for run in range(runs):
        key = hashlib.sha256(f"run {run}".encode()).hexdigest()
        found = assign(packages, teams, key, (), int(side * SIDE_M), load, load)
        for row, package in enumerate(packages):
            place = column[found.team_of[package.id]]
            met[row, place] += 1
            home = teams[place]
            apart += float(np.hypot(package.x - home.home_x, package.y - home.home_y))
    share = met.max(axis=1) / runs
    return float(share.mean()), float(share.max()), apart / (runs * len(packages))


def main() -> None:
    """Print mean and worst for each lambda, and what the noise costs in distance."""
    nearest = 0.0
    for side, (mean, worst) in SAID.items():
        found = likeliest(side, RUNS if side else 5)
        name = f"likeliest team, lambda {side}"
        report_ratio(
            f"{name}, mean", found[0], mean, "probability, protocol", "0.8 to 1.25"
        )
        report_ratio(f"{name}, worst", found[1], worst, "probability, protocol", "<= 1.25")
        nearest = nearest or found[2]
        report_ratio(f"distance, lambda {side}", found[2], nearest,
                     "metres, without noise", "<= 3")  # fmt: skip


if __name__ == "__main__":
    main()
