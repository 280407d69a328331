"""Sentences become windows: nothing is lost, every token knows its characters, every sentence is decoded once."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from dragoman.extract.windows import LIMIT, pack, pieces_of

LETTERS = "abcdefghijklmnopqrstuvwxyz▁0123456789.,“”абв中文é"


@pytest.fixture(scope="module")
def tokenizer():
    made = Tokenizer(models.Unigram([("<unk>", 0.0), *((c, -3.0) for c in LETTERS)], unk_id=0))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return made


sentence = st.text(alphabet="ab c.é中“\n\u00a0½", min_size=1, max_size=80)


def laid_out(texts):
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    return starts, "\n".join(texts)


@settings(max_examples=60, deadline=None)
@given(st.lists(sentence, min_size=1, max_size=30))
def test_every_sentence_is_owned_once_and_in_order(tokenizer, texts):
    starts, _ = laid_out(texts)
    windows = pack(pieces_of(texts, starts, tokenizer, 64), 0, 2, 64)
    owned = [n for w in windows for n in range(w.own[0], w.own[1] + 1)]
    assert sorted(set(owned)) == list(range(len(texts)))
    assert owned == sorted(owned)


@settings(max_examples=60, deadline=None)
@given(st.lists(sentence, min_size=1, max_size=20))
def test_tokens_know_their_characters(tokenizer, texts):
    starts, whole = laid_out(texts)
    for window in pack(pieces_of(texts, starts, tokenizer, 64), 0, 2, 64):
        assert len(window.ids) <= 64
        for n, a, b in zip(window.sentence, window.starts, window.ends, strict=True):
            if n >= 0:
                assert starts[n] <= a <= b <= starts[n] + len(texts[n])
                assert whole[a:b] == texts[n][a - starts[n] : b - starts[n]]


def test_a_sentence_longer_than_a_window_is_split_and_read_to_its_end(tokenizer):
    text = "abc " * 400 + "zzz"
    windows = pack(pieces_of([text], [0], tokenizer), 0, 2)
    assert len(windows) > 1
    assert max(max(w.ends) for w in windows) == len(text)
    assert all(len(w.ids) <= LIMIT for w in windows)


def test_packing_depends_on_the_document_alone(tokenizer):
    texts = ["abc. " * 12] * 30
    starts, _ = laid_out(texts)
    first, second = (json.dumps(pack(pieces_of(texts, starts, tokenizer), 0, 2)) for _ in range(2))
    assert first == second
