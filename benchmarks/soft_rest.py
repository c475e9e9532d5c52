"""The soft rule, cooled sites at a fifth of the rate, against the hard one: a stable frame.

Protocol sections 8 and 14: 400 sites, 40 drawn, three quarters of rest, no births. Ours is
the standard deviation of the mean and the share drawn again, other the protocol's figure.
"""

import numpy as np

from benchmarks._report import report_ratio

SITES, DRAWN, REST, RATE = 400, 40, 3, 5
QUARTERS, DROPPED, RUNS = 40, 10, 100


def hard(dice: np.random.Generator, lately: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw among those who do not rest; the weight stays N / n."""
    drawn = dice.permutation(np.flatnonzero(~lately))[:DRAWN]
    return drawn, np.full(DRAWN, SITES / DRAWN)


def soft(dice: np.random.Generator, lately: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw both classes, the cooled ones at a fifth of the rate; weights by class."""
    cooled, fresh = np.flatnonzero(lately), np.flatnonzero(~lately)
    share = len(cooled) / (len(cooled) + RATE * len(fresh))
    some = min(len(cooled), max(len(cooled) > 0, round(DRAWN * share)))
    drawn = [dice.permutation(cooled)[:some], dice.permutation(fresh)[: DRAWN - some]]
    weights = [np.full(len(part), len(of) / max(1, len(part)))
               for part, of in zip(drawn, (cooled, fresh), strict=True)]  # fmt: skip
    return np.concatenate(drawn), np.concatenate(weights)


def spread(rule, runs: int = RUNS) -> tuple[float, float, float]:
    """Return bias and standard deviation of the mean, and the share drawn again."""
    errors, again = [], []
    for run in range(runs):
        dice = np.random.default_rng(run)
        worth, last = dice.gamma(2, 10, SITES), np.full(SITES, -99)
        for quarter in range(QUARTERS):
            lately = quarter - last <= REST
            drawn, weight = rule(dice, lately)
            if quarter >= DROPPED:
                errors.append(weight @ worth[drawn] / SITES - worth.mean())
                again.append(lately[drawn].mean())
            last[drawn] = quarter
    return float(np.mean(errors)), float(np.std(errors)), float(np.mean(again))


def main() -> None:
    """Print both rules beside the protocol's figures."""
    _, hard_sd, _ = spread(hard)
    bias, soft_sd, again = spread(soft)
    report_ratio("hard rule, sd", hard_sd, 2.18, "sd of the mean, protocol", "0.95 to 1.05")
    report_ratio("soft rule, sd", soft_sd, 2.89, "sd of the mean, protocol", "0.9 to 1.1")
    report_ratio("soft rule, drawn again", again, 0.075, "share, protocol", "0.8 to 1.25")
    report_ratio("soft rule, bias", abs(bias), soft_sd, "bias and sd of the mean", "<= 0.1")


if __name__ == "__main__":
    main()
