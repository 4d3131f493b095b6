"""Progress on a terminal: what is going on, and for how long, in one line that leaves nothing behind."""

import contextlib
import sys
from collections.abc import Callable, Iterator

Say = Callable[[str], None]


@contextlib.contextmanager
def progress(text: str, *, quiet: bool = False) -> Iterator[Say]:
    """Shows `text` on stderr while the block runs, if it is a terminal. What it gives changes the text."""
    if quiet or not sys.stderr.isatty():
        yield lambda _text: None
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    line = TextColumn("{task.description} … {task.elapsed:.0f} giây", markup=False)
    # What the command prints on stdout meanwhile goes there as it is, also where that is a file.
    with Progress(line, console=Console(stderr=True), transient=True, redirect_stdout=False) as shown:
        task = shown.add_task(text, total=None)
        yield lambda said: shown.update(task, description=said)
