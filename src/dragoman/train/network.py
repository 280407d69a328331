"""The extractor as a torch module: one encoder, one pass, heads for everything that the codebook asks of an event.

A window's tokens give states H (T x 384). `trigger` names each token's event type or none. For each trigger, a vector
made of its first and last state and its type gives mode, status, contexts, and a query for each role; role keys of all
tokens answer it: tag logits (outside, begin, inside) for actor, recipient, time, place, speaker and counts. Spans of
actors and recipients give a sector.
"""

from __future__ import annotations

import torch
from torch import nn
from transformers import BertConfig, BertModel

from dragoman.extract.labels import CONTEXTS, MODES, ROLES, SECTORS, STATUSES, TYPES
from dragoman.extract.nearness import NEARNESS

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 12, 1536  # of multilingual-e5-small
KEY, MIX = 32, 160


def config(vocabulary: int, positions: int) -> BertConfig:
    """The settings of the encoder, multilingual-e5-small, with a vocabulary and a number of positions."""
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        max_position_embeddings=positions,
        type_vocab_size=1,
        layer_norm_eps=1e-12,
    )


class Extractor(nn.Module):
    """vocabulary: pieces of the tokenizer; positions: the longest window that it can read, in tokens."""

    def __init__(self, vocabulary: int, positions: int, dropout: float = 0.2) -> None:
        super().__init__()
        settings = config(vocabulary, positions)
        settings._attn_implementation = "eager"
        settings.hidden_dropout_prob = settings.attention_probs_dropout_prob = 0.0  # a quarter of the time on a CPU
        self.encoder = BertModel(settings, add_pooling_layer=False)
        self.drop = nn.Dropout(dropout)
        self.trigger = nn.Linear(HIDDEN, 1 + len(TYPES))
        self.kind = nn.Embedding(len(TYPES), HIDDEN)
        self.frame = nn.Linear(2 * HIDDEN, HIDDEN)
        self.mode = nn.Linear(HIDDEN, 1 + len(MODES))
        self.status = nn.Linear(HIDDEN, len(STATUSES))
        self.context = nn.Linear(HIDDEN, len(CONTEXTS))
        self.query = nn.Linear(HIDDEN, len(ROLES) * 2 * KEY + MIX)
        self.key = nn.Linear(HIDDEN, len(ROLES) * 2 * KEY + MIX)
        self.near = nn.Embedding(NEARNESS, MIX)
        self.tag = nn.Linear(MIX, len(ROLES) * 2)
        self.sector = nn.Linear(2 * HIDDEN, len(SECTORS))
        nn.init.constant_(self.tag.bias, -1.0)  # most tokens stand outside every role

    def states(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Token ids and mask (B, T) -> states (B, T, H)."""
        return self.encoder(ids, attention_mask=mask).last_hidden_state

    def frames(self, states: torch.Tensor, first: torch.Tensor, last: torch.Tensor, kind: torch.Tensor) -> torch.Tensor:
        """states (N, T, H) of each trigger's window, first and last token (N), type (N) -> frame vectors (N, H)."""
        rows = torch.arange(len(first))
        ends = torch.cat([states[rows, first], states[rows, last]], -1)
        return nn.functional.gelu(self.frame(self.drop(ends)) + self.kind(kind))

    def roles(self, frames: torch.Tensor, keys: torch.Tensor, near: torch.Tensor) -> torch.Tensor:
        """frames (N, H), keys (N, T, .), near (N, T) -> tag logits (N, roles, T, 3), outside first.

        Two readings are added: a product of query and key for each tag, and a small network on their sum and on where
        the token stands to the trigger.
        """
        n, t, _ = keys.shape
        count = len(ROLES) * 2
        query = self.query(self.drop(frames))
        each = keys[..., :-MIX].reshape(n, t, count, KEY).transpose(1, 2).reshape(n * count, t, KEY)
        product = torch.bmm(each, query[:, :-MIX].reshape(n * count, KEY, 1)).view(n, count, t).transpose(1, 2)
        mixed = self.tag(nn.functional.gelu(keys[..., -MIX:] + query[:, None, -MIX:] + self.near(near)))
        tags = (product / KEY**0.5 + mixed).view(n, t, len(ROLES), 2).transpose(1, 2)
        return torch.cat([torch.zeros_like(tags[..., :1]), tags], -1)
