"""Cutting cells at 10^5 to 10^7 points in 888 strata against a Morton key and a stable sort.

`python -m benchmarks.cells [sites ...]`. The peer puts neighbours together too, but its
groups have no exact sizes; growth is our time per point against that at a tenth.
"""

import sys
import time
import tracemalloc

import numpy as np

from benchmarks._report import report, report_ratio
from sampling import cells

STRATA, DRAWN = 888, 19_000
SITES = (100_000, 1_000_000, 10_000_000)


def points_of(sites: int) -> tuple[np.ndarray, np.ndarray]:
    """Return places in a city of 50 km, and strata that are not in the order of the ids."""
    dice = np.random.default_rng(1)
    strata = dice.integers(0, STRATA, sites).astype(np.int32)
    corner = dice.integers(0, 45_000, (STRATA, 2))
    return corner[strata] + dice.integers(0, 5_000, (sites, 2)), strata


def ours(points: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """Cut every stratum into cells for two sites each."""
    leaves = np.full(STRATA, DRAWN // 2 // STRATA)
    return cells.cell_numbers(points, strata, leaves)


def morton(points: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """Interleave the bits of both axes and sort by stratum and that."""
    spread = [points[:, axis].astype(np.uint64) for axis in (0, 1)]
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        spread = [(one | (one << np.uint64(shift))) & np.uint64(mask) for one in spread]
    key = (
        (strata.astype(np.uint64) << np.uint64(32))
        | spread[0]
        | (spread[1] << np.uint64(1))
    )
    return np.argsort(key, kind="stable")


def once(work) -> float:
    """Time one run in seconds of this process: others may be using the machine."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Print time, memory and growth of each size asked for."""
    before = None
    for sites in [int(one) for one in sys.argv[1:]] or SITES:
        points, strata = points_of(sites)
        took = min(once(lambda p=points, s=strata: ours(p, s)) for _ in range(3))
        peer = min(once(lambda p=points, s=strata: morton(p, s)) for _ in range(3))
        wide = f"{sites:,} points".replace(",", " ")
        report(
            f"cells, {wide}",
            took,
            peer,
            "CPU seconds, Morton key and stable sort",
            "<= 1.5",
        )
        tracemalloc.start()
        ours(points, strata)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        report_ratio(f"memory of the cells, {wide}", peak, 600.0, "MB, the limit", "<= 1")
        if before:
            report_ratio(
                f"growth, {wide}",
                1e9 * took / sites,
                before,
                "ns a point, at the size before",
                "<= 1.5",
            )
        before = 1e9 * took / sites


if __name__ == "__main__":
    main()
