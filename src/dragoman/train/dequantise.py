"""A model file -> the weights of an extractor in torch, so that training can go on from it.

In: the parts of a model file (`graphs.py` and `export.py` wrote them). Out: a state dict of `network.Extractor`. Must
stay true: what is read here and written again untrained is the same file, bit for bit. It is, since the scale of a
block of 64 weights is its largest weight over -128: the largest is stored exactly, so the same scale is found again.
"""

from __future__ import annotations

import io

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from dragoman.errors import ModelError
from dragoman.extract.model import unpack
from dragoman.train.graphs import BLOCK, State
from dragoman.train.network import Extractor

ZERO = 128  # 8-bit weights are stored without sign
RENAMED = {"kinds": "kind.weight", "nearness": "near.weight"}
EMBEDDINGS = "encoder.embeddings"


def extractor(parts: dict[str, bytes], where: str) -> Extractor:
    """The extractor of a model file, ready to train or to export. Raises ModelError where a weight is missing."""
    state = state_of(parts)
    vocabulary = len(state[f"{EMBEDDINGS}.word_embeddings.weight"])
    positions = len(state[f"{EMBEDDINGS}.position_embeddings.weight"])
    model = Extractor(vocabulary, positions)
    try:
        model.load_state_dict(state)
    except RuntimeError as cause:
        raise ModelError(
            f"{where}: training can't go on from this file ({str(cause).splitlines()[-1].strip()})"
        ) from None
    return model


def state_of(parts: dict[str, bytes]) -> State:
    """The weights of a model file by the names that `network.Extractor` has for them, float32."""
    arrays: dict[str, NDArray[np.float32]] = {}
    for name in ("encoder.onnx", "frames.onnx"):
        arrays |= _weights(parts[name])
    positions = arrays.pop("positions")[0]
    blocks = np.load(io.BytesIO(parts["embeddings.npy"]))
    arrays[f"{EMBEDDINGS}.word_embeddings.weight"] = unpack(blocks.reshape(-1, 18)).reshape(len(blocks), -1)
    arrays[f"{EMBEDDINGS}.position_embeddings.weight"] = positions
    # the file holds positions and the one token type as their sum
    arrays[f"{EMBEDDINGS}.token_type_embeddings.weight"] = np.zeros_like(positions[:1])
    sectors = np.load(io.BytesIO(parts["sectors.npy"]))
    arrays["sector.weight"], arrays["sector.bias"] = sectors[:-1].T, sectors[-1]
    return {name: torch.tensor(np.ascontiguousarray(array)) for name, array in arrays.items()}


def _weights(data: bytes) -> dict[str, NDArray[np.float32]]:
    """The float weights of a graph, 8-bit ones turned back; matrices as torch has them, a row an output."""
    held = {t.name: numpy_helper.to_array(t) for t in onnx.load_from_string(data).graph.initializer}
    out = {}
    for name, array in held.items():
        if name.endswith("_Q8"):
            plain = name.removesuffix("_Q8")
            scales = held[f"{plain}_scales"].reshape(array.shape[0], array.shape[1], 1)
            out[plain] = ((array.astype(np.float32) - ZERO) * scales).reshape(len(array), array.shape[1] * BLOCK)
        elif name in RENAMED:
            out[RENAMED[name]] = array
        elif name == "positions" or name.endswith(".bias"):
            out[name] = array
        elif name.endswith(".weight"):
            out[name] = array.T if array.ndim == 2 else array
    return out
