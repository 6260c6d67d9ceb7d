"""Names of a summary stand in its source: Latin ones, known Japanese spellings, organisations. Pure.

A Japanese transliteration of an ordinary word is no name and is not judged; nor is a Japanese
name where the source is in another language, unless both spellings are known (aliases.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from digest.check import editions, misplaced, titles
from digest.check.aliases import ORDINARY, SPELLINGS
from digest.check.dictionary import glosses
from digest.check.fold import blanked, fold, folded
from digest.check.passages import UNSURE, Passage, source_text, written
from digest.check.places import Named, Strange, known, strange
from digest.check.quantities import URL, quantities
from digest.check.siblings import Foreign, foreign
from digest.check.story import Source, source_of
from digest.check.unknown import Sounds, Unknown, unknown
from storage.records import Article, Finding, Summary

CHECK = "names"
SHOWN = 120  # characters of a source sentence in a finding
SHORT = 4  # letters; shorter names are looked up as whole words only

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[-._+@/&'’][A-Za-z0-9]+)*[+#]*")
_OWNED = re.compile(r"['’]s$")
_AFTER_DIGIT = re.compile(r"[\d.] ?$")
_ID = re.compile(r"S\d{1,4}|[QH]\d")  # H100 is a name
_TIMES = re.compile(r"(?<![A-Za-z0-9])\d+x ?([A-Z][A-Za-z0-9]*)")  # 8xH100
_NO_ALNUM = re.compile(r"[\W_]+")
_KANA = re.compile(r"[ぁ-ん]")
_KINDS = (
    "大学院?|研究所|研究機構|研究院|製作所|製鉄|製鋼|精機|精工|鉄工|鉄工所|技研|工業|産業|興業|商会|商店|物産|物流|運輸|建設|通信|電機|電力|電工|電子|電鉄|鉄道"
    "|航空|海運|造船|自動車|銀行|信金|信用金庫|生命|損保|保険|半導体|計算機|商事|重工|化学|化成|製薬|薬品|食品|飲料|酒造|証券|新聞|放送|出版|書店|印刷|広告|病院"
    "|医院|高校|高専|学園|中学校|小学校|図書館|美術館|博物館|水産|農園|牧場|不動産|倉庫|百貨店|ロジスティクス|ホールディングス|モーターズ|システムズ|テクノロジーズ"
    "|ソリューションズ|エレクトロニクス|エナジー|マイクロ|ファーマ|株式会社|合同会社"
)
_ORGANISATION = re.compile(
    rf"(?:[一-龥々ァ-ヴー]{{1,12}}?(?:{_KINDS})|[一-龥]{{2,6}}[省庁]|[一-龥]{{1,4}}[県市])(?![一-龥ァ-ヴー])"
    rf"|(?<=[の、。「は・立])[ぁ-ん]{{2,6}}(?:{_KINDS})(?![一-龥ァ-ヴー])"
    r"|[一-龥々ァ-ヴー]{2,12}(?=氏|さん|教授|社長|博士|会長|大臣|知事|市長)|(?<=[の、。「は])[ぁ-ん]{2,4}(?=氏)"
)
_SHORT = re.compile(r"[一-龥]{2,5}[省庁会連大銀]")
_ENDS = re.compile(rf"(?:{_KINDS})$")
_NO_ORGANISATION = re.compile(
    r"^(?:同|各|他|両|本|当|全|諸|某|都|国立|私立|地方|有名|大手|県|市|総合|国内|海外)?(?:大学院?|研究所|銀行|電力|電子|半導体|工業|化学|製薬|証券"
    r"|新聞|広告|病院|高校|県|市|省庁|官庁|都市|株式会社|市場)$|帰省|反省|省庁|都市$|共同|担当|副|代表|前|元"
)


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Names that no article of the story has."""
    passages = list(written(summary, articles))
    if not passages:
        return ()
    source = _source(source_text(articles))
    read = source_of(tuple(articles))
    return tuple(
        finding
        for passage in passages
        for finding in (*_of(passage, source), *_misplaced(passage, read))
    )


def _misplaced(passage: Passage, source: Source) -> Iterator[Finding]:
    text = fold(passage.text)
    near = source.near(text.text)
    claim = misplaced.read(text.text, quantities(text.text), near.told.translated(text.text))
    for wrong in misplaced.misplaced(claim, near.named):
        words = text.slice(wrong.start, wrong.end)
        shown = wrong.shown[:SHOWN]
        yield passage.finding(CHECK, UNSURE, "別のものの名称", words, wrong.right, shown)
    for one, other in titles.misnamed(titles.titles([text.text]), source.told.titled):
        words = text.slice(one.start, one.end)
        yield passage.finding(
            CHECK, UNSURE, "別のものの名称", words, other.person, other.text[:SHOWN]
        )


class Known:
    """The names of a story's articles, read once."""

    def __init__(self, text: str) -> None:
        self.text = folded(text)
        self.lower = self.text.lower()
        parts = _NO_ALNUM.split(self.lower)
        self.compact = "".join(parts)
        self.begins = frozenset(accumulate(map(len, parts), initial=0))
        self.words = {_compact(_OWNED.sub("", w[0])) for w in _WORD.finditer(self.text)}
        self.words |= {m[1].lower() for m in _TIMES.finditer(self.text)}
        self.words |= {part for w in self.words for part in re.findall(r"[a-z]+", w)}
        self.sounds = Sounds(self.text)
        self.places = Named(self.text)
        self.japanese = bool(_KANA.search(self.text))
        self._known: dict[str, bool] = {}

    def has(self, name: str) -> bool:
        """Whether the name, or what it is short for, stands there."""
        if name not in self._known:
            self._known[name] = self._has(name)
        return self._known[name]

    def _has(self, name: str) -> bool:
        key = _compact(name)
        if key in self.words or (len(key) >= SHORT and self._whole(key)):
            return True
        if (key.endswith("s") and key[:-1] in self.words) or f"{key}s" in self.words:
            return True
        if any(self._alias(row) for row in SPELLINGS if key in map(_compact, row)):
            return True
        return (name.isupper() or name[:-1].isupper()) and self._initials(key.removesuffix("s"))

    def _whole(self, key: str) -> bool:
        """Whether it stands there in whole words, whatever separates them: "GPT 4o", "Data-bricks"."""
        at = self.compact.find(key)
        while at >= 0:
            end = at + len(key)
            behind = self.compact[end : end + 1]
            if at in self.begins and (end in self.begins or not behind.isalpha() or behind == "s"):
                return True
            at = self.compact.find(key, at + 1)
        return False

    def _alias(self, row: Sequence[str]) -> bool:
        return any(
            _compact(s) in self.words if s.isascii() else s.lower() in self.lower for s in row
        )

    def _initials(self, key: str) -> bool:
        """Whether its letters begin words in a row: LLM, "large language models"."""
        if not 2 <= len(key) <= 6 or not key.isalpha():
            return False
        pattern = r"[a-z]*(?:-[a-z]+)?(?:[\s-]+(?:of|for|and|the|in|to)\b)?[\s-]*".join(
            map(re.escape, key)
        )
        return bool(re.search(rf"(?<![a-z]){pattern}", self.lower))


_source = lru_cache(maxsize=64)(Known)


def _of(passage: Passage, source: Known) -> Iterator[Finding]:
    text = fold(passage.text)
    plain = blanked(text.text, [m.span() for m in URL.finditer(text.text)])
    odd = list(editions.other(plain, source.text))
    for match in _WORD.finditer(plain):
        inside = any(one.start <= match.start() < one.end for one in odd)
        if not inside and _is_name(plain, match) and not _all_known(match[0], source):
            words = text.slice(match.start(), match.end())
            yield passage.finding(CHECK, UNSURE, "原文に無い名称", words)
    for row in SPELLINGS:
        for spelling in row[1:]:
            spelt = _alone(spelling).search(plain)
            if spelt and not source.has(row[0]) and spelling.lower() not in source.lower:
                words = text.slice(spelt.start(), spelt.end())
                yield passage.finding(CHECK, UNSURE, "原文に無い名称", words)
    for one in odd:
        words = text.slice(one.start, one.end)
        yield passage.finding(CHECK, UNSURE, "原文に無い名称", words, one.right)
    for place in _places(plain, source):
        words = text.slice(place.start, place.end)
        yield passage.finding(CHECK, UNSURE, "原文に無い名称", words, "", place.right)
    for match in _ORGANISATION.finditer(plain) if source.japanese else ():
        known = match[0].lower() in source.lower or bool(_NO_ORGANISATION.search(match[0]))
        known = known or _short_for(match[0], source.text) or _of_words(match[0], source.text)
        if not known and not any(s in match[0] for row in SPELLINGS for s in row[1:]):
            words = text.slice(match.start(), match.end())
            yield passage.finding(CHECK, UNSURE, "原文に無い名称", words)


def _short_for(name: str, text: str) -> bool:
    """Whether kanji of a longer name make it up: 文科省 and 文部科学省."""
    if not _SHORT.fullmatch(name):
        return False
    return bool(re.search("[一-龥]{0,4}".join(map(re.escape, name)), text))


def _of_words(name: str, text: str) -> bool:
    """Whether it is no firm but two words that the source has: 外部通信."""
    kind = _ENDS.search(name)
    head = name[: kind.start()] if kind else ""
    usual = any((g.start, g.end) == (0, len(head)) for g in glosses(head)) if head else False
    return bool(usual and kind and head in text and kind[0] in text)


def _places(text: str, source: Known) -> Iterator[Foreign | Unknown | Strange]:
    """Names in Japanese letters that no table or sound binds to the source, each once."""
    heard = unknown(text, source.sounds, japanese=source.japanese)
    found = [
        *foreign(text, source.text),
        *(u for u in heard if not known(text[u.start : u.end], source.places)),
        *(() if source.japanese else strange(text, source.places)),
    ]
    ends = 0
    for one in sorted(found, key=lambda one: (one.start, not one.right)):
        if one.start >= ends:
            yield one
            ends = one.end


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Not a unit behind a number, a sentence id, or a word that anybody may use."""
    word = match[0]
    if _AFTER_DIGIT.search(text, max(0, match.start() - 2), match.start()) and len(word) <= 3:
        return False
    if len(word) < 2 or word.lower() in ORDINARY or _ID.fullmatch(word):
        return False
    return _KANA.search(text) is not None or (word[0].isupper() and match.start() > 0)


def _all_known(name: str, source: Known) -> bool:
    """The name as it is, or all of its parts: "Claude/GPT-4o"; a wrong version is for numbers."""
    if source.has(name):
        return True
    parts = [part for part in re.split(r"[-._/&'’@]|(?<=[A-Za-z])(?=\d)", name) if part]
    letters = [part for part in parts if part[0].isalpha()]
    return bool(letters) and all(p.lower() in ORDINARY or source.has(p) for p in letters)


@lru_cache(maxsize=256)
def _alone(spelling: str) -> re.Pattern[str]:
    """A katakana name that is not a part of a longer word: メタ, not メタデータ."""
    return re.compile(rf"(?<![ァ-ヴー一-龥]){re.escape(spelling)}(?![ァ-ヴー])")


def _compact(name: str) -> str:
    return _NO_ALNUM.sub("", name.lower())
