"""Tells a person at a terminal that long work goes on, and for how long already."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show a running clock beside the label while the block works.

    On standard error and only at a terminal: what a script reads stays clean. The work is
    one transaction, so there is no part of it that could be called done before all is.
    """
    with _shown() as shown:
        shown.add_task(label, total=None)
        yield


@contextmanager
def counting(label: str, unit: str) -> Iterator[Callable[[int], None]]:
    """Show a running clock and how far the work is; gives what the work tells it to."""
    with _shown() as shown:
        task = shown.add_task(label, total=None)

        def tell(done: int) -> None:
            shown.update(task, description=f"{label}: {done} {unit}")

        yield tell


@contextmanager
def steps(label: str) -> Iterator[Callable[[str, int], None]]:
    """Show a bar; gives what is told the step that begins and how many there are."""
    with _shown(BarColumn(), MofNCompleteColumn()) as shown:
        task, begun = shown.add_task(label, total=None), -1

        def tell(name: str, total: int) -> None:
            nonlocal begun
            begun += 1
            text = f"{label}: {name}"
            shown.update(task, completed=begun, total=total, description=text)

        yield tell


def _shown(*more: ProgressColumn) -> Progress:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), *more)
    return Progress(
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
