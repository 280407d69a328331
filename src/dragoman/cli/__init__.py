"""The command line: `dragoman code`, `find`, `link`, `dyads`, `export` ... Each command lives in its own module;
nothing heavy is imported before a command runs, so that `--help` answers at once.

Exit status: 0 all well, 1 some input was set aside, 2 unusable arguments.
"""

from __future__ import annotations

import sys

import typer

from dragoman.cli import (
    code,
    corpus,
    correct,
    dyads,
    evaluate,
    export,
    find,
    link,
    mcp,
    network,
    series,
    sql,
    timeline,
    top,
    train,
)
from dragoman.errors import DragomanError

app = typer.Typer(
    name="dragoman",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    help="News reports in, sourced event records out: who did what to whom, when, where, and who says so.",
)
for command in (
    code,
    find,
    link,
    correct,
    train,
    dyads,
    series,
    timeline,
    network,
    top,
    sql,
    export,
    mcp,
    evaluate,
    corpus,
):
    command.register(app)


def _version(value: bool) -> None:
    if value:
        from dragoman import __version__

        typer.echo(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Options of the program as a whole."""


def main() -> None:
    """Entry point: errors of our own family are one line on standard error and status 2."""
    try:
        app()
    except DragomanError as error:
        typer.echo(f"dragoman: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stderr.close()
        sys.exit(0)
