"""A command that was typed wrongly is told so as every other error: in Vietnamese, on stderr, exit 2."""

import sys
from typing import Any

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError  # noqa: PLC2701 - its copy of click has no other name
from typer.core import TyperGroup


class Commands(TyperGroup):
    """All commands of `socai`."""

    def main(self, *args: Any, **more: Any) -> Any:
        """Runs the command that the arguments name, and ends the process with its exit code."""
        try:
            sys.exit(super().main(*args, **{**more, "standalone_mode": False}))
        except NoArgsIsHelpError as asked:
            asked.show()
        except UsageError as error:
            path = error.ctx.command_path if error.ctx else "socai"
            typer.echo(
                f"Lỗi: Lệnh gõ chưa đúng: {error.format_message()} Xem cách dùng: {path} --help", err=True
            )
        except typer.Abort:
            typer.echo("Đã bỏ dở.", err=True)
        sys.exit(2)
