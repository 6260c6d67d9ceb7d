"""Sentences that are rules for code: lengths, style, characters, 「X」は使わない. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from digest.guideline.literal import CHARACTERS, Literal
from digest.guideline.words import MOST_NAME, listed

_NUMBER = r"(\d[\d,]*)\s*(?:文?字)?"
_RANGE = re.compile(rf"{_NUMBER}\s*[~〜～\-–]\s*(\d[\d,]*)\s*文?字")
_LENGTH = re.compile(r"(\d[\d,]*)\s*文?字\s*(以内|以下|まで|を超えない|未満|以上|より短く)?")
_AT_MOST = re.compile(r"(?:最大|最長|上限は?|多くとも|長くても)で?\s*\Z")
_KANJI = re.compile(
    r"(?<![一二三四五六七八九十百千\d])(?=[一二三四五六七八九十百])([一二三四五六七八九]?百)?([一二三四五六七八九]?十)?([一二三四五六七八九])?(?=文?字(?:以内|以下|まで|を超え|未満))"
)
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
    r"(?:(?:使わない|使用しない|用いない|書かない|入れない|使用禁止|使用不可|禁止|避ける|控える|不可|NG)"
    r"(?:こと|とする|とします|です|する|します|で(?:ください|下さい)|ように(?:する|します|してください))?"
    r"|(?:避け|控え)て(?:ください|下さい)|(?:使|使用し|用い|書い)っ?ては(?:ならない|なりません|いけない|いけません))"
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
# 「A」「B」など、効能を保証する表現は使わない: the words are literal, and more is meant than they say.
_SUCH = re.compile(
    rf"^((?:{_QUOTES}(?:、|,|・|や|と|または|及び|および)?\s*)+)"
    rf"(?P<tail>(?:[はをも]|の(?:使用|ような)|など|等|といった|という)[^「」。]{{0,50}}?){_FORBID}[。.]?$"
)
_WHEN = re.compile(r"限り|かぎり|以外|場合|とき|際|では|には|として|以外|根拠|なし|だけ|のみ")
_SIGN = re.compile(
    rf"^[^「」()。]{{1,12}}\(([^()\w\s]{{1,6}})\)(?:は|を)(?:使用は)?{_FORBID}[。.]?$"
)
_PLAIN_WORDS = re.compile(rf"^([^「」()。はをのに]{{1,60}})(?:は|を)(?:の?使用は)?{_FORBID}[。.]?$")
_BETWEEN = re.compile(r"[、,・/]\s*")
_CATEGORY = re.compile(
    r"(?:語|言葉|表現|文字?|記号|符|調|体|など|等|もの|こと|類|詞|数字|英字|カナ|ナ|書き方|言い回し|フレーズ|スラング)$"
)  # names what to avoid instead of being it
_ENGLISH = re.compile(
    r"(?:please )?(?:(?:do not|don't|never) use|avoid)(?: the (?:words?|phrases?|terms?))?((?:(?:,|,? or|,? and)? ?[\"“][^\"”“]+[\"”])+)\.?",
    re.IGNORECASE,
)
_KINDS = "|".join(sorted(CHARACTERS, key=len, reverse=True))
_CHARACTERS = re.compile(
    rf"^((?:(?:{_KINDS})[、,・とや]?\s*)+)(?:は|を|の)?(?:使用は)?{_FORBID}[。.]?$"
)
MOST_BEFORE, MOST_STYLE = 14, 60  # characters
# Words beside a length or a style that add nothing to it; anything else is a rule of its own.
_FILLER = re.compile(
    r"[1一各]文|センテンス|題名|タイトル|件名|見出し|段落|全体|全文|本文|文章|記事|原稿|投稿|文字数|字数|長さ"
    r"|目安|なるべく|できるだけ|原則|程度|推奨|望ましい|最大|最長|上限|多くとも|長くても|必ず|それぞれ|文体|語尾|文末|敬体|常体|です|ます"
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
    text = _KANJI.sub(_in_digits, unicodedata.normalize("NFKC", line).strip())
    if one := _exact(text, line, quoted):
        return Phrase((one,))
    if one := _partly(text, line, quoted):
        return Phrase((one,), whole=False)
    if one := _length(text, quoted) or _style(text, quoted):
        bare = _LENGTH.sub("", _RANGE.sub("", text)) if one.kind == "length" else text
        return Phrase((one,), not _FILLER.sub("", bare).strip())
    return Phrase()


def _exact(text: str, line: str, quoted: str) -> Literal | None:
    if _NEVER.match(text):
        return Literal("banned", quoted, listed(_quotes(line)).words)
    if found := _SIGN.match(text):
        return Literal("banned", quoted, (found[1],))
    if found := _ENGLISH.fullmatch(text):
        words = re.findall('["“]([^"”“]+)["”]', found[1])
        return Literal("banned", quoted, tuple(dict.fromkeys(words)))
    if found := _RATHER.match(text):
        return Literal("banned", quoted, listed(found[1]).words, instead=listed(found[2]).words[0])
    if found := _ALWAYS.match(text):
        return Literal("required", quoted, listed(found[1]).words)
    if found := _CHARACTERS.match(text):
        kinds = re.findall(_KINDS, found[1])
        return Literal("characters", quoted, tuple(dict.fromkeys(kinds)))
    return None


def _partly(text: str, line: str, quoted: str) -> Literal | None:
    """Words and characters that code can look for, though the line may mean more than them."""
    if found := _SUCH.match(text):
        tail = found["tail"].strip("はをも、,") if _WHEN.search(found["tail"]) else ""
        return Literal("banned", quoted, listed(_quotes(line)).words, condition=tail)
    if found := _PLAIN_WORDS.match(text):
        parts = [part.strip() for part in _BETWEEN.split(found[1]) if part.strip()]
        if kinds := tuple(dict.fromkeys(part for part in parts if part in CHARACTERS)):
            return Literal("characters", quoted, kinds)
        if all(len(part) <= MOST_NAME and not _CATEGORY.search(part) for part in parts):
            return Literal("banned", quoted, tuple(parts), condition="「」の無い言葉")
    return None


def _quotes(line: str) -> str:
    return "、".join(re.findall(_QUOTES, line))


def _length(text: str, quoted: str) -> Literal | None:
    found = _RANGE.search(text) or _LENGTH.search(text)
    if not found:
        return None
    if found.re is _LENGTH and not (found[2] or _AT_MOST.search(text, 0, found.start())):
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


def _in_digits(match: re.Match[str]) -> str:
    """六十 → 60, up to 999."""
    hundreds, tens, ones = (
        "一二三四五六七八九".find(part[0]) + 1 if part else 0 for part in match.groups("")
    )
    return str(100 * (hundreds or bool(match[1])) + 10 * (tens or bool(match[2])) + ones)


def _figure(digits: str) -> int:
    return int(digits.replace(",", "").lstrip("0")[:9] or 0)


def _style(text: str, quoted: str) -> Literal | None:
    polite, plain = _POLITE.search(text), _PLAIN.search(text)
    if len(text) > MOST_STYLE or not (polite or plain) or not _STYLE.search(text):
        return None
    first = min((one for one in (polite, plain) if one), key=lambda one: one.start())
    return Literal("polite" if first is polite else "plain", quoted)
