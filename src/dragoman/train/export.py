"""A trained extractor -> the one model file that the package ships and `--model` takes.

The file is a zip: manifest.json (label sets, codebook, threshold, calibration, hash of the parts), tokenizer.json,
embeddings.npy (4-bit blocks as the base encoder ships them), encoder.onnx (int8), frames.onnx, sectors.npy. Must stay
true: the same weights and settings give the same file, byte for byte.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.extract.labels import label_sets
from dragoman.extract.windows import LIMIT
from dragoman.ontology import CODEBOOK_VERSION
from dragoman.train.graphs import State, encoder_graph, frames_graph, quantised


def parts_of(state: State, embeddings: bytes, tokenizer: bytes, *, keep_float: bool = False) -> dict[str, bytes]:
    """The parts of a model file.

    state: of `network.Extractor`, float32. embeddings: embeddings.npy; tokenizer: tokenizer.json; neither learns.
    keep_float: leave the encoder in float32, to measure what 8 bits cost.
    """
    encoder = encoder_graph(state)
    sector = np.concatenate([state["sector.weight"].numpy().T, state["sector.bias"].numpy()[None]])
    return {
        "encoder.onnx": encoder.SerializeToString() if keep_float else quantised(encoder),
        "frames.onnx": frames_graph(state).SerializeToString(),
        "embeddings.npy": embeddings,
        "sectors.npy": npy(sector.astype(np.float32)),
        "tokenizer.json": tokenizer,
    }


def npy(array: NDArray[Any]) -> bytes:
    """An array as the bytes of a .npy file."""
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def manifest(name: str, **settings: Any) -> dict[str, Any]:
    """The manifest of a model file; settings: threshold, calibration, and where the weights come from."""
    return {
        "format": 1,
        "name": name,
        "encoder": "multilingual-e5-small (MIT), fine-tuned",
        "codebook": CODEBOOK_VERSION,
        "labels": label_sets(),
        "limit": LIMIT,
        "special": {"bos": 0, "pad": 1, "eos": 2, "unk": 3},
        **settings,
    }


def write(parts: dict[str, bytes], manifest: dict[str, Any], out: Path) -> None:
    """A zip with fixed time stamps, so that the same parts give the same file; in place only when whole."""
    manifest = {**manifest, "parts": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())}}
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, data in [
                ("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False).encode()),
                *sorted(parts.items()),
            ]:
                info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                bundle.writestr(info, data, compresslevel=9)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
