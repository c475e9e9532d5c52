"""Tickets and whole draws at 10^5 to 10^7 sites in 888 strata, two sites per cell.

`python -m benchmarks.draw [sites ...]`. Peers in the same run: the plain hashlib loop, the
processor's SHA-256 in C where a compiler is at hand, NumPy's choice, which replays
nothing, and the survey package svy where it is installed. Ids have 16 bytes; the frame is
in memory as columns before the clock starts.
"""

import hashlib
import heapq
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks._report import report, report_ratio
from sampling import fast
from sampling.table import Kept, Table, draw_table

STRATA, DRAWN = 888, 20_000
KEY = hashlib.sha256(b"benchmark").hexdigest()
SITES = (100_000, 1_000_000, 10_000_000)


def frame(sites: int) -> Table:
    """Return a frame in columns: ids of 16 bytes ascending, cells of equal size."""
    cells = min(DRAWN // 2, sites // 5)
    digits = np.arange(sites)[:, None] // 10 ** np.arange(11, -1, -1) % 10
    names = np.zeros((sites, 19), dtype=np.uint8)
    names[:, :4] = np.frombuffer(b"440-", dtype=np.uint8)
    names[:, 4:16] = digits + ord("0")
    cell_of = (np.arange(sites) * cells // sites).astype(np.int32)
    codes = tuple(f"S{n // 12:02d}-V{n % 12:02d}-C{n:05d}" for n in range(cells))
    return Table(names, cell_of, np.ones(sites, dtype=bool), codes)


def once(work, clock=time.process_time) -> tuple[float, object]:
    """Time one run in seconds of this process: others may be using the machine."""
    begun = clock()
    found = work()
    return clock() - begun, found


def best(work, times: int = 3, clock=time.process_time) -> tuple[float, object]:
    """Time several runs and return the fastest."""
    made = [once(work, clock) for _ in range(times)]
    return min(took for took, _ in made), made[-1][1]


def plain_tickets(names: list[bytes]) -> list[bytes]:
    """Hash id by id, as anybody would write it."""
    prefix = f"{KEY},".encode()
    return [hashlib.sha256(prefix + name).digest() for name in names]


def plain_draw(names: list[bytes], cell_of: list[int]) -> list[list[tuple[bytes, int]]]:
    """Hash, group by cell and take the two smallest of each."""
    inside = defaultdict(list)
    for row, (cell, ticket) in enumerate(zip(cell_of, plain_tickets(names), strict=True)):
        inside[cell].append((ticket, row))
    return [heapq.nsmallest(2, inside[cell]) for cell in sorted(inside)]


def fast_draw(table: Table) -> Kept:
    """Draw two of each cell from columns."""
    wanted = np.full(len(table.cells), 2, dtype=np.int64)
    return draw_table(table, wanted, KEY, fast.table_prefixes, fast.table_digests)


def numpy_choice(table: Table) -> list[np.ndarray]:
    """Choose two of each cell with NumPy: no ticket, nothing to replay."""
    dice = np.random.default_rng(1)
    starts = np.searchsorted(table.cell_of, np.arange(len(table.cells) + 1))
    return [
        dice.choice(np.arange(one, two), 2, replace=False) for one, two in pairwise(starts)
    ]


def svy_draw(table: Table) -> Callable[[], object] | None:
    """Return the survey package's stratified draw of two per cell; None where it is absent.

    Good for one run: the sample takes the place of the frame it was drawn from.
    """
    if find_spec("svy") is None:
        return None
    svy, polars = import_module("svy"), import_module("polars")
    rows = {"site": np.arange(len(table.names)), "cell": table.cell_of}
    held = svy.Sample(polars.DataFrame(rows), svy.Design(stratum="cell"))
    return lambda: held.sampling.srs(2, rstate=1)


def raw_ns(sites: int) -> float | None:
    """Return nanoseconds a block in C with SHA instructions; None without them."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    source = Path(__file__).with_name("raw_sha256.c")
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "raw"
        flags = ["-O3", "-msha", "-msse4.1", "-o", str(built), str(source)]
        if compiler is None or subprocess.run([compiler, *flags], check=False).returncode:
            return None
        runs = [
            subprocess.run([str(built), str(sites)], capture_output=True, check=False)
            for _ in range(3)
        ]
    return None if runs[0].returncode else min(float(one.stdout) for one in runs)


def compare(sites: int) -> None:
    """Print the lines of one size; the answers must be the same."""
    table = frame(sites)
    took, found = best(lambda: fast.table_prefixes(KEY, table.names))
    drawn, kept = best(lambda: fast_draw(table))
    chosen, _ = best(lambda: numpy_choice(table), 1)
    surveyed = svy_draw(table)
    tracemalloc.start()
    fast_draw(table)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    names, cell_of = [row[:16].tobytes() for row in table.names], table.cell_of.tolist()
    hashed, tickets = best(lambda: plain_tickets(names), 1)
    assert tickets[-1][:8] == int(found[-1]).to_bytes(8, "big")
    del tickets
    looped, plain = best(lambda: plain_draw(names, cell_of), 1)
    assert [row for cell in plain for _, row in cell] == kept.rows.tolist()
    wide = f"{sites:,} sites".replace(",", " ")
    report(f"tickets, {wide}", took, hashed, "CPU seconds, hashlib loop", "<= 0.1")
    if raw := raw_ns(sites):
        report(
            f"tickets, {wide}", took, raw * sites / 1e9, "CPU seconds, SHA-NI in C", "<= 3"
        )
    report(f"whole draw, {wide}", drawn, looped, "CPU seconds, hashlib loop", "<= 0.1")
    report(f"whole draw, {wide}", drawn, chosen, "CPU seconds, NumPy choice", "<= 10")
    if surveyed:
        report(f"whole draw, {wide}", drawn, once(surveyed)[0], "CPU seconds, svy", "<= 1")
    report_ratio(f"memory of the draw, {wide}", peak, 100.0, "MB, the limit", "<= 1")


def main() -> None:
    """Compile first, apart, then compare each size asked for."""
    took, _ = once(lambda: fast_draw(frame(1000)))
    report("compiled or read from the cache", took, 60.0, "CPU seconds, a minute", "<= 1")
    for sites in [int(one) for one in sys.argv[1:]] or SITES:
        compare(sites)


if __name__ == "__main__":
    main()
