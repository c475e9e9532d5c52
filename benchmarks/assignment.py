"""20 000 packages to 60 teams: costs, flow, and the certificate in plain Python."""

import time

import numpy as np

from benchmarks._report import report
from sampling import assignment, certificate
from sampling.types import Package, Team

PACKAGES, TEAMS, SIDE_M, LAMBDA_M = 20_000, 60, 50_000, 20_000
KEY = "6b5759160347e3212356efd30c43bc7491991adffb7c1c9f29bb75e8cc2cca77"


def problem() -> tuple[list[Package], list[Team], frozenset[certificate.Ban]]:
    """Return packages and teams in a square, every team barred from one package in thirty."""
    dice = np.random.default_rng(1)
    points = dice.integers(0, SIDE_M, (PACKAGES, 2)).tolist()
    homes = dice.integers(0, SIDE_M, (TEAMS, 2)).tolist()
    packages = [
        Package(f"S{n % 74:02d}-{n // 74:03d}-P01", "", f"S{n % 74:02d}", (), 8, x, y)
        for n, (x, y) in enumerate(points)
    ]
    teams = [
        Team(f"T{n:02d}", (), x, y, frozenset({f"S{n:02d}", f"S{n + 14:02d}"}))
        for n, (x, y) in enumerate(homes)
    ]
    return packages, teams, certificate.street_bans(packages, teams)


def once(work) -> tuple[float, object]:
    """Time one run in seconds of this process: the limits are absolute, machines shared."""
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def main() -> None:
    """Print each part against its limit."""
    packages, teams, bans = problem()
    assignment.costs(packages[:9], teams, KEY, bans, LAMBDA_M)  # compiled before the clock
    priced_s, priced = once(lambda: assignment.costs(packages, teams, KEY, bans, LAMBDA_M))
    plain_s, plain = once(lambda: certificate.costs(packages, teams, KEY, bans, LAMBDA_M))
    assert plain.rows == priced.rows
    load = -(-PACKAGES // TEAMS) + 5
    whole_s, found = once(
        lambda: assignment.assign(packages, teams, KEY, bans, LAMBDA_M, load - 20, load)
    )
    proof_s, c = once(lambda: certificate.certify(found.team_of, priced, load - 20, load))
    assert c == found.c
    assert c > 0
    report(
        "costs of 1 200 000 pairs", priced_s, plain_s, "CPU seconds, plain Python", "<= 1"
    )
    report("assignment with all its parts", whole_s, 5.0, "CPU seconds, the limit", "<= 1")
    flow_s = whole_s - priced_s - proof_s
    report("the flow alone", flow_s, 3.0, "CPU seconds, the limit", "<= 1")
    report("certificate in plain Python", proof_s, 0.5, "CPU seconds, the limit", "<= 1")


if __name__ == "__main__":
    main()
