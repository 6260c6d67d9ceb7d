"""mentions and forbids: strings that an output must, or must not, contain. Pure."""

from __future__ import annotations

import unicodedata

from prompt_tuner.records import Example, Score
from prompt_tuner.scorers.scorer import Scorer, ScorerSettings, say, strings


def mentions(output: str, example: Example, settings: ScorerSettings) -> Score:
    """The share of expected.mentions that the output contains; width and case do not count."""
    wanted = strings(example, "mentions")
    text = _folded(output)
    missing = [phrase for phrase in wanted if _folded(phrase) not in text]
    if not missing:
        return Score(1.0)
    quoted = _quoted(missing)
    feedback = say(settings, f"回答に必要な語句がない: {quoted}", f"The answer lacks: {quoted}")
    return Score(1 - len(missing) / len(wanted), feedback)


def forbids(output: str, example: Example, settings: ScorerSettings) -> Score:
    """0 if the output contains any of expected.forbids, else 1."""
    text = _folded(output)
    found = [phrase for phrase in strings(example, "forbids") if _folded(phrase) in text]
    if not found:
        return Score(1.0)
    quoted = _quoted(found)
    return Score(0.0, say(settings, f"禁止の語句がある: {quoted}", f"The answer holds: {quoted}"))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _quoted(phrases: list[str]) -> str:
    return "".join(f"「{phrase}」" for phrase in phrases)


MENTIONS = Scorer(mentions, applies=lambda example: bool(strings(example, "mentions")))
FORBIDS = Scorer(forbids, applies=lambda example: bool(strings(example, "forbids")))
