"""How often intervals hold the truth, in a made-up city drawn by the default design.

    python -m benchmarks.coverage [--streets 12] [--replicates 400] [--seed 1] [--locked 0]

One JSON object a line: the share of 95 % intervals that held it, with the standard error of
that share over the replicates (areas of one replicate are not taken as independent).
"""

import argparse
import json
from collections import defaultdict

import numpy as np

from scoring import engine
from scoring.vocabulary import quarter
from tests.scoring.city import LEVELS, City, city, method

BEFORE, NOW = 0, 1
Held = dict[str, list[float]]


def held(made: City, dice: np.random.Generator, times: int) -> Held:
    """Return by kind of interval the share of areas whose interval held, each replicate."""
    rules, found = method(), defaultdict(list)
    truth = {level: [made.indices(level, p) for p in (BEFORE, NOW)] for level in LEVELS}
    order = sorted(truth["street"][NOW], key=lambda area: -truth["street"][NOW][area])
    for _ in range(times):
        first = made.draw(dice)
        second = made.draw(dice, rested=first)
        past = engine.run(rules, made.records(first, BEFORE), quarter("2026Q1"))
        result = engine.run(rules, made.records(second, NOW), quarter("2026Q2"), past)
        for level, (before, now) in truth.items():
            for column in ("index", "change"):
                figures = result.figures(level, column)
                moved = before if column == "change" else dict.fromkeys(now, 0.0)
                found[f"{level} {column}"].append(
                    np.mean(
                        [f.low <= now[a] - moved[a] <= f.high for a, f in figures.items()]
                    )
                )
        ranks = result.figures("street", "index")
        found["joint ranks"].append(
            all(
                ranks[a].rank_low <= k <= ranks[a].rank_high for k, a in enumerate(order, 1)
            )
        )
    return {name: [float(one) for one in rows] for name, rows in found.items()}


def main() -> None:
    """Print one line a kind of interval."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, default in (("streets", 12), ("replicates", 400), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=default)
    asked.add_argument("--locked", type=float, default=0.0, help="share of toilets locked")
    given = asked.parse_args()
    made = city(given.streets, given.seed, given.locked)
    dice = np.random.default_rng(given.seed + 1)
    for name, rows in held(made, dice, given.replicates).items():
        line = {
            "name": name,
            "held": round(float(np.mean(rows)), 4),
            "se": round(float(np.std(rows, ddof=1) / len(rows) ** 0.5), 4),
            "replicates": len(rows),
            "target": ">= 0.95" if name == "joint ranks" else "0.93 to 0.97",
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
