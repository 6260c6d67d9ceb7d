"""japanese: the share of an output's sentences that are Japanese. Pure."""

from __future__ import annotations

import re

from prompt_tuner.records import Example, Score
from prompt_tuner.scorers.scorer import Scorer, ScorerSettings, say

_SENTENCE = re.compile(r"[^。!?!?\n]*?(?:[。!?!?]+|\.(?=\s|$)|\n|$)")
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9f]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]")
_FOREIGN = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff\uac00-\ud7a3]")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+", re.DOTALL)
_LATIN_PER_JAPANESE = 4  # a Japanese sentence about software is full of English names
_BARE_HAN = 6  # so many characters without kana are a heading at most, beyond: Chinese


def japanese(output: str, _example: Example, settings: ScorerSettings) -> Score:
    """Sentences without letters, code and addresses do not count; 0 for an empty output."""
    sentences = [s.strip() for s in _SENTENCE.findall(_CODE.sub(" ", output))]
    told = [sentence for sentence in sentences if _LETTERS.search(sentence)]
    foreign = [sentence for sentence in told if not is_japanese(sentence)]
    if told and not foreign:
        return Score(1.0)
    if not told:
        return Score(0.0, say(settings, "日本語の文がない", "There is no Japanese sentence"))
    first = foreign[0][:60]
    feedback = say(settings, f"日本語でない文がある: 「{first}」", f"Not Japanese: 「{first}」")
    return Score(1 - len(foreign) / len(told), feedback)


def is_japanese(sentence: str) -> bool:
    """Whether kana, or few characters of Han, carry the sentence."""
    kana, han = len(_KANA.findall(sentence)), len(_HAN.findall(sentence))
    foreign = len(_FOREIGN.findall(sentence))
    if not kana and not 0 < han <= _BARE_HAN:
        return False
    return foreign <= _LATIN_PER_JAPANESE * (kana + han)


JAPANESE = Scorer(japanese)
