"""Fine-tune the extractor on training/corpus; every choice is an argument, every figure is printed.

    python training/base.py                                  # once: build/base.pt, build/tokenizer.json
    python training/train.py --out build/model.pt            # the recipe's own values are the defaults

The held tenth of the corpus (data.held) is never trained on. Fixed seed, fixed order: the same command gives the same
figures on the same machine.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import time

import torch
from tokenizers import Tokenizer
from torch import nn

from data import Example, batches, collate, examples, held, reports
from evaluate import figures
from network import Extractor

BUILD = pathlib.Path("build")
UNK = 3


def bags(logits: torch.Tensor, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Does a sentence hold an event of a type? Its strongest token answers. Summed over types, mean over sentences."""
    rows = len(logits)
    room = int(batch["place"].max()) + 1
    scores = logits.float().log_softmax(-1)[..., 1:]
    at = torch.where(batch["place"] >= 0, batch["place"], room) + torch.arange(rows)[:, None] * (room + 1)
    best = torch.full((rows * (room + 1), scores.shape[-1]), -20.0)
    best = best.scatter_reduce(0, at.flatten()[:, None].expand(-1, scores.shape[-1]), scores.flatten(0, 1), "amax")
    gold = torch.zeros_like(best)
    if len(batch["row"]):
        gold[batch["row"] * (room + 1) + batch["sentence"], batch["kind"]] = 1.0
    real = torch.zeros(len(best), dtype=torch.bool)
    real[at[batch["place"] >= 0]] = True
    best = best[real].clamp(-20.0, -1e-4)
    return -(gold[real] * best + (1 - gold[real]) * torch.log1p(-best.exp())).sum() / real.sum()


def losses(
    model: Extractor, batch: dict[str, torch.Tensor], weight: float, bag: float = 0.0
) -> dict[str, torch.Tensor]:
    """Each head's loss, summed over what it judges and divided by a steady count (windows' tokens or frames)."""
    states = model.states(batch["ids"], batch["mask"]).float()
    logits = model.trigger(model.drop(states))
    classes = torch.full((logits.shape[-1],), weight)
    classes[0] = 1.0
    out = {
        "trigger": nn.functional.cross_entropy(
            logits.flatten(0, 1), batch["types"].flatten(), weight=classes, ignore_index=-100, reduction="sum"
        )
        / batch["mask"].sum()
        * 32
    }
    if bag:
        out["bag"] = bags(logits, batch) * bag
    if not len(batch["row"]):
        return out
    mine = states[batch["row"]]
    frames = model.frames(mine, batch["first"], batch["last"], batch["kind"])
    dropped, count = model.drop(frames), len(frames)
    out["mode"] = nn.functional.cross_entropy(model.mode(dropped), batch["mode"])
    out["status"] = nn.functional.cross_entropy(model.status(dropped), batch["status"])
    known = ~batch["contexts"].isnan().any(-1)
    if known.any():
        out["context"] = (
            nn.functional.binary_cross_entropy_with_logits(
                model.context(dropped[known]), batch["contexts"][known], reduction="sum"
            )
            / known.sum()
            * 0.2
        )
    tags = model.roles(frames, model.key(model.drop(states))[batch["row"]], batch["near"])
    out["roles"] = (
        nn.functional.cross_entropy(tags.flatten(0, 2), batch["tags"].flatten(), ignore_index=-100, reduction="sum")
        / count
        * 0.25
    )
    if len(batch["sectors"]):
        k, a, b, gold = batch["sectors"].T
        spans = (mine[k, a] + mine[k, b]) / 2
        out["sector"] = nn.functional.cross_entropy(model.sector(torch.cat([spans, frames[k]], -1)), gold) * 0.5
    return out


def groups(model: Extractor, rate: float, head_rate: float, frozen: int) -> list[dict]:
    """Parameter groups: embeddings and the lowest `frozen` layers stay as they are; heads learn faster."""
    for p in model.encoder.embeddings.parameters():
        p.requires_grad_(False)
    for layer in model.encoder.encoder.layer[:frozen]:
        for p in layer.parameters():
            p.requires_grad_(False)
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    mine = {id(p) for p in model.encoder.parameters()}
    return [
        {"params": body, "lr": rate},
        {"params": [p for p in model.parameters() if id(p) not in mine], "lr": head_rate},
    ]


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
    optimizer = torch.optim.AdamW(
        groups(model, args.rate, args.head_rate, args.frozen), weight_decay=args.decay, fused=True
    )
    rates = [g["lr"] for g in optimizer.param_groups]
    average = {n: p.detach().clone() for n, p in model.named_parameters() if p.requires_grad} if args.average else {}
    started, step, total = time.time(), 0, 0
    last = args.stop or args.epochs
    for epoch in range(1, last + 1):
        sample: list[Example] = []
        for report in train:
            sample += examples(report, tokenizer, draw.randint(*args.limit))
        packed = batches(sample, args.tokens, draw)
        total = total or len(packed) * args.epochs
        model.train()
        sums: dict[str, float] = {}
        for part in packed:
            batch = collate(part)
            hidden = (torch.rand(batch["ids"].shape) < args.mask) & (batch["types"] != -100)
            batch["ids"] = batch["ids"].masked_fill(hidden, UNK)
            warm = min(1.0, (step + 1) / (0.06 * total)) * max(0.02, 1 - step / total)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * warm
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = losses(model, batch, args.weight, args.bag)
                loss = sum(found.values())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
            optimizer.step()
            step += 1
            for name, p in model.named_parameters():
                if name in average:
                    average[name].lerp_(p.detach(), 1 - min(args.average, (1 + step) / (10 + step)))
            for name, value in found.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach())
        print(
            f"epoch {epoch} {time.time() - started:.0f}s "
            + " ".join(f"{k} {v / len(packed):.3f}" for k, v in sums.items()),
            flush=True,
        )
        if epoch % args.every == 0 or epoch == last:
            if average and epoch == last:
                model.load_state_dict(average, strict=False)
            print(json.dumps(figures(model, aside, tokenizer)), flush=True)
            if args.out:
                save(model, args)


if __name__ == "__main__":
    main()
