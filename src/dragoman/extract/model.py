"""The model file: opened, checked against this code, and run on windows.

In: a path to a model file (dragoman.train.export says what it holds). Out: `Model`, whose `run` turns one window into
scores. Must stay true: a file made for other labels, another codebook or another format is refused with a clear error,
and a window's scores depend on that window alone.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import ModelError
from dragoman.extract.labels import label_sets
from dragoman.extract.windows import Window
from dragoman.ontology import CODEBOOK_VERSION

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

FORMAT = 1
PARTS = {"encoder.onnx", "frames.onnx", "embeddings.npy", "sectors.npy", "tokenizer.json"}


class Scores(NamedTuple):
    """Of one window of T tokens: triggers (T, 1+types) probabilities, states (T, 384), keys (T, roles*2*64)."""

    triggers: NDArray[np.float32]
    states: NDArray[np.float32]
    keys: NDArray[np.float32]


class FrameScores(NamedTuple):
    """Of N triggers: frames (N, 384), logits of mode, status, context, and tags (N, T, roles, 2) begin/inside."""

    frames: NDArray[np.float32]
    modes: NDArray[np.float32]
    statuses: NDArray[np.float32]
    contexts: NDArray[np.float32]
    tags: NDArray[np.float32]


class Model:
    """An opened model file. `threshold` and `calibration` are its own, measured when it was made."""

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        """Open `path`, or the model in the package. Raises ModelError."""
        where = os.fspath(path) if path else packaged()
        parts, self.manifest = read_parts(where)
        self.version = f"{self.manifest['name']}+{self.manifest['hash'][:12]}"
        self.threshold = float(self.manifest["threshold"])
        self.calibration = np.asarray(self.manifest["calibration"], dtype=np.float64)
        special = self.manifest["special"]
        self.bos, self.eos = int(special["bos"]), int(special["eos"])
        self.limit = int(self.manifest["limit"])
        self._blocks = np.load(io.BytesIO(parts["embeddings.npy"]))
        self._sectors = np.load(io.BytesIO(parts["sectors.npy"]))
        self._encoder = _session(parts["encoder.onnx"])
        self._frames = _session(parts["frames.onnx"])
        self.tokenizer = _tokenizer(parts["tokenizer.json"])

    def run(self, window: Window) -> Scores:
        """Scores of one window."""
        return Scores(*self._encoder.run(None, {"embedded": self._embed(window.ids)[None]}))

    def confidence(self, probability: float) -> float:
        """The calibrated probability of a trigger's own."""
        return float(np.interp(probability, self.calibration[:, 0], self.calibration[:, 1]))

    def raw_threshold(self, confidence: float) -> float:
        """The least trigger probability whose calibrated confidence is at least `confidence`."""
        grid = np.linspace(0, 1, 1001)
        enough = np.interp(grid, self.calibration[:, 0], self.calibration[:, 1]) >= confidence - 1e-9
        return max(0.02, float(grid[enough.argmax()])) if enough.any() else 1.01

    def frames(
        self, scores: Scores, first: list[int], last: list[int], kind: list[int], near: NDArray[np.int64]
    ) -> FrameScores:
        """Scores of the frames at triggers first..last of types `kind`; near (N, T) as extract/nearness.py has it."""
        ends = np.concatenate([scores.states[first], scores.states[last]], axis=1)
        frames, modes, statuses, contexts, tags = self._frames.run(
            None, {"ends": ends, "kind": np.asarray(kind, np.int64), "keys": scores.keys, "near": near}
        )
        n, t, _ = tags.shape
        return FrameScores(frames, modes, statuses, contexts, tags.reshape(n, t, -1, 2))

    def sector(self, scores: Scores, frame: NDArray[np.float32], first: int, last: int) -> NDArray[np.float32]:
        """Logits of the sectors of the span first..last in a frame."""
        mean = (scores.states[first] + scores.states[last]) / 2
        both = np.concatenate([mean, frame])
        return np.asarray(np.einsum("i,ij->j", both, self._sectors[:-1]) + self._sectors[-1], np.float32)

    def _embed(self, ids: list[int]) -> NDArray[np.float32]:
        """Ids -> (T, 384)."""
        return unpack(self._blocks[ids].reshape(-1, 18)).reshape(len(ids), -1)


def packaged() -> str:
    """The model file in the package."""
    return str(files("dragoman.model").joinpath("dragoman.model"))


def unpack(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 18) Q4_0 blocks, a float16 scale and 32 weights of 4 bits, low nibbles first, offset 8 -> (n, 32) floats."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(weights * scale, np.float32)


def read_parts(where: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Parts and manifest of a model file, each checked against the other. Raises ModelError."""
    try:
        with zipfile.ZipFile(where) as bundle:
            parts = {name: bundle.read(name) for name in bundle.namelist()}
        manifest = json.loads(parts.pop("manifest.json"))
    except FileNotFoundError:
        raise ModelError(f"{where}: no such model file") from None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as cause:
        raise ModelError(f"{where}: not a Dragoman model file ({cause})") from None
    if manifest.get("format") != FORMAT:
        raise ModelError(f"{where}: model format {manifest.get('format')}, this version reads {FORMAT}")
    if missing := PARTS - parts.keys():
        raise ModelError(f"{where}: the model file lacks {', '.join(sorted(missing))}")
    for name, data in parts.items():
        if hashlib.sha256(data).hexdigest() != manifest["parts"].get(name):
            raise ModelError(f"{where}: {name} is not the part that the manifest names; the file is damaged or mixed")
    if manifest["codebook"] != CODEBOOK_VERSION:
        raise ModelError(f"{where}: made for {manifest['codebook']}, this version codes by {CODEBOOK_VERSION}")
    for name, labels in label_sets().items():
        if manifest["labels"].get(name) != labels:
            raise ModelError(f"{where}: its {name} are not those of this version; train it again")
    manifest["hash"] = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    return parts, manifest


def _session(model: bytes) -> onnxruntime.InferenceSession:
    """One thread a session: windows run side by side instead, which is faster and changes no result."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as cause:  # the runtime raises its own kinds, none of them public
        raise ModelError(f"the model can't be loaded by onnxruntime {onnxruntime.__version__}: {cause}") from None


def _tokenizer(data: bytes) -> Tokenizer:
    from tokenizers import Tokenizer

    return Tokenizer.from_buffer(data)
