"""The words of a text as concepts that English and Japanese share. Pure.

lexicon.tsv is the visible table; a word outside it stands for itself, so that texts in one
language are compared by all of their words and texts in two by names and by the table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from digest.check import sounds
from digest.check.aliases import SPELLINGS

KNOWN, NAME, PLAIN = "known", "name", "plain"  # what a concept's key is good for

_WORD = re.compile(
    r"[A-Za-z](?:[A-Za-z0-9'’]|[-._+](?=[A-Za-z0-9]))*|\d+(?:\.\d+)?[BbMm](?![A-Za-z0-9])"
)
_RUN = re.compile(
    r"[ァ-ヴー]{2,}|[一-龥々]{2,}|[一-龥々](?=[いうきくしすたちつっぬびぶむめりるれわ])"
)
_KATAKANA = frozenset(map(chr, range(0x30A1, 0x30FD)))
_KANA = re.compile(r"[ぁ-んァ-ヴ]")
_IN_OUT = re.compile(
    r"(?<=[a-z\d] )(in|out)(?=[.,;]|$| and (?:[$€¥£]?\d|[a-z]+ out))", re.IGNORECASE
)
_STOP_WORDS = """the a an of to and in for on is are was were be been by with that this it as at from or we our which can
has have had its their these those than also will into but they you your how what when who all per each
said says say would could should there more about some any other such only while where he she his her both
one two three four five six seven eight nine ten million billion trillion thousand percent not no without
over under between among up down out so if do does did may might must just"""
_STOP = frozenset(_STOP_WORDS.split())
_IDLE_WORDS = """場合 結果 今回 発表 約 前期比 前年比 前年同期比 前月比 以上 以下 一方 同社 期間 当時 万 億 兆 円 年 月 日 件 人 点"""
_IDLE = frozenset(_IDLE_WORDS.split())
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "s", "e", "y")
_NEGATED_EN = re.compile(
    r"\b(?:not|no|non|never|without|un|lacks?|lacking|excluding|except)[\s-](?:(?:the|a|an|any|using|use)\s)?$",
    re.IGNORECASE,
)
_NEGATED_JA = re.compile(
    r"(?:さ|し|れ|で|が|は|を|の|き|え|か|わ|ら){0,3}(?:な(?:し|い|かっ|く|けれ)|ず|ませ|以外|抜き)"
)


@dataclass(frozen=True, slots=True)
class Concept:
    """A word at its place; keys: what it may stand for; kind: KNOWN in the table, a NAME, or PLAIN."""

    keys: frozenset[str]
    kind: str
    start: int
    end: int


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """An English word without its ending: prices, priced and price are one."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Japanese words and English stems (phrases joined by "-") with the rows that they stand in."""
    japanese: dict[str, set[str]] = defaultdict(set)
    english: dict[str, set[str]] = defaultdict(set)
    text = files("digest.check").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        left, tab, right = line.partition("\t")
        for word in left.split() if tab else ():
            japanese[word].add("=" + left.split()[0])
        for word in right.split():
            english["-".join(map(stem, word.split("-")))].add("=" + left.split()[0])
    return {k: frozenset(v) for k, v in japanese.items()}, {
        k: frozenset(v) for k, v in english.items()
    }


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """The first words of English phrases."""
    return frozenset(key.partition("-")[0] for key in _table()[1] if "-" in key)


@lru_cache(maxsize=1)
def _japanese_words() -> re.Pattern[str]:
    words = sorted((w for w in _table()[0]), key=lambda w: -len(w))
    parts = (
        rf"(?<![一-龥々]){re.escape(w)}(?![一-龥々])" if len(w) == 1 else re.escape(w)
        for w in words
    )
    return re.compile("|".join(parts))


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    return {s: row[0].lower() for row in SPELLINGS for s in row[1:]}


@lru_cache(maxsize=4096)
def concepts(text: str) -> tuple[Concept, ...]:
    """The concepts of a folded sentence, in order."""
    found = [*_latin(text), *_in_and_out(text)]
    if _KANA.search(text):
        found += _japanese(text)
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _in_and_out(text: str) -> Iterator[Concept]:
    """$0.04 a minute in, $0.16 out: what goes in and what comes out."""
    for match in _IN_OUT.finditer(text):
        key = "=入力" if match[1].lower() == "in" else "=出力"
        yield Concept(frozenset({key}), KNOWN, *match.span(1))


def _latin(text: str) -> Iterator[Concept]:
    japanese = bool(_KANA.search(text))
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        first = words[at]
        many, known = _longest(text, words, at)
        last = words[at + many - 1]
        at += many
        word = text[first.start() : last.end()]
        if not known and word.lower() in _STOP:
            continue
        keys = {stem(part) for part in re.split(r"[ -]", word)} | {stem(word)}
        sound = sounds.of_english(word.removesuffix("s")) if not japanese else ""
        keys |= {"~" + sound} if sound else set()
        named = japanese or not word.islower()
        negated = _NEGATED_EN.search(text, max(0, first.start() - 24), first.start())
        yield Concept(
            frozenset(("¬" if negated else "") + key for key in keys | known),
            KNOWN if known else NAME if named else PLAIN,
            first.start(),
            last.end(),
        )


def _longest(text: str, words: list[re.Match[str]], at: int) -> tuple[int, frozenset[str]]:
    """How many words from here make the longest phrase of the table, and its rows."""
    _, table = _table()
    for many in (3, 2, 1):
        group = words[at : at + many]
        if many > 1 and stem(words[at][0].partition("-")[0]) not in _beginnings():
            continue
        between = {text[a.end() : b.start()] for a, b in pairwise(group)}
        if len(group) == many and between <= {" ", "-"}:
            key = "-".join(stem(part) for w in group for part in w[0].split("-"))
            if key in table:
                head = table.get(stem(group[-1][0]), frozenset()) if many > 1 else frozenset()
                return many, table[key] | head
    parts = [p for p in words[at][0].split("-") if p] if "-" in words[at][0] else []
    return 1, frozenset(key for part in parts for key in table.get(stem(part), ()))


def _japanese(text: str) -> Iterator[Concept]:
    table, _ = _table()
    spans: list[tuple[int, int]] = []
    for match in _japanese_words().finditer(text):
        spans.append(match.span())
        if match[0] not in _IDLE:
            yield _negatable(text, table[match[0]] | {match[0]}, KNOWN, *match.span())
    for match in _RUN.finditer(text):
        word = match[0]
        alias = _aliases().get(word)
        covered = sum(
            min(b, match.end()) - max(a, match.start())
            for a, b in spans
            if a < match.end() and b > match.start()
        )
        if word in _IDLE or covered >= len(word):
            continue
        keys = {word} | ({alias} if alias else set())
        sound = sounds.of_katakana(word) if word[0] in _KATAKANA else ""
        keys |= {"~" + sound} if sound else set()
        keys |= (
            {word[i : i + 2] for i in range(len(word) - 1)}
            if word[0] >= "一" and len(word) > 3
            else set()
        )
        yield _negatable(text, frozenset(keys), NAME if alias else PLAIN, *match.span())


def _negatable(text: str, keys: frozenset[str], kind: str, start: int, end: int) -> Concept:
    if _NEGATED_JA.match(text, end):
        keys = frozenset("¬" + key for key in keys)
    return Concept(keys, kind, start, end)
