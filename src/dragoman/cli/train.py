"""`dragoman train CORRECTIONS... --out my.model`: a new model file from a user's own corrections."""

from __future__ import annotations

from pathlib import Path

import typer

from dragoman.cli.progress import StepBar

EXAMPLES = """
Examples:

    dragoman train corrections.jsonl --out my.model

    dragoman train news.duckdb --out my.model && dragoman code news/ --model my.model

    dragoman train more.jsonl --from my.model --epochs 2 --out my2.model
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="train",
        help="Continue training the model on your corrections: reports as JSON Lines in the corpus' format, or a store "
        "in which events were corrected with `dragoman correct`. Needs `pip install 'dragoman[train]'`.",
        epilog=EXAMPLES,
    )(train)


def train(
    corrections: list[Path] = typer.Argument(
        ..., metavar="CORRECTIONS...", help="JSON Lines files, folders of them, DuckDB files with corrections."
    ),
    out: Path = typer.Option(..., "--out", "-o", help="The new model file, for --model."),
    start: Path | None = typer.Option(
        None, "--from", metavar="MODEL", help="Go on from this model file instead of the one in the package."
    ),
    epochs: int = typer.Option(3, min=1, help="Passes over the corrections."),
    rate: float = typer.Option(5e-5, help="Learning rate of the encoder; its heads learn five times as fast."),
    seed: int = typer.Option(1, help="Another seed draws other reports to mix in, in another order."),
    mix: Path | None = typer.Option(
        None, metavar="PATH", help="Reports to mix in, so that the model does not forget. Default: 204 of our corpus."
    ),
    name: str | None = typer.Option(None, help="What the model is called in events. Default: the file's name."),
    threads: int | None = typer.Option(
        None, min=1, help="Threads; the same number gives the same file. Default: the cores of this machine."
    ),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress bar and no summary."),
) -> None:
    """Train a model of your own."""
    from dragoman.train.run import train_model

    with StepBar("training", "steps", quiet=quiet) as bar:
        done = train_model(
            corrections,
            out,
            start=start,
            epochs=epochs,
            rate=rate,
            seed=seed,
            mix=mix,
            threads=threads,
            name=name,
            on_step=bar.show,
        )
    if quiet:
        return
    before, after = done.before, done.after
    for line in (
        f"{done.reports} reports, {done.sentences} sentences, {done.events} events, each {done.repeats} times a pass; "
        f"as much mixed in from {done.mixed} reports",
        *([f"{done.lost} labels left out: their words were not found where the text was cut"] if done.lost else []),
        f"events coded as the corrections have them (type, mode, status): {before.right} of {before.wanted} before, "
        f"{after.right} now; found beside them: {before.more} before, {after.more} now",
        f"{done.out}: {done.version}, {done.out.stat().st_size / 1e6:.1f} MB, {done.seconds:.0f} s",
    ):
        typer.echo(line, err=True)
