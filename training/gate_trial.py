"""Trial: could a cheap gate pass over sentences without events before the encoder? (The answer: training/README.md.)

    pip install scikit-learn && python training/gate_trial.py

Hashed letters and words of each sentence, a logistic model fitted on the training part; prints what share of the held
sentences, and of whole held reports, falls under the cut that loses a given share of the sentences with events.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import roc_auc_score

from data import reports
from dragoman.train.reports import held

SIZE = 2**18


def main() -> None:
    parts: dict[bool, list[tuple[str, bool, str]]] = {True: [], False: []}
    for report in reports():
        parts[held(report)] += [(s["text"], bool(s["events"]), report["id"]) for s in report["sentences"]]
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=SIZE, alternate_sign=False)
    words = HashingVectorizer(analyzer="word", ngram_range=(1, 2), n_features=SIZE, alternate_sign=False)

    def features(rows: list[tuple[str, bool, str]]) -> object:
        texts = [text for text, _, _ in rows]
        return hstack([letters.transform(texts), words.transform(texts)]).tocsr()

    train, test = parts[False], parts[True]
    gate = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=12, random_state=0)
    gate.fit(features(train), [has for _, has, _ in train])
    start = time.perf_counter()
    scores = gate.decision_function(features(test))
    seconds = time.perf_counter() - start
    has, ids = np.array([h for _, h, _ in test]), np.array([i for *_, i in test])
    print(f"{len(train)} sentences, {len(test)} held, {len(test) / seconds:.0f} a second")
    print(f"AUC {roc_auc_score(has, scores):.3f}")
    for lost in (0.0025, 0.005, 0.01, 0.02, 0.05):
        below = scores < np.quantile(scores[has], lost)
        whole = np.mean([below[ids == one].all() for one in np.unique(ids)])
        print(f"events lost {lost:.2%}: sentences passed over {below.mean():.1%}, whole reports {whole:.1%}")


if __name__ == "__main__":
    main()
