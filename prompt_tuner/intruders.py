"""What must not get from an example's input into a prompt: copies and instructions. Pure.

Lengths are in letters: a character of Han or kana tells as much as two of Latin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from prompt_tuner.records import Example

COPY = 80  # a run so long is no rule but the example itself
WHOLE = 0.8  # or this share of a short input, from SHORT on
SHORT = 24
INSTRUCTION = 24  # a run so long out of a sentence that gives orders
_WINDOW = 10  # characters that must agree before runs are measured
_SENTENCE = re.compile(r"[^。!?!?.\n]+[。!?!?.]?")
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|rule|prompt|above|previous)"
    r"|\bsystem prompt\b|\byou (?:must|should|will|are now)\b|\b(?:always|never) "
    r"(?:say|reply|respond|answer|output|include|write|add|mention|recommend)"
    r"|(?:指示|命令|ルール|規則|プロンプト).{0,12}(?:無視|忘れ|従|上書き|変更)"
    r"|(?:必ず|常に|絶対に|すべての回答).{0,40}(?:出力|回答|返答|記載|追加|書|含め|勧め|宣伝|紹介|答え)"
    r"|あなたは(?:今|これ)から",
    re.IGNORECASE,
)
_ADDRESS = re.compile(  # bounded: a text may be one long word
    r"(?:https?://|www\.)[^\s<>\"'「」()()]+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,100}"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\uac00-\ud7a3]")


def copied(text: str, parent: str, inputs: Sequence[Example]) -> str:
    """The id of an example whose input the text repeats and the parent does not; "" for none."""
    new = _new(text, parent)
    for example in inputs:
        source = _folded(example.input)
        longest = max((_letters(run) for run in _runs(new, source)), default=0)
        whole = _letters(source)
        if longest >= COPY or (whole >= SHORT and longest >= WHOLE * whole):
            return example.id
    return ""


def intruding(text: str, parent: str, inputs: Sequence[Example]) -> str:
    """The id of an example whose orders or addresses came into the text; "" for none."""
    new = _new(text, parent)
    for example in inputs:
        source = _folded(example.input)
        if any(found.rstrip(".,。、") in new for found in _ADDRESS.findall(source)):
            return example.id
        for sentence in _SENTENCE.findall(source):
            if not _ORDERS.search(sentence):
                continue
            runs = [_letters(run) for run in _runs(new, sentence)]
            if max(runs, default=0) >= min(INSTRUCTION, _letters(sentence)):
                return example.id
    return ""


def _new(text: str, parent: str) -> str:
    """The lines of a text that its parent lacks."""
    known = {line.strip() for line in parent.splitlines()}
    return _folded("\n".join(line for line in text.splitlines() if line.strip() not in known))


def _folded(text: str) -> str:
    lines = unicodedata.normalize("NFKC", text).casefold().splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def _letters(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _runs(text: str, source: str) -> Iterator[str]:
    """The longest common runs of at least _WINDOW characters."""
    if len(text) < _WINDOW or len(source) < _WINDOW:
        return
    windows = {text[place : place + _WINDOW] for place in range(len(text) - _WINDOW + 1)}
    place = 0
    while place <= len(source) - _WINDOW:
        if source[place : place + _WINDOW] not in windows:
            place += 1
            continue
        end = place + _WINDOW
        while end < len(source) and source[place : end + 1] in text:
            end += 1
        yield source[place:end]
        place = end
