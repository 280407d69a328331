"""A trained extractor -> the one model file that the package ships and `--model` takes.

    python training/export.py build/model.pt --out src/dragoman/model/dragoman.model

The file is a zip: manifest.json (label sets, codebook, tokenizer hash, threshold, calibration, hash of the parts),
tokenizer.json, embeddings.npy (4-bit blocks as the base encoder ships them), encoder.onnx (int8), frames.onnx.
The encoder reads one window at a time, so that a result can't depend on what else is in a batch.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import logging
import pathlib
import zipfile

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

from dragoman.extract.labels import CONTEXTS, MODES, ROLES, STATUSES, TYPES, label_sets
from dragoman.extract.windows import LIMIT
from dragoman.ontology import CODEBOOK_VERSION

BUILD = pathlib.Path("build")
HIDDEN, HEADS, LAYERS, KEY, MIX = 384, 12, 12, 32, 160
WHOLE, REAL = TensorProto.INT64, TensorProto.FLOAT


class Graph:
    """Nodes and weights of an ONNX graph, named as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: np.ndarray | torch.Tensor) -> str:
        array = value.detach().numpy() if isinstance(value, torch.Tensor) else value
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def linear(self, x: str, state: dict[str, torch.Tensor], name: str, output: str) -> str:
        self.add("MatMul", [x, self.weight(f"{name}.weight", state[f"{name}.weight"].T)], f"{output}.product")
        return self.add("Add", [f"{output}.product", self.weight(f"{name}.bias", state[f"{name}.bias"])], output)

    def norm(self, x: str, state: dict[str, torch.Tensor], name: str, output: str) -> str:
        return self.add(
            "LayerNormalization",
            [
                x,
                self.weight(f"{name}.weight", state[f"{name}.weight"]),
                self.weight(f"{name}.bias", state[f"{name}.bias"]),
            ],
            output,
            epsilon=1e-12,
        )

    def model(self, name: str, inputs: list, outputs: list) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.weights)
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)], ir_version=9
        )


def encoder_graph(state: dict[str, torch.Tensor]) -> onnx.ModelProto:
    """embedded (1, T, 384) float32 -> triggers (T, types+1) probabilities, states (T, 384), keys (T, roles*2*64)."""
    g = Graph()
    positions = (
        state["encoder.embeddings.position_embeddings.weight"][:LIMIT]
        + state["encoder.embeddings.token_type_embeddings.weight"][0]
    )
    g.add("Shape", ["embedded"], "length", start=1, end=2)
    g.add(
        "Slice",
        [
            g.weight("positions", positions[None]),
            g.weight("zero", np.array([0])),
            "length",
            g.weight("axis", np.array([1])),
        ],
        "here",
    )
    g.add("Add", ["embedded", "here"], "placed")
    x = g.norm("placed", state, "encoder.embeddings.LayerNorm", "x0")
    for n in range(LAYERS):
        at = f"encoder.encoder.layer.{n}"
        q, k, v = (
            g.linear(x, state, f"{at}.attention.self.{name}", f"{name}{n}") for name in ("query", "key", "value")
        )
        g.add("MultiHeadAttention", [q, k, v], f"attended{n}", "com.microsoft", num_heads=HEADS)
        out = g.linear(f"attended{n}", state, f"{at}.attention.output.dense", f"attention{n}")
        g.add("Add", [out, x], f"sum{n}")
        x = g.norm(f"sum{n}", state, f"{at}.attention.output.LayerNorm", f"middle{n}")
        inner = g.linear(x, state, f"{at}.intermediate.dense", f"inner{n}")
        g.add("Gelu", [inner], f"gelu{n}", "com.microsoft")
        out = g.linear(f"gelu{n}", state, f"{at}.output.dense", f"outer{n}")
        g.add("Add", [out, x], f"total{n}")
        x = g.norm(f"total{n}", state, f"{at}.output.LayerNorm", f"x{n + 1}")
    g.add("Squeeze", [x, g.weight("first", np.array([0]))], "states")
    g.add("Softmax", [g.linear("states", state, "trigger", "logits")], "triggers", axis=-1)
    g.linear("states", state, "key", "keys")
    info = helper.make_tensor_value_info
    return g.model(
        "encoder",
        [info("embedded", REAL, [1, "T", HIDDEN])],
        [
            info("triggers", REAL, ["T", 1 + len(TYPES)]),
            info("states", REAL, ["T", HIDDEN]),
            info("keys", REAL, ["T", len(ROLES) * 2 * KEY + MIX]),
        ],
    )


def frames_graph(state: dict[str, torch.Tensor]) -> onnx.ModelProto:
    """ends (N, 768), kind (N), keys (T, .), near (N, T) -> frames (N, 384), mode, status, context logits, tags."""
    g = Graph()
    g.linear("ends", state, "frame", "mixed")
    g.add("Gather", [g.weight("kinds", state["kind.weight"]), "kind"], "typed")
    g.add("Add", ["mixed", "typed"], "raw")
    g.add("Gelu", ["raw"], "frames", "com.microsoft")
    for name in ("mode", "status", "context"):
        g.linear("frames", state, name, f"{name}s")
    roles, cut = len(ROLES) * 2, len(ROLES) * 2 * KEY
    g.linear("frames", state, "query", "queries")
    for name in ("queries", "keys"):  # the part for products, and the part for the small network
        g.add(
            "Slice",
            [
                name,
                g.weight(f"{name}.0", np.array([0])),
                g.weight(f"{name}.cut", np.array([cut])),
                g.weight(f"{name}.1", np.array([1])),
            ],
            f"{name}.for.product",
        )
        g.add(
            "Slice", [name, f"{name}.cut", g.weight(f"{name}.end", np.array([cut + MIX])), f"{name}.1"], f"{name}.mix"
        )
    g.add("Reshape", ["queries.for.product", g.weight("split", np.array([-1, roles, KEY]))], "query3")
    g.add("Transpose", ["query3"], "query.by.role", perm=[1, 0, 2])  # roles x N x KEY
    g.add("Reshape", ["keys.for.product", "split"], "key3")
    g.add("Transpose", ["key3"], "key.by.role", perm=[1, 2, 0])  # roles x KEY x T
    g.add("MatMul", ["query.by.role", "key.by.role"], "product")
    g.add("Mul", ["product", g.weight("scale", np.array(KEY**-0.5, np.float32))], "scaled")
    g.add("Transpose", ["scaled"], "products", perm=[1, 2, 0])  # N x T x roles
    g.add("Unsqueeze", ["queries.mix", g.weight("middle", np.array([1]))], "query.wide")
    g.add("Gather", [g.weight("nearness", state["near.weight"]), "near"], "standing")  # N x T x MIX
    g.add("Add", ["keys.mix", "query.wide"], "both")
    g.add("Add", ["both", "standing"], "three")
    g.add("Gelu", ["three"], "bent", "com.microsoft")
    g.linear("bent", state, "tag", "mixture")
    g.add("Add", ["products", "mixture"], "tags")  # N x T x roles
    info = helper.make_tensor_value_info
    return g.model(
        "frames",
        [
            info("ends", REAL, ["N", 2 * HIDDEN]),
            info("kind", WHOLE, ["N"]),
            info("keys", REAL, ["T", cut + MIX]),
            info("near", WHOLE, ["N", "T"]),
        ],
        [
            info("frames", REAL, ["N", HIDDEN]),
            info("modes", REAL, ["N", 1 + len(MODES)]),
            info("statuss", REAL, ["N", len(STATUSES)]),
            info("contexts", REAL, ["N", len(CONTEXTS)]),
            info("tags", REAL, ["N", "T", roles]),
        ],
    )


def quantised(model: onnx.ModelProto) -> bytes:
    """The layers' weights in int8, a scale a block of 64; activations are quantised a block at a time as well.

    One scale a tensor (dynamic quantisation) moves the states by 15% and turns 2.3% of token types; this moves them
    by 2.9% and turns 0.1%, at 0.73 of the float encoder's time instead of 0.53. Heads stay float32.
    """
    logging.getLogger("onnxruntime.quantization").setLevel(logging.WARNING)
    settings = DefaultWeightOnlyQuantConfig(block_size=64, is_symmetric=True, accuracy_level=4, bits=8)
    quantiser = MatMulNBitsQuantizer(model, nodes_to_exclude=["logits.product", "keys.product"], algo_config=settings)
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    quantiser.process()
    return bytes(quantiser.model.model.SerializeToString())


def write(parts: dict[str, bytes], manifest: dict, out: pathlib.Path) -> None:
    """A zip with fixed time stamps, so that the same parts give the same file."""
    manifest["parts"] = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())}
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in [
            ("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False).encode()),
            *sorted(parts.items()),
        ]:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(info, data, compresslevel=9)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=pathlib.Path)
    ask.add_argument("--out", type=pathlib.Path, default=pathlib.Path("src/dragoman/model/dragoman.model"))
    ask.add_argument("--name", default="dragoman-1")
    ask.add_argument(
        "--calibration", type=pathlib.Path, help="JSON with threshold and calibration (training/calibrate.py)"
    )
    ask.add_argument("--float", action="store_true", help="keep the encoder in float32, to measure what int8 costs")
    args = ask.parse_args()
    state = {k: v.float() for k, v in torch.load(args.model)["state"].items()}
    encoder = encoder_graph(state)
    sector = np.concatenate([state["sector.weight"].numpy().T, state["sector.bias"].numpy()[None]]).astype(np.float32)
    embeddings, sectors = io.BytesIO(), io.BytesIO()
    np.save(embeddings, np.load(BUILD / "embeddings.npy"))
    np.save(sectors, sector)
    parts = {
        "encoder.onnx": encoder.SerializeToString() if args.float else quantised(encoder),
        "frames.onnx": frames_graph(state).SerializeToString(),
        "embeddings.npy": embeddings.getvalue(),
        "sectors.npy": sectors.getvalue(),
        "tokenizer.json": (BUILD / "tokenizer.json").read_bytes(),
    }
    settings = (
        json.loads(args.calibration.read_text())
        if args.calibration
        else {"threshold": 0.5, "calibration": [[0, 0], [1, 1]]}
    )
    manifest = {
        "format": 1,
        "name": args.name,
        "encoder": "multilingual-e5-small (MIT), fine-tuned",
        "codebook": CODEBOOK_VERSION,
        "labels": label_sets(),
        "limit": LIMIT,
        "special": {"bos": 0, "pad": 1, "eos": 2, "unk": 3},
        **settings,
    }
    write(parts, manifest, args.out)
    print(
        f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB; "
        + ", ".join(f"{k} {len(v) / 1e6:.1f}" for k, v in parts.items())
    )


if __name__ == "__main__":
    main()
