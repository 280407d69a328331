"""`dragoman train` without the terminal: corrections and a model file in, a new model file out.

Must stay true: the same corrections, model, settings and seed give the same file on the same machine with the same
number of threads; the new file says what it comes from.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.extract.model import Model, packaged, read_parts
from dragoman.train.measure import Coded, coded
from dragoman.train.mixing import epoch_of, repeats
from dragoman.train.reports import Report, read_corrections, read_mix, size

if TYPE_CHECKING:
    from dragoman.train.loop import Settings

# Of 2e-5, 3e-5 and 5e-5 the rate at which most of four corrections in one report were learnt; docs/training-your-own.md
# has the table, with what each costs on held reports.
EPOCHS = 3
RATE = 5e-5
HEADS_FASTER = 5  # times the encoder's rate, as in the recipe


@dataclass(frozen=True)
class Trained:
    """What was done: the new model's version; corrections as reports, sentences and events; how often each came in an
    epoch; reports that could be mixed in; labels whose words were not found; corrections as coded before and after."""

    out: Path
    version: str
    reports: int
    sentences: int
    events: int
    repeats: int
    mixed: int
    lost: int
    before: Coded
    after: Coded
    seconds: float


def train_model(
    corrections: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    start: str | os.PathLike[str] | None = None,
    epochs: int = EPOCHS,
    rate: float = RATE,
    seed: int = 1,
    mix: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    name: str | None = None,
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> Trained:
    """Continue training a model on corrections and write the new one.

    corrections: JSON Lines in the corpus' format, folders of them, DuckDB files in which events were corrected. start:
    a model file, or None for the one in the package. rate: of the encoder; its heads learn five times as fast. mix:
    reports of the same format to mix in, or None for the sample in the package. threads: another number may give
    another file. name: what the new model is called after its parent's name (default: the file's name). on_step: takes
    steps done and steps in all. Raises UsageError, ModelError, StoreError.
    """
    require_torch()
    if epochs < 1 or rate <= 0:
        raise UsageError("epochs is a whole number of 1 and more, rate a number above 0")
    began = time.perf_counter()
    where, target = os.fspath(start) if start else packaged(), Path(out)
    if target.is_dir():
        raise UsageError(f"{target}: a folder; name the new model file")
    reports = read_corrections([Path(path) for path in corrections])
    others = read_mix(Path(mix) if mix is not None else None)
    if not size(reports):
        raise UsageError(f"{', '.join(map(str, corrections))}: no sentence to train on")
    parts, manifest = read_parts(where)
    before = coded(Model(where), reports)
    state, lost = _fitted(parts, where, reports, others, _settings(epochs, rate), seed, threads, on_step)
    counts = {"reports": len(reports), "sentences": size(reports), "events": _events(reports)}
    lineage = {
        "parent": f"{manifest['name']}+{manifest['hash'][:12]}",
        "parent_hash": manifest.pop("hash"),
        "corrections": counts,
        "mixed": len(others),
        "epochs": epochs,
        "rate": rate,
        "seed": seed,
    }
    called = f"{manifest['name'].split('+')[0]}+{name or target.stem}"
    _write(state, parts, {**manifest, "name": called, "trained": lineage}, target)
    model = Model(target)
    return Trained(
        out=target,
        version=model.version,
        **counts,
        repeats=repeats(reports, others),
        mixed=len(others),
        lost=lost,
        before=before,
        after=coded(model, reports),
        seconds=time.perf_counter() - began,
    )


def require_torch() -> None:
    """Raises UsageError where what training needs is not installed."""
    try:
        import onnx  # noqa: F401
        import onnx_ir  # noqa: F401
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as cause:
        raise UsageError(f"training needs {cause.name}: pip install 'dragoman[train]'") from None


def _settings(epochs: int, rate: float) -> Settings:
    from dragoman.train.loop import Settings

    return Settings(
        epochs=epochs,
        rate=rate,
        head_rate=HEADS_FASTER * rate,
        weight=1.5,
        tokens=640,
        bag=0.5,
        half=_has_half(),
    )


def _has_half() -> bool:
    """Whether this processor computes in bfloat16; where it does not, it would be imitated, slowly."""
    import torch

    known = getattr(torch.cpu, "_is_avx512_bf16_supported", None)  # not public; without it float32 is used
    return bool(known and known())


def _fitted(
    parts: dict[str, bytes],
    where: str,
    reports: list[Report],
    others: list[Report],
    settings: Settings,
    seed: int,
    threads: int | None,
    on_step: Callable[[int, int], None],
) -> tuple[dict[str, Any], int]:
    """The weights after training, and how many labels' words were not found."""
    from tokenizers import Tokenizer

    from dragoman.train.dequantise import extractor
    from dragoman.train.loop import fit

    draw, mixing = random.Random(seed), random.Random(seed)
    with _reproducible(seed, threads):
        model = extractor(parts, where)
        lost = fit(
            model,
            lambda epoch: epoch_of(reports, others, mixing),
            Tokenizer.from_buffer(parts["tokenizer.json"]),
            settings,
            draw,
            on_epoch=lambda epoch, sums: None,
            on_step=on_step,
        )
    return model.state_dict(), lost


@contextmanager
def _reproducible(seed: int, threads: int | None) -> Iterator[None]:
    """Inside, torch draws from `seed` and sums in a fixed order; outside, all is as it was."""
    import torch

    used, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        torch.set_num_threads(threads or os.cpu_count() or 1)
        torch.use_deterministic_algorithms(True)
        try:
            yield
        finally:
            torch.set_num_threads(used)
            torch.use_deterministic_algorithms(strict)


def _write(state: dict[str, Any], parts: dict[str, bytes], manifest: dict[str, Any], out: Path) -> None:
    from dragoman.train.export import parts_of, write

    made = parts_of(state, parts["embeddings.npy"], parts["tokenizer.json"])
    try:
        write(made, manifest, out)
    except OSError as cause:
        raise UsageError(f"{out}: {cause.strerror}") from None


def _events(reports: list[Report]) -> int:
    return sum(len(s["events"]) for r in reports for s in r["sentences"])
