"""A progress bar on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from nosograph.assembly import Report


@contextmanager
def progress(what: str = "building the release", percent: bool = False) -> Iterator[Report]:
    """Give a function that shows how far something is; nothing is shown until it is called.

    With ``percent``, every step has a length of its own.
    """
    counted = "step {task.completed:.0f} of {task.total:.0f}"
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %" if percent else counted),
        TimeElapsedColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True))
    tasks: list[TaskID] = []

    def report(step: str, done: int, total: int) -> None:
        if not tasks:
            bar.start()
            tasks.append(bar.add_task(what, total=total))
        bar.update(tasks[0], description=f"{what}: {step}", completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            bar.stop()
