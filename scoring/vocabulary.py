"""The words a rubric and a result may use, and the two errors of this package."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class ScoringError(ValueError):
    """The caller passed something that cannot be scored; says got and wanted."""


class RubricError(ScoringError):
    """A rubric file has a fault; the message names the line, the key and the remedy."""

    @property
    def place(self) -> str:
        """Return the key that the message begins with."""
        return str(self).partition(":")[0]


class Reason(StrEnum):
    """Why a value is empty. None of them is ever 0."""

    NA = "na"  # there is nothing of the kind here
    NO_DATA = "no_data"  # it exists and was not observed
    SUPPRESSED = "suppressed"  # observed too thinly to be shown


class Kind(StrEnum):
    """How an item is judged."""

    CODE = "code"
    COUNT = "count"
    MEASURE = "measure"


class Action(StrEnum):
    """What a state does to an item or a site."""

    EXCLUDE = "exclude"
    LOSE = "lose"
    FAIL = "fail"
    VOID = "void"


class Rule(StrEnum):
    """The closed list of what a step can do."""

    SHARE = "share"
    REMAIN = "remain"
    SUM = "sum"
    SCALE = "scale"
    ROUND = "round"
    MINMAX = "minmax"
    BANDS = "bands"
    VETO = "veto"
    COUNT = "count"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    TREE_MEAN = "tree_mean"
    CAP = "cap"
    RANK = "rank"
    CHANGE = "change"


class ItemState:
    """Codes of the state of one item at one site; int8, so that a million fit in memory."""

    RATED = 0
    NA = 1
    MISSING = 2


class SiteState:
    """Codes of the state of one site; int8."""

    OPEN = 0
    LOCKED = 1  # should be open and is not: a result
    CLOSED = 2  # rightly closed: no value, not a loss
    MISSING = 3  # planned, never judged


@dataclass(frozen=True, slots=True)
class Period:
    """The days a result is about; key names it, such as 2026Q1."""

    first: date
    last: date
    key: str = ""

    @property
    def end_month(self) -> int:
        """Count the months from year 0 to the last one of the period."""
        return month_number(self.last)


def month_number(day: date) -> int:
    """Return year * 12 + month - 1, so that months can be subtracted."""
    return day.year * 12 + day.month - 1


def quarter(key: str) -> Period:
    """Return the quarter named like 2026Q1."""
    year, number = int(key[:4]), int(key[5:])
    if len(key) != 6 or key[4] != "Q" or not 1 <= number <= 4:
        raise ScoringError(f"got quarter {key!r}, wanted one such as 2026Q1")
    after = date(year + number // 4, number % 4 * 3 + 1, 1)
    return Period(
        date(year, number * 3 - 2, 1), date.fromordinal(after.toordinal() - 1), key
    )
