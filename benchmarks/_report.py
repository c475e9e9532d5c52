"""Times two sides in one run and prints their ratio as one JSON object a line."""

import json
import time
from collections.abc import Callable
from statistics import median


def timed(work: Callable[[], object], times: int = 5) -> float:
    """Return the median of several runs, in seconds, after one that is not counted."""
    work()
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return median(took)


def report(name: str, ours: float, other: float, op: str, target: str) -> None:
    """Print one line; ours and other in seconds, ratio = ours / other."""
    report_ratio(name, ours, other, op, target)


def report_ratio(name: str, ours: float, other: float, op: str, target: str) -> None:
    """Print one line for any two figures of one kind; op says of which."""
    line = {
        "name": name,
        "ours": round(float(ours), 6),
        "other": round(float(other), 6),
        "ratio": round(float(ours / other), 3),
        "op": op,
        "target": target,
    }
    print(json.dumps(line), flush=True)
