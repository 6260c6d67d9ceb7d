"""Whether a word of a sentence is denied: by what stands before it in English, behind it in Japanese. Pure."""

from __future__ import annotations

import re

from digest.check.features import KANA

_NOT = re.compile(
    r"(?:\b(?:not|never|neither|nor|hardly|barely|unable|cannot|fail(?:s|ed|ing)? to)|n[’']t)\s(?:(?!(?:should|must|can|may|will|would|could)\b)[\w-]+\s){0,2}$"
    r"|\bno (?!(?:longer|more|less|fewer|one|other|matter|doubt)\b)[\w-]+\s$"
    r"|\b(?:no|without(?: (?:an?|the|any|their|his|her|its|prior|written|express|explicit|\w+ed))?|rather than|instead of|less|least)\s$"
    r"|\b(?:nothing|none|nobody|no one|nowhere)\s(?:[\w-]+\s){0,7}$"
    r"|\bno (?:[\w-]+\s){1,5}(?:is|are|was|were|has|have|had|been|be|can|could|will|would|may)\s(?:been\s|be\s)?$",
    re.IGNORECASE,
)
_NOT_BEHIND = re.compile(
    r"^な差[がはも][^、。]{0,6}(?:な[いかく]|ず|ません)|^なく(?!な)|^[^、。]{0,5}?(?:ない(?!限り)|なかっ|(?<!必)(?<![をはがにもで]ま)(?<![るたいの]は)ず(?![れつ])|ません|にくい|まい)|^[^、。]{0,8}(?:ことはな|わけではな|とは言え|には?至(?:ら|っていな)|どころか|見送)|^の?(?:考え|方針|可能性|予定|計画|見方|事実)?[をは](?:否定|打ち消|ない|なく|考えていな|持っていな)"
)
_MODAL = re.compile(r"must|should|may|can|could", re.IGNORECASE)
_ITSELF = re.compile(r"(?:な|ない|なかっ|ません)$")
_ONLY = re.compile(r"しか[^、。]{0,12}$")
_NOT_AFTER = re.compile(
    r"(?<=support)(?: for [\w .-]{1,30})? (?:(?:is|was|has been|will be) (?:being )?)?(?:end|drop|remov|withdraw|discontinu)\w*\b|\s(?:nothing|none|no(?! longer| more than| less)|zero)\b",
    re.IGNORECASE,
)


def denied(text: str, start: int, end: int) -> bool:
    """Whether a folded sentence denies its word at a place."""
    if KANA.search(text):
        if _ITSELF.search(text, start, end) and _ONLY.search(text[:start]):  # しか使えない
            return True
        end += text.startswith("少な", end - 1)  # 最も少/なかった
        return bool(_NOT_BEHIND.match(text[end:])) and not _ONLY.search(text[:start])
    if _MODAL.fullmatch(text, start, end):  # "who cannot migrate must"
        return bool(_NOT_AFTER.match(text, end))
    return bool(_NOT.search(text[:start]) or _NOT_AFTER.match(text, end))
