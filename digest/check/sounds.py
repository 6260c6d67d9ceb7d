"""How a katakana word and an English one sound: クラスター and cluster are one. Pure.

Only consonants are compared, and those that Japanese does not tell apart are one letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

LEAST = 3  # consonants; shorter words sound alike by accident

_ROWS = {
    "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソザジズゼゾ", "t": "タチツテト", "d": "ダヂヅデド",
    "n": "ナニヌネノマミムメモンヱ", "f": "フ", "b": "バビブベボヴ", "p": "パピプペポ", "r": "ラリルレロ",
}  # fmt: skip
_KATAKANA = {kana: letter for letter, row in _ROWS.items() for kana in row}
_ENGLISH = (
    (r"tion|sion", "sn"), (r"ph", "f"), (r"gh", ""), (r"ck|ch(?=[rl])|q", "k"), (r"ch|tch", "t"), (r"sh|th", "s"),
    (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"v", "b"), (r"[zj]", "s"), (r"g(?=[ei])", "s"),
    (r"(?<=[aeiou])r(?![aeiouy])", ""), (r"l", "r"), (r"m", "n"), (r"[aeiouywh'-]", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), by) for pattern, by in _ENGLISH)


def of_katakana(word: str) -> str:
    """The consonants of a katakana word; "" for too few."""
    letters = "".join(_KATAKANA.get(kana, "") for kana in word.replace("ッ", ""))
    sound = re.sub(r"(.)\1+", r"\1", letters)
    return sound if len(sound) >= LEAST else ""


@lru_cache(maxsize=32768)
def of_english(word: str) -> str:
    """The consonants of an English word; "" for too few."""
    sound = word.lower()
    for pattern, by in _COMPILED:
        sound = pattern.sub(by, sound)
    return sound if len(sound) >= LEAST else ""
