"""Bullets of a guideline → the words that they list, and pairs 「A」→「B」. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

MOST_WORD = 40  # characters; what is longer is a sentence
_QUOTED = re.compile(r"「([^「」]+)」|『([^『』]+)』|`([^`]+)`|\"([^\"]+)\"|“([^”]+)”")
_BRACKET = re.compile(r"[（(]([^（）()]+)[）)]\s*[。.]?$")
_SEPARATOR = re.compile(r"[、，]|,\s*(?!\d{3})|\s+/\s+|／")
_AND_SO_ON = re.compile(r"(?:など|等|ほか|、?その他)[。.]?$")
_ARROW = re.compile(r"\s*(?:→|⇒|➡️?|⟶|[-=]+>)\s*")
_WHEN = re.compile(r"場合|限り|とき|時$|のみ|除|以外|だけ$|では$")
_EXCEPT = re.compile(r"除[くき外]|可|OK|よい|良い|許")
_PHRASE = re.compile(
    r"(?:[なたるい]|的|言い回し|書き方|こと)$|[:：]"
)  # says how, and names nothing
MOST_NAME = 10  # characters of a word that stands in a line without a bullet
_SIGNS = re.compile(r"^[×✕✗❌○◯⭕✅]\s*|^(?:NG|OK)\s*[:：]\s*")
_WRONG_RIGHT = re.compile(
    r"^(?:×|✕|✗|❌|NG\s*[:：])\s*(?P<wrong>.+?)\s*[、,/／|]?\s*(?:○|◯|⭕|✅|OK\s*[:：])\s*(?P<right>.+)$"
)
# 「根拠のない最上級表現」 describes words instead of being one.
_DESCRIBES = re.compile(r"[をがはに]|のない|の(?:表現|言葉|語|文)|的な|場合|表現$|言葉$|[。?？]")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a bullet lists. described: it may mean more than its words say."""

    words: tuple[str, ...] = ()
    condition: str = ""  # 「No.1」(根拠がない場合)
    described: bool = False
    quoted: bool = False
    allowed: tuple[str, ...] = ()  # 最高（ただし「最高裁」は除く）


def listed(text: str) -> Listed:
    """The words of one bullet: what is quoted, else what stands between commas."""
    text = _SIGNS.sub("", text.strip())
    bracket = _BRACKET.search(text)
    if bracket and (excepted := _quotes(bracket[1])) and _EXCEPT.search(bracket[1]):
        found = listed(text[: bracket.start()])
        return replace(found, allowed=tuple(excepted))
    quoted = _quotes(_BRACKET.sub("", text))
    bare = _QUOTED.sub("", text).strip() if quoted else text
    condition = bracket[1].strip() if bracket else ""
    if quoted:
        left = _BRACKET.sub("", bare).strip("、,，・とや/／。 　")
        known = tuple(dict.fromkeys(word for word in quoted if word))
        return Listed(known, condition or _AND_SO_ON.sub("", left), bool(left), quoted=True)
    body = _BRACKET.sub("", text).strip(" 　。")
    more = bool(_AND_SO_ON.search(body))
    parts = [part.strip() for part in _SEPARATOR.split(_AND_SO_ON.sub("", body))]
    words = tuple(dict.fromkeys(part for part in parts if part and len(part) <= MOST_WORD))
    return Listed(
        words, condition, more or len(words) < len(parts) or bool(_DESCRIBES.search(body))
    )


def _quotes(text: str) -> list[str]:
    return [next(filter(None, groups)).strip() for groups in _QUOTED.findall(text)]


def enumerated(text: str) -> Listed | None:
    """A line of nothing but words: 「A」「B」など; A、B、C; A. None for anything else."""
    found = listed(text)
    if found.condition or not found.words:
        return None
    return found if found.quoted or all(map(_names, found.words)) else None


def _names(word: str) -> bool:
    """Whether it may be the word itself (確実に), and tells of none."""
    described = _PHRASE.search(word) or _DESCRIBES.search(word.removesuffix("に"))
    return len(word) <= MOST_NAME and not described


def pair(text: str, *, loose: bool) -> tuple[Listed, str] | None:
    """「A」→「B」, × A ○ B; without quotes only where loose. The right side as it is written."""
    sides = _sides(text)
    if sides is None:
        return None
    before, after = sides
    quoted = bool(_QUOTED.match(_SIGNS.sub("", before)))
    if not quoted and (not loose or len(before) > MOST_WORD or "。" in before):
        return None
    found = listed(before)
    bracket = _BRACKET.search(after)
    if bracket and not found.condition and _WHEN.search(bracket[1]):
        found = Listed(found.words, bracket[1].strip())
    after = _BRACKET.sub("", after)
    shown = "、".join(_quotes(after)) or _SIGNS.sub("", after).strip(" 　。")
    return (found, shown) if found.words else None


def _sides(text: str) -> tuple[str, str] | None:
    if found := _WRONG_RIGHT.match(text):
        return found["wrong"], found["right"]
    parts = _ARROW.split(text)
    if len(parts) != 2 or not all(part.strip() for part in parts):
        return None
    return parts[0].strip(), parts[1].strip()
