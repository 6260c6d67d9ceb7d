"""Which language a text is in: Japanese, Chinese, Korean, English, or none of them. Pure.

Scripts decide the first three; for Latin letters the small words of English against those of
its neighbours. A title of kanji alone may be Japanese or Chinese: nothing is claimed then.
"""

from __future__ import annotations

import re

_KANA = re.compile("[\u3041-\u30fa\uff66-\uff9d]")
_HAN = re.compile("[\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
# Written in Chinese, not in Japanese: a title of kanji alone may be either.
_CHINESE = re.compile("[是们們这這个为说說对對发时让讓从從还還没沒吗嗎后开关无东]")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "for",
        "a",
        "with",
        "that",
        "on",
        "we",
        "this",
        "are",
        "as",
        "by",
        "from",
        "an",
        "it",
        "be",
        "our",
        "how",
        "you",
        "what",
        "can",
        "not",
        "at",
        "your",
        "new",
        "its",
        "has",
        "have",
        "more",
        "or",
        "using",
        "into",
        "via",
        "about",
        "will",
        "but",
        "their",
        "i",
        "was",
    ]
)
_OTHERS = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "ist",
        "ein",
        "eine",
        "mit",
        "für",
        "auf",
        "von",
        "zu",
        "den",
        "le",
        "la",
        "les",
        "des",
        "et",
        "est",
        "une",
        "du",
        "pour",
        "dans",
        "sur",
        "el",
        "los",
        "las",
        "que",
        "y",
        "un",
        "por",
        "con",
        "para",
        "il",
        "di",
        "che",
        "per",
        "non",
        "o",
        "os",
        "em",
        "não",
        "uma",
        "het",
        "een",
        "van",
    ]
)


# What feeds write for a language: countries' codes and names.
_CALLED = {"jp": "ja", "jpn": "ja", "japanese": "ja", "kr": "ko", "kor": "ko", "korean": "ko"}
_CALLED |= {"cn": "zh", "zho": "zh", "chinese": "zh", "eng": "en", "english": "en"}


def language_code(tag: str) -> str:
    """ja, en, zh or ko from a tag like ja-JP; "" for any other."""
    code = re.split(r"[-_.]", tag.strip().lower(), maxsplit=1)[0]
    code = _CALLED.get(code, code)
    return code if code in ("ja", "en", "zh", "ko") else ""


def language_of(text: str) -> str:
    """ja, zh, ko, en, or "" for what is none of them or cannot be told. Looks at 1,000 characters."""
    sample = text[:1000]
    if sample.isascii():
        return _latin(sample)
    letters = sum(map(str.isalpha, sample))
    han, kana, hangul = (len(p.findall(sample)) for p in (_HAN, _KANA, _HANGUL))
    if hangul * 5 > letters:
        return "ko"
    if (kana + han) * 5 > letters:
        if kana and kana * 20 >= han:
            return "ja"
        return "zh" if len(_CHINESE.findall(sample)) * 25 >= han else ""
    return _latin(sample)


def _latin(sample: str) -> str:
    words = _WORD.findall(sample.lower())
    english = len([w for w in words if w in _ENGLISH])
    others = len([w for w in words if w in _OTHERS])
    if english > others and english * 12 >= len(words):
        return "en"
    return "en" if 0 < len(words) < 12 and sample.isascii() and not others else ""
