"""Freezing and reading back a frame at 10^5 to 10^7 sites in 888 strata.

`python -m benchmarks.freeze [sites ...]`. From a register in columns whose rows come in
any order: ids sorted and asked to be unique, strata counted, cells cut, frame.csv written,
its SHA-256 and Merkle root. Limits in the same run: SHA-256 of the same bytes alone, a
Morton key with a stable sort (neighbours together, but no exact sizes), and the ten
seconds that ten million sites may take. Growth is our time a site against that at a tenth.
"""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_SELF, getpagesize, getrusage

import numpy as np

from benchmarks._report import report, report_ratio
from benchmarks.cells import DRAWN, STRATA, morton, points_of
from benchmarks.draw import frame, once
from sampling import allocation, framing, reading, rooting, writing
from sampling.columns import Coded, Columns

SITES = (100_000, 1_000_000, 10_000_000)
LIMIT_S = 10.0  # for ten million sites
VENUES = 12


@dataclass(frozen=True)
class Frozen:
    """What freezing gives, and when each part of it was done."""

    data: bytes
    sha256: str
    merkle_root: str
    took: dict[str, float]  # part -> CPU seconds


def register(sites: int) -> Columns:
    """Return a register in a mixed order: ids of 16 bytes, 74 streets, 12 venue types."""
    points, strata = points_of(sites)
    mixed = np.random.default_rng(2).permutation(sites)
    none = Coded(np.full(sites, -1, dtype=np.int32), ())
    streets = tuple(f"S{number:02d}" for number in range(STRATA // VENUES))
    venues = tuple(f"V{number:02d}" for number in range(1, VENUES + 1))
    return Columns(
        frame(sites).names[mixed],
        Coded(strata // VENUES, streets),
        Coded(strata % VENUES, venues),
        none,
        np.ones(sites, dtype=np.int64),
        points[:, 0].copy(),
        points[:, 1].copy(),
        none,
        none,
        np.zeros(sites, dtype=np.int8),
    )


def freeze(columns: Columns) -> Frozen:
    """Freeze a register, part by part."""
    took: dict[str, float] = {}
    took["order"], columns = once(lambda: framing.ascending(columns))
    took["strata"], grouped = once(lambda: framing.strata(columns))
    sizes = grouped.sizes()
    weights = {venue: 1 for _, venue in sizes}
    per_street = DRAWN * VENUES // STRATA
    took["sizes"], wanted = once(
        lambda: allocation.allocate(sizes, weights, per_street, allow_short=True)
    )
    leaves = framing.leaves_of(sizes, wanted)
    took["cells"], placed = once(lambda: framing.with_cells(columns, grouped, leaves))
    took["bytes"], data = once(lambda: writing.frame_bytes(placed))
    took["digest"], digest = once(lambda: hashlib.sha256(data).hexdigest())
    took["root"], root = once(lambda: rooting.merkle_root(data))
    return Frozen(data, digest, root, took)


def compare(sites: int, before: float | None) -> float:
    """Print the lines of one size; return nanoseconds a site."""
    columns = register(sites)
    begun = _held()
    runs = [freeze(columns) for _ in range(1 if sites > 5_000_000 else 3)]
    best = min(runs, key=lambda run: sum(run.took.values()))
    whole, data = sum(best.took.values()), best.data
    peak = (getrusage(RUSAGE_SELF).ru_maxrss * 1024 - begun) / sites
    del runs
    wide = f"{sites:,} sites".replace(",", " ")
    share = LIMIT_S * sites / 10**7
    report(f"freeze, {wide}", whole, share, "CPU seconds, the limit", "<= 1")
    for part, took in best.took.items():
        report(f"freeze, {wide}: {part}", took, whole, "CPU seconds, all parts", "said")
    bare, _ = once(lambda: hashlib.sha256(data).digest())
    report(f"freeze, {wide}", whole, bare, "CPU seconds, SHA-256 of the bytes", "said")
    key = np.stack([columns.x, columns.y], axis=1)
    peer, _ = once(lambda: morton(key, columns.street.code * VENUES + columns.venue.code))
    report(
        f"freeze, {wide}", whole, peer, "CPU seconds, Morton key and stable sort", "said"
    )
    took, again = once(lambda: reading.read_frame(data))
    assert writing.frame_bytes(again) == data
    report(f"read back, {wide}", took, share, "CPU seconds, the limit", "<= 1")
    if sites >= 10**6:  # below, what was compiled takes more
        report_ratio(
            f"memory, {wide}", peak, 600.0, "peak bytes a site above the register", "<= 1"
        )
    each = 1e9 * whole / sites
    if before:
        report_ratio(
            f"growth, {wide}", each, before, "ns a site, at the size before", "<= 1.5"
        )
    return each


def _held() -> int:
    """Return the bytes of memory this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()


def main() -> None:
    """Compile first, apart, then compare each size asked for."""
    took, small = once(lambda: freeze(register(20_000)))
    reading.read_frame(small.data)
    report("compiled or read from the cache", took, 60.0, "CPU seconds, a minute", "<= 1")
    before = None
    for sites in [int(one) for one in sys.argv[1:]] or SITES:
        before = compare(sites, before)


if __name__ == "__main__":
    main()
