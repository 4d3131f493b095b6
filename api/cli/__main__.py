"""`socai`, the operators' command. Heavy imports stand inside the commands, so that `--help` is quick."""

import io
import sys

import typer

from api.cli import clock, database, keys, regulations, school
from api.cli.copies import archive, export
from api.cli.demo import demo
from api.cli.fsck import fsck
from api.cli.replay import replay
from api.cli.restoring import accept_loss, refill
from api.cli.school import create, token
from api.cli.serving import run, serve
from api.cli.usage import Commands

app = typer.Typer(
    name="socai",
    cls=Commands,
    help="Sổ Cái: sổ điểm không thể bị ghi đè, và lịch sử của nó ai cũng kiểm chứng được.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (create, token, archive, export, replay, fsck, refill, accept_loss, run, serve, demo):
    app.command()(command)
groups = {"db": database, "clock": clock, "regulations": regulations, "keys": keys, "school": school}
for name, group in groups.items():
    app.add_typer(group.app, name=name)


def main() -> None:
    """The entry point. Vietnamese is UTF-8 also on a terminal whose settings do not say so."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    app()


if __name__ == "__main__":
    main()
