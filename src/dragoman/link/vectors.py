"""A sentence -> a vector of unit length by which it can be compared across languages.

In: text and an opened model. Out: the mean of the encoder's states over its tokens, less their mean over fixed
sentences in several languages (vector_texts.json), which every sentence shares, and scaled to length 1. Must stay
true: a vector depends on the sentence and the model alone. Nothing is stored: a vector is made when two reports can't
be told apart without it.
"""

from __future__ import annotations

import json
from functools import cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from dragoman.extract.model import Model
from dragoman.extract.windows import pack, pieces_of
from dragoman.link.mentions import Mention


class SentenceVectors:
    """Call it with a mention; `made` counts the passes of the encoder."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model or Model()
        self.made = 0

    def __call__(self, mention: Mention) -> NDArray[np.float32] | None:
        """The vector of the mention's sentence, None where the store holds no text."""
        if mention.vector is None and mention.text:
            mention.vector = self.of(mention.text)
        return mention.vector

    def of(self, text: str) -> NDArray[np.float32]:
        """The vector of a text."""
        self.made += 1
        vector = self._states(text) - self._centre
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)

    @cached_property
    def _centre(self) -> NDArray[np.float32]:
        groups = json.loads(files("dragoman.link").joinpath("vector_texts.json").read_text(encoding="utf-8"))["texts"]
        return np.asarray(np.mean([self._states(text) for group in groups for text in group], axis=0), np.float32)

    def _states(self, text: str) -> NDArray[np.float32]:
        pieces = pieces_of([text], [0], self._model.tokenizer, self._model.limit)
        window = pack(pieces, self._model.bos, self._model.eos, self._model.limit)[0]
        states = self._model.run(window).states
        own = [at for at, sentence in enumerate(window.sentence) if sentence == 0]
        return np.asarray(states[own].mean(axis=0) if own else states.mean(axis=0), np.float32)
