"""similarity: chrF against expected.text (Popović 2015, W15-3049). Pure.

Character n-grams of 1 to 6, beta 2, white space left out: it works for Japanese, where
there are no words to count. The same figures as sacreBLEU's sentence_chrf / 100.
"""

from __future__ import annotations

from collections import Counter

from prompt_tuner.records import Example, Score
from prompt_tuner.scorers.scorer import Scorer, ScorerSettings, say, strings

ORDERS = range(1, 7)
BETA = 2.0
_CLOSE = 0.8


def similarity(output: str, example: Example, settings: ScorerSettings) -> Score:
    """0 for nothing in common, 1 for the same characters; the best of several references."""
    best, reference = max((chrf(output, text), text) for text in strings(example, "text"))
    if best >= _CLOSE:
        return Score(best)
    wanted = reference[:300]
    feedback = say(settings, f"手本との差が大きい。手本: 「{wanted}」", f"Far from: 「{wanted}」")
    return Score(best, feedback)


def chrf(output: str, reference: str) -> float:
    """F2 of the mean precision and mean recall over the orders that both texts have."""
    ours, theirs = "".join(output.split()), "".join(reference.split())
    precisions, recalls = [], []
    for order in ORDERS:
        said, wanted = _grams(ours, order), _grams(theirs, order)
        if said and wanted:
            common = (said & wanted).total()
            precisions.append(common / said.total())
            recalls.append(common / wanted.total())
    precision = sum(precisions) / max(1, len(precisions))
    recall = sum(recalls) / max(1, len(recalls))
    if precision + recall == 0:
        return 0.0
    return (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall)


def _grams(text: str, order: int) -> Counter[str]:
    return Counter(text[place : place + order] for place in range(len(text) - order + 1))


SIMILARITY = Scorer(similarity, applies=lambda example: bool(strings(example, "text")))
