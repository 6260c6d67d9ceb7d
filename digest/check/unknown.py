"""Names in Japanese letters that no source has: quoted ones, katakana, organisations, places. Pure.

An ordinary word is no name: what the dictionary or the lexicon has is not judged, nor katakana
that sounds like a word of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from digest.check import irregular, katakana
from digest.check.dictionary import glosses
from digest.check.heard import FAR, far
from digest.check.lexicon import marks
from digest.check.spoken import joined, said
from digest.check.stems import LATIN_WORD, sounds, stem
from digest.check.units import ANY, unit_at

LIKE = 0.7  # how far two consonant skeletons must agree
WRITTEN = 40  # characters of katakana that may be one name
LEAST = 3  # characters of a katakana name, and consonants
SHORT = 2  # consonants of a name at the least
CLOSE, EQUAL = (
    0.3,
    0.12,
)  # how far a name of so few may be from one of the source, and from other words
LOWER = 0.3  # and a longer one from a word that is no name
REST = 1  # characters beside known words that may be a name
MOST = 2_000  # characters of a claim; a longer one is none
WORDS = 20_000  # Latin words of a source that are heard
PAIRS = 400_000  # of katakana and a word that are compared for one source

_KATAKANA = re.compile(r"[ァ-ヺー]{3,}")
_PIECE = re.compile(
    r"(?<=[-'’])[A-Za-z]{2,}|[A-Za-z]{2,}(?=-)|[A-Z][a-z]{2,}(?=[A-Z])|(?<=[a-z])[A-Z][a-z]{2,}"
)
_OWNED = re.compile(r"['’]s$")
_ING = re.compile(r"([ァ-ヺー]{2,}?)ィ?ング$")
_INSIDE = re.compile(r"[ァィゥェォャュョッーン]")  # begins no word
_QUOTED = re.compile(r"「([^「」。、]{2,16})」")
# what a name may end in: of firms and the like, whatever stands before it, and of places
_FIRMS = "書房|工房|造機|ドック|造船所|ロジ|企画|技研|総研|製菓|製紙|醸造|窯業|織物|紡績|陸運|運送|製鋼所|鋳造|精工|設計|商店|書店|学園|劇場|球団|日報|新報"
_PLACES = "工場|支店|支社|営業所|事業所|拠点|キャンパス|駅|空港|港|町|村|区|郡|島|局|店|公園|地区|地方|海|湖|川"
# and of parts of universities, and bodies, whose names may be ordinary words: 労働組合
_FACULTIES = "学部|学科|研究科"
_BODIES = "財団|協会|連盟|連合会|組合|学会|海上|火災|信託|鉄鋼|石油|ガス|テレビ|ホテル|交通|観光|フーズ|建機|重機|光学|硝子|セメント|製粉|製糖|事務所"
_ENDED = re.compile(
    rf"(?<![一-龥々ァ-ヺー])(?P<name>[一-龥々ァ-ヺー]{{1,6}}?)(?P<kind>{_FIRMS}|{_PLACES}|{_FACULTIES}|{_BODIES})(?![一-龥々ァ-ヺー])"
)
_ANY = re.compile(  # no name of one
    r"[同各他両本当全諸某新旧元数]|.?系|大手|関連|国内|海外|地元|外部|所属|有力|中堅|専門|公的|複数|一部|主要|民間|業界|地域|地方|対象|該当|.*大学院"
)
_AFFIXES = re.compile(
    r"メタ|マルチ|サブ|プレ|オート|ハイパー|マイクロ|ナノ|ミニ|スーパー|セミ|ノン|アンチ|ポスト|ディープ|クロス|オープン|クローズド|フル|ハーフ|リアル|オン|オフ|アウト|イン|レス|フリー|ベース|サイド"
)
_HIRAGANA = re.compile(r"[ぁ-んー]{3,8}")
_PHRASE = re.compile(r"[ぁ-ん]{3,}|[はがをに][^ぁ-ん]|[るたいうだ]$")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name at its place in a claim."""

    start: int
    end: int
    right: str = ""


class Sounds:
    """The words of a source by their sound, read when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._heard: dict[str, bool] = {}
        self._left = PAIRS

    @cached_property
    def latin(self) -> tuple[str, ...]:
        """Its Latin words, their parts and what is written as one word in Japanese."""
        found = zip(range(WORDS), LATIN_WORD.finditer(self.text), strict=False)
        words = [_OWNED.sub("", m[0]) for _, m in found]
        pieces = (piece for word in words for piece in _PIECE.findall(word))
        return tuple(dict.fromkeys((*words, *pieces, *joined(words))))

    @cached_property
    def letters(self) -> frozenset[str]:
        """The same in plain letters."""
        return frozenset(map(irregular.plain, self.latin))

    @cached_property
    def skeletons(self) -> dict[str, list[tuple[str, str]]]:
        """Of its Latin words, with the words, by their first consonant."""
        out: dict[str, list[tuple[str, str]]] = {}
        for one in dict.fromkeys(way for word in self.latin for way in said(word)):
            out.setdefault(one[0][0], []).append(one)
        return out

    @cached_property
    def plain(self) -> str:
        """The words without what stands between them."""
        return re.sub(r"[\s・]", "", self.text)

    def hear(self, kana: str) -> bool:
        """Whether a word of the source may be what the kana say, by its sound or by a table."""
        if kana not in self._heard:
            spelt = irregular.spelt(kana)
            self._heard[kana] = self.sounds_like(kana) or any(w in self.letters for w in spelt)
        return self._heard[kana]

    def sounds_like(self, kana: str) -> bool:
        """Whether a word of the source sounds like the kana."""
        own = sounds(kana)[0]
        near = self.skeletons.get(own[:1], ())
        self._left -= len(near)
        return (
            len(own) < SHORT
            or self._left < 0  # what nobody would read to its end
            or any(_same(kana, own, *one) or _formed(kana, one[1]) for one in near)
        )


def unknown(claim: str, source: Sounds, *, japanese: bool) -> Iterator[Unknown]:
    """The names of a folded claim that its source does not have.

    japanese: the source is, so that names stand there in the same letters.
    """
    if len(claim) > MOST:
        return
    if japanese:
        yield from _quoted(claim, source)
        yield from _ended(claim, source)
    ordinary = _words(claim, japanese)
    for match in _KATAKANA.finditer(claim):
        usual = _left(*match.span(), ordinary) < REST
        if usual or match[0] in source.text:
            continue
        if unit_at(claim, match.start())[0] == ANY and not _told(match[0], source, japanese):
            yield Unknown(*match.span())


def _ended(claim: str, source: Sounds) -> Iterator[Unknown]:
    """Firms and places by what they end in, where the source has others that end so."""
    for match in _ENDED.finditer(claim):
        name, kind = match["name"], match["kind"]
        if match[0] in source.text or (kind in _PLACES.split("|") and name in source.text):
            continue
        likes = re.search(rf"[一-龥々ァ-ヺー]{kind}(?![一-龥々ァ-ヺー])", source.text)
        firm = kind in _FIRMS.split("|") and (likes or name in source.text)
        if firm or (likes and not _ANY.fullmatch(name) and _named(name, kind, source.text)):
            yield Unknown(*match.span())


def _named(name: str, kind: str, source: str) -> bool:
    """Whether what stands before its kind is a name, no ordinary word, and no end of it one of the source's."""
    faculty = kind in _FACULTIES.split("|")
    ends = (name[at:] for at in range(1, len(name)))
    told = any(
        end + kind in source for end in ends if faculty or (len(end) > 1 and not _usual(end))
    )
    return not told and (faculty or (len(name) > 1 and not _usual(name)))


def _usual(name: str) -> bool:
    return _covered(0, len(name), [(a, b) for a, b in _ordinary(name) if b - a > 1])


def _told(kana: str, source: Sounds, japanese: bool) -> bool:
    """Whether a source has a katakana word, or all of its two parts that are no ordinary words."""
    if len(kana) > WRITTEN or kana in source.text or source.hear(kana):
        return True
    return any(
        _parts((kana[:cut], kana[cut:]), source, japanese)
        for cut in range(2, len(kana) - 1)
        if not _INSIDE.match(kana, cut)
    )


def _parts(two: tuple[str, str], source: Sounds, japanese: bool) -> bool:
    """Whether both are known; one of two letters, as ハブ of モデルハブ, beside a word of the dictionary only."""
    usual = [_covered(0, len(one), _words(one, japanese)) for one in two]
    least = SHORT if any(usual) and not japanese else LEAST
    return all(
        known or _stands(one, source, japanese, least)
        for known, one in zip(usual, two, strict=True)
    )


def _stands(kana: str, source: Sounds, japanese: bool, least: int) -> bool:
    if len(kana) < least or (len(kana) < LEAST and len(sounds(kana)[0]) < SHORT):
        return False
    return kana in source.text or (not japanese and source.hear(kana))


def _quoted(claim: str, source: Sounds) -> Iterator[Unknown]:
    for match in _QUOTED.finditer(claim):
        phrase = _PHRASE.search(match[1]) and not _HIRAGANA.fullmatch(match[1])
        if not phrase and re.sub(r"[\s・]", "", match[1]) not in source.plain:
            yield Unknown(*match.span(1))


def _ordinary(text: str) -> list[tuple[int, int]]:
    """Where its words stand that the lexicon, the dictionary or every language of trade has."""
    found = [(m.start, m.end) for m in marks(text)] + [(g.start, g.end) for g in glosses(text)]
    return [*found, *(m.span() for m in _AFFIXES.finditer(text))]


def _words(text: str, japanese: bool) -> list[tuple[int, int]]:
    """The same; where the source is in another language also uncommon words, that a translator may choose."""
    return [*_ordinary(text), *(() if japanese else katakana.words(text))]


def _covered(start: int, end: int, known: list[tuple[int, int]]) -> bool:
    """Whether known words make up most of it."""
    inside = sum(max(0, min(end, b) - max(start, a)) for a, b in set(known))
    return inside * 2 > end - start


def _left(start: int, end: int, known: list[tuple[int, int]]) -> int:
    """How many characters known words leave."""
    return sum(not any(a <= at < b for a, b in known) for at in range(start, end))


def _same(kana: str, own: str, sound: str, word: str) -> bool:
    """Whether katakana may say a word; of two consonants a name must be near, another word the same."""
    if len(own) >= LEAST:
        limit = FAR if word[0].isupper() else LOWER
        return _alike(own, sound) and (own == sound or far(kana, word) <= limit)
    limit = CLOSE if word[0].isupper() else EQUAL
    return abs(len(own) - len(sound)) <= 1 and far(kana, word) <= limit


def _formed(kana: str, word: str) -> bool:
    """Whether katakana in "-ing" may be another form of a word: ブースティング, boosted."""
    root = _ING.match(kana)
    return bool(root and word.islower() and far(root[1], stem(word)) <= LOWER)


def _alike(a: str, b: str) -> bool:
    if a == b or (min(len(a), len(b)) >= 3 and (a.startswith(b) or b.startswith(a))):
        return True
    if len(a) == len(b) == LEAST and a[0] == b[0] and (a[2] == b[2] or a[1] == b[1]):  # schema
        return True
    if abs(len(a) - len(b)) > 2 or len(set(a) & set(b)) < LEAST - 1:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= LIKE
