"""The difference between any two periods, with its interval: the rule `change`, asked freely.

    differences(now, before, "street", "index", "difference") -> {area: Figure}

A rubric names the changes it publishes; a reader may compare any two periods. Both are
computed by the same expression, so sites in common are stacked here too.
"""

from collections.abc import Mapping
from dataclasses import replace

from scoring import changes
from scoring.history import Past
from scoring.result import Figure, Result
from scoring.steps import Step
from scoring.vocabulary import Rule, ScoringError

NAME = "difference between periods"


def differences(
    now: Result, before: Past, level: str, column: str, how: str = "difference"
) -> Mapping[str, Figure]:
    """Return the change of a column in each area; how: "difference" or "percent".

    Empty where the two methods differ or a period has no value; without an interval where
    the earlier period is a printed table. ScoringError if there is no such column.
    """
    if (level, column) not in now.work.columns:
        raise ScoringError(f"there is no column {column!r} at level {level}")
    columns = dict(now.work.columns)
    work = replace(now.work, history={"previous": before}, columns=columns)
    step = Step(
        *(NAME, level, Rule.CHANGE, (column,), False, {"as": how}, {}, {}, "", ""),
        *("previous", None, {}, (), (), (), None, False),
    )
    columns[level, NAME] = changes.change(work, step)[""]
    return Result(work).figures(level, NAME)


def common_sites(now: Result, before: Past) -> int:
    """Return how many sites were drawn in both periods."""
    return len(set(now.work.records.sites.tolist()) & set(before.sites))
