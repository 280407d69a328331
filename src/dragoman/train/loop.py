"""The training loop: an extractor and reports in, the extractor trained.

Must stay true: with the same seeds, reports and settings, and the same number of threads on the same machine, the steps
are the same. The caller seeds torch and hands over `draw`; nothing else decides.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from dragoman.train.data import UNK, Example, batches, collate, examples
from dragoman.train.losses import Batch, losses
from dragoman.train.network import Extractor
from dragoman.train.reports import Report

WARM = 0.06  # share of all steps in which the rate rises; it falls to 0 over the rest


@dataclass(frozen=True)
class Settings:
    """How to train; training/README.md has the trials behind the values that build.sh sets.

    epochs: passes that the schedule counts on; stop: leave off after so many of them. rate, head_rate: of encoder and
    heads. frozen: lowest layers left as they are. weight: of trigger tokens against others. limit: windows' tokens,
    drawn anew each epoch. tokens: padded tokens a step. bag: weight of the loss on whole sentences. mask: share of
    tokens hidden. average: decay of the running average of weights, 0 for none. half: compute in bfloat16.
    """

    epochs: int = 10
    stop: int | None = None
    rate: float = 2.5e-4
    head_rate: float = 1e-3
    frozen: int = 5
    weight: float = 2.0
    limit: tuple[int, int] = (64, 256)
    tokens: int = 768
    bag: float = 0.0
    mask: float = 0.06
    decay: float = 0.01
    average: float = 0.0
    half: bool = True

    @property
    def last(self) -> int:
        """The last epoch that is run."""
        return self.stop or self.epochs


def groups(model: Extractor, rate: float, head_rate: float, frozen: int) -> list[dict[str, Any]]:
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


class Average:
    """A running average of the weights that learn; empty where `decay` is 0."""

    def __init__(self, model: Extractor, decay: float) -> None:
        self.decay, self._steps = decay, 0
        self.weights = {n: p.detach().clone() for n, p in model.named_parameters() if p.requires_grad} if decay else {}

    def take(self, model: Extractor) -> None:
        """Take in the weights after a step."""
        self._steps += 1
        for name, p in model.named_parameters():
            if name in self.weights:
                share = 1 - min(self.decay, (1 + self._steps) / (10 + self._steps))
                self.weights[name].lerp_(p.detach(), share)


def fit(
    model: Extractor,
    sample: Callable[[int], Iterable[Report]],
    tokenizer: Any,
    settings: Settings,
    draw: random.Random,
    *,
    on_epoch: Callable[[int, dict[str, float]], None],
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Train a model in place; returns how many labels' words were not found in their windows.

    sample: the reports of an epoch (counted from 1). on_epoch: takes the epoch and its mean losses. on_step: takes
    steps done and steps in all, which are known after the first epoch's windows are drawn.
    """
    optimizer = torch.optim.AdamW(
        groups(model, settings.rate, settings.head_rate, settings.frozen), weight_decay=settings.decay, fused=True
    )
    rates = [g["lr"] for g in optimizer.param_groups]
    average = Average(model, settings.average)
    step, total, lost = 0, 0, 0
    for epoch in range(1, settings.last + 1):
        windows: list[Example] = []
        for report in sample(epoch):
            windows += examples(report, tokenizer, draw.randint(*settings.limit))
        lost += sum(e.lost for e in windows)
        packed = batches(windows, settings.tokens, draw)
        total = total or len(packed) * settings.epochs
        model.train()
        sums: dict[str, float] = {}
        for part in packed:
            warm = min(1.0, (step + 1) / (WARM * total)) * max(0.02, 1 - step / total)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * warm
            found = _step(model, optimizer, _hidden(collate(part), settings.mask), settings)
            step += 1
            average.take(model)
            for name, value in found.items():
                sums[name] = sums.get(name, 0.0) + value
            on_step(step, total * settings.last // settings.epochs)
        if average.weights and epoch == settings.last:
            model.load_state_dict(average.weights, strict=False)
        on_epoch(epoch, {name: value / len(packed) for name, value in sums.items()})
    return lost


def _hidden(batch: Batch, share: float) -> Batch:
    """The batch with a share of its tokens hidden from the encoder."""
    hidden = (torch.rand(batch["ids"].shape) < share) & (batch["types"] != -100)
    return {**batch, "ids": batch["ids"].masked_fill(hidden, UNK)}


def _step(model: Extractor, optimizer: torch.optim.Optimizer, batch: Batch, settings: Settings) -> dict[str, float]:
    """One step along the summed losses; returns each."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.half):
        found = losses(model, batch, settings.weight, settings.bag)
        loss: Any = sum(found.values())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
    optimizer.step()
    return {name: float(value.detach()) for name, value in found.items()}
