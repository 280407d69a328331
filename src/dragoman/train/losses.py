"""What the extractor is taught: the loss of each head on a batch."""

from __future__ import annotations

import torch
from torch import nn

from dragoman.train.network import Extractor

Batch = dict[str, torch.Tensor]


def bags(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
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


def losses(model: Extractor, batch: Batch, weight: float, bag: float = 0.0) -> Batch:
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
