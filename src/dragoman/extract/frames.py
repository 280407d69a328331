"""Sentences of a document -> event frames: the extractor proper.

In: a document's sentences and a `Model`. Out: `Frame`s in the order of their triggers. Must stay true: every sentence
is read, to the document's last, and no frame depends on batch size, threads or other documents.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dragoman.extract.decode import Trigger, spans, triggers
from dragoman.extract.labels import CONTEXTS, MODES, ROLES, SECTORS, STATUSES, TYPES
from dragoman.extract.model import FrameScores, Model, Scores
from dragoman.extract.nearness import in_sentence, nearness
from dragoman.extract.windows import Window, pack, pieces_of
from dragoman.ontology import COUNT_NAMES
from dragoman.record import Argument, Frame, Sentence, Span

# How far below "outside" a role's words may stay, and how far the best one may where there would be none: nearly every
# event has a doer (98% in the corpus). Swept over 0, 0.7, 1.5 and none, -1.5, -3, -6 on held reports and on real news:
# training/README.md, "Decoding".
EASE = {"actor": 0.75, "recipient": 1.5}
FLOOR = {"actor": -3.0}
MODE_COLUMNS = {kind: [i + 1 for i, (k, _) in enumerate(MODES) if k == kind] for kind in TYPES}


def windows_of(sentences: Sequence[Sentence], model: Model) -> list[Window]:
    """The windows that cover a document's sentences."""
    pieces = pieces_of([s.text for s in sentences], [s.start for s in sentences], model.tokenizer, model.limit)
    return pack(pieces, model.bos, model.eos, model.limit)


def frames_of(text: str, window: Window, model: Model, threshold: float | None = None) -> list[Frame]:
    """The frames whose triggers stand in the sentences that `window` owns. Sentence numbers index the document's."""
    scores = model.run(window)
    first, last = window.own
    found = [
        t
        for t in triggers(
            scores.triggers, window.sentence, window.inside_word, model.threshold if threshold is None else threshold
        )
        if first <= window.sentence[t.first] <= last
    ]
    if not found:
        return []
    here = np.asarray(window.sentence)
    near = np.stack([nearness(here, t.first, t.last) for t in found])
    judged = model.frames(scores, [t.first for t in found], [t.last for t in found], [t.kind for t in found], near)
    return [_frame(text, window, model, scores, judged, n, t, near[n]) for n, t in enumerate(found)]


def _frame(
    text: str,
    window: Window,
    model: Model,
    scores: Scores,
    judged: FrameScores,
    n: int,
    trigger: Trigger,
    near: NDArray[np.int64],
) -> Frame:
    kind = TYPES[trigger.kind]
    columns = [0, *MODE_COLUMNS[kind]]
    mode = columns[int(judged.modes[n, columns].argmax())]
    real, mine = np.asarray(window.sentence) >= 0, in_sentence(near)
    roles: dict[str, list[tuple[int, int, float]]] = {}
    for at, role in enumerate(ROLES):
        found = spans(judged.tags[n, :, at], real, window.inside_word, EASE.get(role, 0.0), FLOOR.get(role))
        roles[role] = [s for s in found if mine[s[0]]] or found  # other sentences answer only where its own doesn't

    def argument(first: int, last: int) -> Argument:
        sector = model.sector(scores, judged.frames[n], first, last)
        where = _span(text, window, first, last)
        return Argument(text=where.text, start=where.start, end=where.end, sector=SECTORS[int(sector.argmax())])

    def one(role: str) -> Span | None:
        best = max(roles[role], key=lambda s: (bool(mine[s[0]]), s[2]), default=None)
        return _span(text, window, best[0], best[1]) if best else None

    counts = {name: where for name in COUNT_NAMES if (where := one(name))}
    return Frame(
        sentence=window.sentence[trigger.first],
        trigger=_span(text, window, trigger.first, trigger.last),
        event_type=kind,
        event_mode=MODES[mode - 1][1] if mode else None,
        status=STATUSES[int(judged.statuses[n].argmax())],
        contexts=[c for c, logit in zip(CONTEXTS, judged.contexts[n], strict=True) if logit > 0],
        actors=[argument(a, b) for a, b, _ in roles["actor"]],
        recipients=[argument(a, b) for a, b, _ in roles["recipient"]],
        time=one("time"),
        place=one("place"),
        speaker=one("speaker"),
        counts=counts,
        confidence=model.confidence(trigger.probability),
    )


def _span(text: str, window: Window, first: int, last: int) -> Span:
    start, end = window.starts[first], window.ends[last]
    while start < end and text[start].isspace():  # a piece's offsets may take in the space before it
        start += 1
    return Span(text=text[start:end], start=start, end=end)
