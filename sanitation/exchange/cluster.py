"""Item results on Spark; needs the extra `spark` and a Java machine."""

from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
from pyspark.sql import SparkSession

from scoring.tall import Frame, Small, Table

SCHEMA = "site string, item string, state string, findings long"


def opened(path: Path) -> tuple[Any, Small]:
    """Open a CSV or Parquet file on the session of this process, made if there is none.

    Where the session runs is Spark's own affair: SPARK_HOME, spark-submit, or this machine.
    """
    session = SparkSession.builder.appName("sanitation").getOrCreate()
    reader, name = session.read, path.resolve().as_uri()
    csv = path.suffix == ".csv"
    read = reader.csv(name, header=True, schema=SCHEMA) if csv else reader.parquet(name)

    def small(table: Table) -> Frame:
        columns = (np.asarray(column).tolist() for column in table.values())
        rows = list(zip(*columns, strict=True))
        made: Frame = nw.from_native(session.createDataFrame(rows, list(table)))
        return made

    return read, small
