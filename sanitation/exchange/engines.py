"""Where item results are added up: in memory, in an embedded database, or on a cluster.

    opened(name, path) -> Opened: the results as a frame, and how to put a small table there

Every engine runs the one expression of `scoring.tall` and gives the same whole numbers.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

from sanitation.errors import Code, Problem
from scoring.tall import COLUMNS, Frame, Small, Table

WORDS = {"site": "str", "item": "str", "state": "str"}


@dataclass(frozen=True, slots=True)
class Opened:
    """Item results where an engine can read them; small puts a table beside them."""

    results: Frame
    small: Small


def opened(engine: str, path: Path) -> Opened:
    """Open item results: a CSV or Parquet file with site, item, state and findings.

    state is a word: rated, na or missing. INVALID_INPUT if a column is missing, or if the
    engine is not installed; FILE_UNREADABLE if it is no such file.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise Problem(Code.INVALID_INPUT, file=path.name, wanted=".csv, .parquet")
    try:
        native, small = ENGINES[engine](path)
    except (duckdb.Error, ValueError, TypeError) as error:
        raise Problem(Code.FILE_UNREADABLE, file=path.name) from error
    frame = nw.from_native(native).lazy()
    columns = frame.collect_schema()
    if lacking := sorted(set(COLUMNS) - set(columns.names())):
        raise Problem(Code.INVALID_INPUT, file=path.name, wanted=", ".join(lacking))
    if not (kind := columns["findings"]).is_integer():
        wanted = "findings: whole numbers"
        raise Problem(Code.INVALID_INPUT, file=path.name, got=str(kind), wanted=wanted)
    return Opened(_typed(frame), small)


def _typed(frame: Frame) -> Frame:
    """Give the columns the types the expression wants; the site keeps its own."""
    names = [nw.col(name).cast(nw.String) for name in ("item", "state")]
    return frame.select("site", *names, nw.col("findings").cast(nw.Int64))


def _memory(path: Path) -> tuple[Any, Small]:
    if path.suffix == ".csv":
        read = pd.read_csv(path, dtype=WORDS | {"findings": "Int64"})
    else:
        read = duckdb.from_parquet(str(path)).df()
    return read, lambda table: nw.from_native(pd.DataFrame(table)).lazy()


def _embedded(path: Path) -> tuple[Any, Small]:
    connection = duckdb.connect()
    if path.suffix == ".csv":
        read = connection.read_csv(str(path), dtype={"site": "VARCHAR", "item": "VARCHAR"})
    else:
        read = connection.from_parquet(str(path))

    def small(table: Table) -> Frame:
        return nw.from_native(connection.from_df(pd.DataFrame(table)))

    return read, small


def _cluster(path: Path) -> tuple[Any, Small]:
    """Open a file on Spark; its code is loaded only here, because few installations have it."""
    try:
        cluster = importlib.import_module("sanitation.exchange.cluster")
    except ImportError as error:
        raise Problem(
            Code.INVALID_INPUT, got="spark", wanted="sanitation[spark]"
        ) from error
    found: tuple[Any, Small] = cluster.opened(path)
    return found


ENGINES: Mapping[str, Callable[[Path], tuple[Any, Small]]] = {
    "memory": _memory,
    "duckdb": _embedded,
    "spark": _cluster,
}
