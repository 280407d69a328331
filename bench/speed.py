"""Speed and memory of the whole pipeline, against the bare encoder on the same sentences, in one run.

    python bench/speed.py [--documents 1000] [--sentences 15] [--threads 2]

Documents are made of sentences of training/corpus in a fixed random order. The bare encoder runs the same windows on
the same number of threads, tokenised beforehand: what no pipeline on it can beat.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import resource
import time
from concurrent.futures import ThreadPoolExecutor

from dragoman import Coder, Document
from dragoman.extract.frames import windows_of
from dragoman.segment import split_sentences

CORPUS = pathlib.Path(__file__).parent.parent / "training" / "corpus"


def documents(count: int, length: int) -> list[Document]:
    """`count` documents of `length` sentences, neighbours from the corpus kept together, languages not mixed."""
    out: list[Document] = []
    draw = random.Random(0)
    reports = [json.loads(line) for part in sorted(CORPUS.glob("*/*.jsonl")) for line in part.open(encoding="utf-8")]
    by: dict[str, list[dict]] = {}
    for report in reports:
        by.setdefault(report["language"], []).append(report)
    while len(out) < count:
        report = draw.choice(reports)
        texts = [s["text"] for s in report["sentences"]]
        while len(texts) < length:
            texts += [s["text"] for s in draw.choice(by[report["language"]])["sentences"]]
        out.append(Document(id=f"d{len(out)}", text="\n".join(texts[:length]), published=report["published"]))
    return out


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--documents", type=int, default=1000)
    ask.add_argument("--sentences", type=int, default=15)
    ask.add_argument("--threads", type=int, default=2)
    args = ask.parse_args()
    made = documents(args.documents, args.sentences)
    coder = Coder(threads=args.threads)
    coder.code(made[0])
    started = time.perf_counter()
    sentences = events = 0
    for coded in coder.read_many(made):
        sentences += len(coded.sentences)
        events += len(coded.events)
    whole = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    windows = [w for d in made for w in windows_of(split_sentences(d.text, d.language or "en"), coder.model)]
    started = time.perf_counter()
    with ThreadPoolExecutor(args.threads) as pool:
        for _ in pool.map(coder.model.run, windows):
            pass
    bare = time.perf_counter() - started
    print(
        f"{len(made)} documents, {sentences} sentences, {len(windows)} windows, {events} events, {args.threads} threads"
    )
    print(f"whole pipeline {whole:.1f} s = {sentences / whole:.0f} sentences/s, peak memory {peak:.0f} MB")
    print(f"bare encoder   {bare:.1f} s = {sentences / bare:.0f} sentences/s; ratio {bare / whole:.2f}")


if __name__ == "__main__":
    main()
