"""Which language a text is in, by its script; enough to label a quotation truly. Pure."""

from __future__ import annotations

import re

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u0fff\u1000-\u10ff]")
ENGLISH_WORDS = re.compile(
    r"\b(?:the|of|and|to|in|is|are|for|with|that|this|on|by|from|we|it|as|at|an|be|has|have|can"
    r"|now|new|you|your|our|how|what|will|its|was|were|or|not)\b",
    re.IGNORECASE,
)
_NOT_ENGLISH = re.compile(
    r"\b(?:der|die|das|und|ist|nicht|mit|ein|eine|von|für|zu|el|la|los|las|les|des|que|en|del|una|para"
    r"|con|por|est|dans|pour|avec|qui|une|il|lo|di|che|per|della|sono|e|um|uma|os|não|och|att|det|som"
    r"|het|een|van|yang|dan|untuk|dengan)\b",
    re.IGNORECASE,
)


def language_of_text(text: str) -> str:
    """ISO code ja, en, zh or ko; empty for any other language and for no text at all.

    Japanese is told from Chinese by its kana, English from other Latin scripts by accents
    and the commonest words of either.
    """
    kana, han, hangul = (len(p.findall(text)) for p in (_KANA, _HAN, _HANGUL))
    latin = len(_LATIN.findall(text))
    if hangul > max(kana, han) and hangul * 4 >= latin:
        return "ko"
    if kana and (kana + han) * 4 >= latin:
        return "ja" if kana * 12 >= han else "zh"
    if han and han * 4 >= latin:
        return "zh"
    return "en" if latin and _is_english(text, latin) else ""


def _is_english(text: str, latin: int) -> bool:
    if len(_OTHER_SCRIPT.findall(text)) * 4 >= latin:
        return False
    foreign = len(_NOT_ENGLISH.findall(text)) + len(_ACCENTED.findall(text)) // 3
    return len(ENGLISH_WORDS.findall(text)) >= foreign
