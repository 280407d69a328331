"""Fine-tune the extractor on training/corpus; every choice is an argument, every figure is printed.

    python training/base.py                                  # once: build/base.pt, build/tokenizer.json
    python training/train.py --out build/model.pt            # the recipe's own values are the defaults

The held tenth of the corpus (dragoman.train.reports.held) is never trained on. Fixed seed, fixed order: the same
command gives the same figures on the same machine.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import time

import torch
from tokenizers import Tokenizer

from data import reports
from dragoman.train.loop import Settings, fit
from dragoman.train.network import Extractor
from dragoman.train.reports import held
from evaluate import figures

BUILD = pathlib.Path("build")


def load(path: pathlib.Path | None) -> Extractor:
    """The base encoder under fresh heads, or a trained extractor."""
    base = torch.load(path or BUILD / "base.pt")
    model = Extractor(base["vocabulary"], base["positions"])
    if path:
        model.load_state_dict(base["state"])
    else:
        model.encoder.load_state_dict(base["state"])
    return model


def save(model: Extractor, args: argparse.Namespace) -> None:
    args.out.parent.mkdir(exist_ok=True)
    settings = model.encoder.config
    torch.save(
        {
            "state": model.state_dict(),
            "vocabulary": settings.vocab_size,
            "positions": settings.max_position_embeddings,
            "arguments": {k: str(v) for k, v in vars(args).items()},
        },
        args.out,
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=pathlib.Path)
    ask.add_argument("--from", dest="start", type=pathlib.Path, help="continue from this model")
    ask.add_argument("--epochs", type=int, default=10)
    ask.add_argument("--stop", type=int, help="leave off after this many of the epochs that the schedule counts on")
    ask.add_argument("--rate", type=float, default=2.5e-4)
    ask.add_argument("--head-rate", type=float, default=1e-3)
    ask.add_argument("--frozen", type=int, default=5)
    ask.add_argument("--weight", type=float, default=2.0, help="weight of trigger tokens against others")
    ask.add_argument("--limit", type=int, nargs=2, default=(64, 256), help="windows' tokens, drawn anew each epoch")
    ask.add_argument("--tokens", type=int, default=768, help="padded tokens a step")
    ask.add_argument("--bag", type=float, default=0.0, help="weight of the loss on whole sentences")
    ask.add_argument("--mask", type=float, default=0.06, help="share of tokens hidden from the encoder")
    ask.add_argument("--decay", type=float, default=0.01)
    ask.add_argument("--average", type=float, default=0.0, help="decay of the running average of weights; 0 for none")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--languages", nargs="*")
    ask.add_argument("--files", type=pathlib.Path, help="train on the corpus files listed here, one a line")
    ask.add_argument("--share", type=float, default=1.0, help="share of the training reports (for curves)")
    ask.add_argument("--every", type=int, default=2, help="epochs between figures on the held part")
    args = ask.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(2)
    draw = random.Random(args.seed)
    tokenizer = Tokenizer.from_file(str(BUILD / "tokenizer.json"))
    corpus = reports(args.languages, args.files.read_text().split() if args.files else None)
    train = [r for r in corpus if not held(r)]
    train = sorted(train, key=lambda r: random.Random(r["id"]).random())[: int(len(train) * args.share)]
    aside = [r for r in corpus if held(r)]
    print(
        f"train {len(train)} reports {sum(len(r['sentences']) for r in train)} sentences, held {len(aside)} reports",
        flush=True,
    )
    model = load(args.start)
    started = time.time()

    def told(epoch: int, sums: dict[str, float]) -> None:
        print(
            f"epoch {epoch} {time.time() - started:.0f}s " + " ".join(f"{k} {v:.3f}" for k, v in sums.items()),
            flush=True,
        )
        if epoch % args.every == 0 or epoch == settings.last:
            print(json.dumps(figures(model, aside, tokenizer)), flush=True)
            if args.out:
                save(model, args)

    settings = Settings(
        epochs=args.epochs,
        stop=args.stop,
        rate=args.rate,
        head_rate=args.head_rate,
        frozen=args.frozen,
        weight=args.weight,
        limit=tuple(args.limit),
        tokens=args.tokens,
        bag=args.bag,
        mask=args.mask,
        decay=args.decay,
        average=args.average,
    )
    fit(model, lambda epoch: train, tokenizer, settings, draw, on_epoch=told)


if __name__ == "__main__":
    main()
