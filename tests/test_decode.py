"""Scores become triggers and spans."""

import numpy as np

from dragoman.extract.decode import spans, triggers

NO = [False] * 9


def scores(*rows):
    """Rows of (probability of the best type, its index) -> tokens x 4."""
    out = np.zeros((len(rows), 4), np.float32)
    for i, (p, kind) in enumerate(rows):
        out[i, 0], out[i, 1 + kind] = 1 - p, p
    return out


def test_neighbouring_tokens_of_one_type_are_one_trigger():
    found = triggers(scores((0, 0), (0.9, 1), (0.4, 1), (0, 0)), [0, 0, 0, 0], NO[:4], 0.5)
    assert [(t.first, t.last, t.kind) for t in found] == [(1, 2, 1)]


def test_two_types_side_by_side_are_two_triggers():
    found = triggers(scores((0.9, 0), (0.8, 2)), [0, 0], NO[:2], 0.5)
    assert [(t.first, t.last, t.kind) for t in found] == [(0, 0, 0), (1, 1, 2)]


def test_a_trigger_stays_in_its_sentence():
    found = triggers(scores((0.9, 1), (0.9, 1)), [0, 1], NO[:2], 0.5)
    assert [(t.first, t.last) for t in found] == [(0, 0), (1, 1)]


def test_separators_are_never_triggers_and_weak_runs_do_not_count():
    assert triggers(scores((0.9, 1), (0.45, 1)), [-1, 0], NO[:2], 0.5) == []


def test_the_pieces_of_a_word_are_one_trigger_and_whole():
    found = triggers(scores((0, 0), (0.9, 1), (0.1, 1), (0, 0)), [0] * 4, [False, False, True, False], 0.5)
    assert [(t.first, t.last) for t in found] == [(1, 2)]


def test_a_weak_word_between_two_of_one_type_joins_them():
    rows = scores((0.9, 1), (0, 0), (0.6, 1), (0, 0), (0, 0), (0, 0), (0.7, 1))
    assert [(t.first, t.last) for t in triggers(rows, [0] * 7, NO[:7], 0.5, gap=1)] == [(0, 2), (6, 6)]


def test_neighbouring_words_are_one_span_and_an_outside_word_parts_two():
    tags = np.array([[5, -1], [-1, 5], [5, -1], [-5, -5], [-1, 5]], np.float32)
    assert [(a, b) for a, b, _ in spans(tags, np.ones(5, bool), NO[:5])] == [(0, 2), (4, 4)]


def test_ease_takes_weaker_words_and_floor_the_best_where_there_is_none():
    tags = np.array([[-2, -9], [-1, -9], [-4, -9]], np.float32)
    every = np.ones(3, bool)
    assert spans(tags, every, NO[:3]) == []
    assert [(a, b) for a, b, _ in spans(tags, every, NO[:3], ease=1.5)] == [(1, 1)]
    assert [(a, b) for a, b, _ in spans(tags, every, NO[:3], floor=-3.0)] == [(0, 1)]
    assert spans(tags, every, NO[:3], floor=-0.5) == []


def test_spans_take_whole_words_and_leave_forbidden_tokens():
    tags = np.array([[-5, -5], [-1, 5], [-5, -5]], np.float32)
    assert [(a, b) for a, b, _ in spans(tags, np.ones(3, bool), [False, True, True])] == [(0, 2)]
    assert spans(tags, np.array([False, False, False]), NO[:3]) == []
