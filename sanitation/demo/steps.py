"""Progress of the demo as a person sees it: one line a step, with a bar where it is long."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

Step = Callable[[int], None]


@dataclass(slots=True)
class Steps:
    """Shows steps and remembers how long each took, in seconds."""

    console: Console = field(default_factory=Console)
    took: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, label: str, total: int | None = None) -> Iterator[Step]:
        """Show one step; call what it gives with the number of things done."""
        begun = time.monotonic()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        if total is None:
            columns = (TextColumn("{task.description}"),)  # type: ignore[assignment]
        with Progress(*columns, TimeElapsedColumn(), console=self.console) as progress:
            task = progress.add_task(label, total=total)
            yield lambda done: progress.advance(task, done)
        self.took[label] = time.monotonic() - begun
