"""Sentences that are rules for code: lengths, style, characters, 「X」は使わない. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from digest.guideline.literal import CHARACTERS, Literal
from digest.guideline.words import listed

_NUMBER = r"(\d[\d,]*)\s*(?:文?字)?"
_RANGE = re.compile(rf"{_NUMBER}\s*[~〜～\-–]\s*(\d[\d,]*)\s*文?字")
_LENGTH = re.compile(r"(\d[\d,]*)\s*文?字\s*(以内|以下|まで|を超えない|未満|以上|より短く)?")
_SCOPES = (
    ("文", re.compile(r"[1一各]文(?!字)|文の長さ|センテンス")),
    ("題名", re.compile(r"題名|タイトル|件名")),
    ("見出し", re.compile(r"見出し")),
    ("段落", re.compile(r"段落")),
    ("全体", re.compile(r"全体|全文|本文|文章|記事|原稿|投稿|文字数|字数|長さ")),
)
_SOFT = re.compile(r"目安|なるべく|できるだけ|原則|程度|推奨|望ましい")
_POLITE = re.compile(r"です[・、/／]?\s*ます|デスマス|敬体")
_PLAIN = re.compile(r"(?:だ[・、/／]?\s*)?である|常体")
_STYLE = re.compile(r"文体|調|体(?:で|に|を|とする|$)|統一|語尾|文末")
_FORBID = (
    r"(?:使わない|使用しない|用いない|書かない|入れない|使用禁止|使用不可|禁止|避ける|不可|NG)"
    r"(?:こと|とする|です|する)?"
)
_QUOTES = r"(?:「[^「」]+」|『[^『』]+』|`[^`]+`)"
_NEVER = re.compile(
    rf"^(?:{_QUOTES}[、,・とや]?\s*)+(?:という(?:言葉|語|表現))?(?:は|を|の|も)?(?:使用は)?{_FORBID}[。.]?$"
)
_RATHER = re.compile(
    rf"^({_QUOTES}(?:[、,・とや]?\s*{_QUOTES})*)(?:は|を|ではなく|でなく|の代わりに)[、,]?\s*"
    rf"({_QUOTES})(?:と|に|を)?(?:書く|する|表記する|表記|言い?換える|置き?換える|統一する|使う)[。.]?$"
)
_ALWAYS = re.compile(
    rf"^(?:必ず[、,]?\s*)?((?:{_QUOTES}[、,・とや]?\s*)+)(?:と|を)(?:必ず)?"
    r"(?:入れる|書く|明記する|明記|記載する|記載|表示する|付ける|含める)(?:こと)?[。.]?$"
)
_KINDS = "|".join(sorted(CHARACTERS, key=len, reverse=True))
_CHARACTERS = re.compile(
    rf"^((?:(?:{_KINDS})[、,・とや]?\s*)+)(?:は|を|の)?(?:使用は)?{_FORBID}[。.]?$"
)
MOST_BEFORE, MOST_STYLE = 14, 60  # characters
# Words beside a length or a style that add nothing to it; anything else is a rule of its own.
_FILLER = re.compile(
    r"[1一各]文|センテンス|題名|タイトル|件名|見出し|段落|全体|全文|本文|文章|記事|原稿|投稿|文字数|字数|長さ"
    r"|目安|なるべく|できるだけ|原則|程度|推奨|望ましい|最大|最長|必ず|それぞれ|文体|語尾|文末|敬体|常体|です|ます"
    r"|デスマス|である|調|体|だ|統一|使わない|混ぜない|混在|させない|収める|おさめる|書く|とする|する|して|こと"
    r"|ください|とし|[はがをのにでと、。・:/／()「」\s-]"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What code can check of a line; whole: nothing else stands in it."""

    literals: tuple[Literal, ...] = ()
    whole: bool = True


def phrase(line: str, quoted: str) -> Phrase:
    """What one line asks for, as far as code can check it."""
    text = unicodedata.normalize("NFKC", line).strip()
    if one := _exact(text, line, quoted):
        return Phrase((one,))
    if one := _length(text, quoted) or _style(text, quoted):
        bare = _LENGTH.sub("", _RANGE.sub("", text)) if one.kind == "length" else text
        return Phrase((one,), not _FILLER.sub("", bare).strip())
    return Phrase()


def _exact(text: str, line: str, quoted: str) -> Literal | None:
    if _NEVER.match(text):
        return Literal("banned", quoted, listed(_quotes(line)).words)
    if found := _RATHER.match(text):
        return Literal("banned", quoted, listed(found[1]).words, instead=listed(found[2]).words[0])
    if found := _ALWAYS.match(text):
        return Literal("required", quoted, listed(found[1]).words)
    if found := _CHARACTERS.match(text):
        kinds = re.findall(_KINDS, found[1])
        return Literal("characters", quoted, tuple(dict.fromkeys(kinds)))
    return None


def _quotes(line: str) -> str:
    return "、".join(re.findall(_QUOTES, line))


def _length(text: str, quoted: str) -> Literal | None:
    found = _RANGE.search(text) or _LENGTH.search(text)
    if not found or (found.re is _LENGTH and not found[2]):
        return None
    before = text[: found.start()][-MOST_BEFORE:]
    scope = next((name for name, words in _SCOPES if words.search(before)), "全体")
    first, soft = _figure(found[1]), _SOFT.search(text)
    least, most = 0, None
    if found.re is _RANGE:
        least, most = first, _figure(found[2])
    elif found[2] == "以上":
        least = first
    else:
        most = first - (found[2] in ("未満", "より短く"))
    condition = soft[0] if soft else ""
    return Literal("length", quoted, scope=scope, least=least, most=most, condition=condition)


def _figure(digits: str) -> int:
    return min(int(digits.replace(",", "")), 10**9)


def _style(text: str, quoted: str) -> Literal | None:
    polite, plain = _POLITE.search(text), _PLAIN.search(text)
    if len(text) > MOST_STYLE or not (polite or plain) or not _STYLE.search(text):
        return None
    first = min((one for one in (polite, plain) if one), key=lambda one: one.start())
    return Literal("polite" if first is polite else "plain", quoted)
