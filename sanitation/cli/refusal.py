"""A refusal as a person at the command line reads it: what, where, and what to do now."""

import os
from typing import IO, Any

import click

from sanitation.cli.remedies import REMEDIES
from sanitation.errors import Problem
from sanitation.exchange.sentences import said, told

REFUSED = 1  # exit code; 2 is a word the command line does not know
UNSAID = ("操作未获准。", "This was refused.")
LABELS = {
    "sheet": "工作表",
    "row": "行",
    "column": "列",
    "got": "实为",
    "wanted": "应为",
}
SHOWN = 50  # faults of one file


class Refused(click.ClickException):
    """A Problem on its way to the terminal; the command ends with 1."""

    exit_code = REFUSED

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    def show(self, file: IO[Any] | None = None) -> None:
        """Print sentence, facts and faults to standard error."""
        for line in sentences(self.problem, spoken()):
            click.echo(line, file=file, err=file is None)


def spoken() -> str:
    """Return the language set for the product, else the terminal's own."""
    return os.environ.get("SANITATION_LANGUAGE") or os.environ.get("LANG", "en")


def sentences(problem: Problem, language: str) -> list[str]:
    """Say what was refused and what to do, in Chinese or English, then fault by fault.

    The code stands in brackets: docs/problems.md has a paragraph for each.
    """
    chinese = language.startswith("zh")
    remedy = REMEDIES.get(problem.code, UNSAID)[0 if chinese else 1]
    lines = [f"{remedy} [{problem.code.value}]"]
    facts = {name: said(str(fact), language) for name, fact in problem.facts.items()}
    lines += [f"  {name}: {fact}" for name, fact in facts.items() if fact]
    faults = (told(row, language) for row in problem.rows[:SHOWN])
    lines += [f"  {_fault(row, chinese=chinese)}" for row in faults]
    if (left := len(problem.rows) - SHOWN) > 0:
        lines.append(f"  … 另有 {left} 处" if chinese else f"  … and {left} more")
    return lines


def _fault(row: dict[str, str], *, chinese: bool) -> str:
    named = (
        (LABELS.get(key, key) if chinese else key, value) for key, value in row.items()
    )
    return ", ".join(f"{key} {value}" for key, value in named if value)
