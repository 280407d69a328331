"""The extractor as a torch module: one encoder, one pass, heads for everything that CODEBOOK.md asks of an event.

A window's tokens give states H (T x 384). `trigger` names each token's event type or none. For each trigger, a vector
made of its first and last state and its type gives mode, status, contexts, and a query for each role; role keys of all
tokens answer it: tag logits (outside, begin, inside) for actor, recipient, time, place, speaker and counts. Spans of
actors and recipients give a sector.
"""

from __future__ import annotations

import torch
from torch import nn
from transformers import BertModel

from base import config
from dragoman.extract.labels import CONTEXTS, MODES, ROLES, SECTORS, STATUSES, TYPES

HIDDEN, KEY = 384, 64
NEAR = 4  # where a token's sentence stands to the trigger's: the same, the one before, further before, after


class Extractor(nn.Module):
    def __init__(self, vocabulary: int, positions: int, dropout: float = 0.2) -> None:
        super().__init__()
        settings = config(vocabulary, positions)
        settings.hidden_dropout_prob = settings.attention_probs_dropout_prob = 0.0  # a quarter of the time on a CPU
        self.encoder = BertModel(settings, add_pooling_layer=False)
        self.drop = nn.Dropout(dropout)
        self.trigger = nn.Linear(HIDDEN, 1 + len(TYPES))
        self.kind = nn.Embedding(len(TYPES), HIDDEN)
        self.frame = nn.Linear(2 * HIDDEN, HIDDEN)
        self.mode = nn.Linear(HIDDEN, 1 + len(MODES))
        self.status = nn.Linear(HIDDEN, len(STATUSES))
        self.context = nn.Linear(HIDDEN, len(CONTEXTS))
        self.query = nn.Linear(HIDDEN, len(ROLES) * 2 * KEY)
        self.key = nn.Linear(HIDDEN, len(ROLES) * 2 * KEY)
        self.near = nn.Parameter(torch.zeros(NEAR, len(ROLES), 2))
        self.sector = nn.Linear(2 * HIDDEN, len(SECTORS))
        with torch.no_grad():
            self.near[:, :, :] = -1.0

    def states(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.encoder(ids, attention_mask=mask).last_hidden_state

    def frames(self, states: torch.Tensor, first: torch.Tensor, last: torch.Tensor, kind: torch.Tensor) -> torch.Tensor:
        """states (N, T, H) of each trigger's window, first and last token (N), type (N) -> frame vectors (N, H)."""
        rows = torch.arange(len(first))
        ends = torch.cat([states[rows, first], states[rows, last]], -1)
        return nn.functional.gelu(self.frame(self.drop(ends)) + self.kind(kind))

    def roles(self, frames: torch.Tensor, keys: torch.Tensor, near: torch.Tensor) -> torch.Tensor:
        """frames (N, H), keys (N, T, roles*2*KEY), near (N, T) -> tag logits (N, roles, T, 3), outside first."""
        n, t, _ = keys.shape
        query = self.query(self.drop(frames)).view(n * len(ROLES) * 2, KEY, 1)
        each = keys.view(n, t, len(ROLES) * 2, KEY).transpose(1, 2).reshape(n * len(ROLES) * 2, t, KEY)
        product = torch.bmm(each, query).view(n, len(ROLES), 2, t).permute(0, 1, 3, 2)
        tags = product / KEY**0.5 + self.near[near].transpose(1, 2)
        return torch.cat([torch.zeros_like(tags[..., :1]), tags], -1)
