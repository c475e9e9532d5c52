"""Tells a person at a terminal that long work goes on, and for how long already."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show a running clock beside the label while the block works.

    On standard error and only at a terminal: what a script reads stays clean. The work is
    one transaction, so there is no part of it that could be called done before all is.
    """
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    shown = Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    )
    with shown:
        shown.add_task(label, total=None)
        yield
