"""A classifier of short texts, and what it is worth on texts it has not seen.

Words and pairs of words that occur in at least two texts, weighted by TF-IDF with a sublinear count, in a multinomial
naive Bayes classifier (Manning, Raghavan & Schütze 2008, *Introduction to Information Retrieval*, 6.4 and 13.2). It is
fitted by counting: no start values, no iteration, so the same texts give the same model on every machine.

Its worth is measured by cross-validation in which texts of one group are never on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.naive_bayes import MultinomialNB

_WORD = r"(?u)\b[^\W\d_]{2,}\b"
_FEWEST_TEXTS = 2
_SMOOTHING = 0.1


@dataclass(frozen=True)
class Guesses:
    """The most probable label of each text, and its probability."""

    labels: NDArray[Any]
    confidence: NDArray[np.float64]


class TextClassifier:
    """Fitted to texts with a label each. Raises `ValueError` where no word is in two texts."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._words = _vectorizer()
        counts = self._words.fit_transform(texts)
        self._model = _Fitted(counts, np.asarray(labels))

    def guesses(self, texts: Sequence[str]) -> Guesses:
        """The most probable label of each of these texts."""
        return self._model.guesses(self._words.transform(texts))


def cross_validated(
    texts: Sequence[str], labels: Sequence[str], groups: Sequence[str], folds: int
) -> Guesses:
    """The guess for each text by a classifier that saw no text of its group.

    folds: the number of parts the groups are divided in, the groups of each label evenly, so each label needs as many.
    The vocabulary, which knows no label, is made once.
    """
    counts = _vectorizer().fit_transform(texts)
    truth = np.asarray(labels)
    fold = _folds(labels, groups, folds)
    found = np.empty(len(truth), dtype=truth.dtype)
    confidence = np.zeros(len(truth))
    for held_out in range(folds):
        seen, unseen = np.flatnonzero(fold != held_out), np.flatnonzero(fold == held_out)
        guessed = _Fitted(counts[seen], truth[seen]).guesses(counts[unseen])
        found[unseen], confidence[unseen] = guessed.labels, guessed.confidence
    return Guesses(found, confidence)


def _folds(labels: Sequence[str], groups: Sequence[str], folds: int) -> NDArray[np.int64]:
    """The fold of each text: the groups in the order of their first label are dealt out like cards."""
    first = dict(zip(reversed(groups), reversed(labels), strict=True))
    dealt = {group: n % folds for n, group in enumerate(sorted(first, key=lambda one: (first[one], one)))}
    return np.asarray([dealt[group] for group in groups])


def _vectorizer() -> CountVectorizer:
    return CountVectorizer(token_pattern=_WORD, ngram_range=(1, 2), min_df=_FEWEST_TEXTS)


class _Fitted:
    """Weights and probabilities, from counts of words."""

    def __init__(self, counts: Any, labels: NDArray[Any]) -> None:
        self._weights = TfidfTransformer(sublinear_tf=True).fit(counts)
        self._bayes = MultinomialNB(alpha=_SMOOTHING).fit(self._weights.transform(counts), labels)

    def guesses(self, counts: Any) -> Guesses:
        """The most probable label of each row of counts; of equally probable ones the first of the alphabet."""
        probable = self._bayes.predict_proba(self._weights.transform(counts))
        return Guesses(self._bayes.classes_[probable.argmax(axis=1)], probable.max(axis=1))
