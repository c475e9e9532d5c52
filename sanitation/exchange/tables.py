"""Reads a table from a file into plain columns of texts; nothing is guessed."""

import zipfile
from pathlib import Path

import pandas as pd

from sanitation.errors import Code, Problem

Columns = dict[str, list[str]]
ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".xlsx")


def read_table(path: Path) -> Columns:
    """Return column -> texts, in the order of the file; a blank stays an empty text.

    A workbook gives its first sheet. Problem FILE_UNREADABLE names what is wrong.
    """
    if not path.name.lower().endswith(ENDINGS):
        raise Problem(Code.FILE_UNREADABLE, file=path.name, wanted=" ".join(ENDINGS))
    try:
        frame = _frame(path)
    except (
        OSError,
        ValueError,
        EOFError,
        pd.errors.ParserError,
        zipfile.BadZipFile,
    ) as error:
        raise Problem(Code.FILE_UNREADABLE, file=path.name, detail=str(error)) from error
    return {str(name): frame[name].tolist() for name in frame.columns}


def _frame(path: Path) -> pd.DataFrame:
    if path.name.lower().endswith(".xlsx"):
        return pd.read_excel(path, dtype=str, keep_default_na=False, na_filter=False)
    separator = "\t" if ".tsv" in path.name.lower() else ","
    return pd.read_csv(
        path,
        dtype=str,
        sep=separator,
        keep_default_na=False,
        na_filter=False,
        encoding="utf-8-sig",
    )
