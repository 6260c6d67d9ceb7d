"""Japanese claims are Japanese, and nothing of the machinery is left in them. Pure.

A quotation (an extractive summary) is in its source's language and is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check import prose
from digest.check.fold import fold
from digest.check.passages import HEADLINE, NG, UNSURE, Passage, source_text, written
from digest.summarize.language import ENGLISH_WORDS
from digest.summarize.sentences import split
from storage.records import Article, Finding, Summary

CHECK = "language"

_JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SIMPLIFIED = re.compile("[们这为个时发现说对过还进电动种经应实现让从与关开问题类习]")
_CHINESE = re.compile("[的了是在与與们們這这]")
_QUOTED = re.compile(r"「[^」]*」|『[^』]*』|\"[^\"]*\"|“[^”]*”")
_SENTENCE_ID = re.compile(
    r"(?<![A-Za-z0-9])S\d{1,4}(?![A-Za-z0-9])|(?<![A-Za-z])(?:claim|evidence|sentence)[ _-]?(?:id)?[ :=#]{1,2}\d+",
    re.IGNORECASE,
)
_REMAINS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("HTMLの残り", re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:amp|lt|gt|quot|nbsp|#\d+);")),
    ("Markdownの残り", re.compile(r"\*\*[^*]+\*\*|!?\[[^\]]*\]\([^)]*\)|^#{1,6}\s|```|^\|.*\|$")),
    ("置き換え忘れ", re.compile(
        r"\{\{?[A-Za-z_ ]+\}?\}|\[(?:URL|title|model|name|company|date|placeholder|insert[^\]]*|your [^\]]*|X{2,}|タイトル|要約|会社名|ここに[^\]]*)\]"
        r"|<(?:model|name|title|url|placeholder)>|〇〇|○○|(?<![A-Za-z])(?:TODO|TBD|FIXME|XXX)(?![A-Za-z])|Lorem ipsum|_{4,}", re.IGNORECASE)),
    ("プロンプトの残り", re.compile(
        r"<<<|資料終|資料の扱い|出力言語|<\|[a-z_]+\|>|\[/?INST\]|指定の形のJSON|as an AI (?:language )?model|AI(?:言語)?モデルとして"
        r"|^(?:承知|かしこまり|了解)(?:し|いたし)ました|^以下(?:に|は|が)[^。]{0,16}要約|^(?:Sure|Certainly)[,!]|^Here(?:'s| is) (?:a|the|your) ", re.IGNORECASE)),
)  # fmt: skip


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Sentences in another language than the summary's, leaked ids, placeholders, markup."""
    if summary.method != "model":
        return ()
    source = source_text(articles)
    out: list[Finding] = []
    for passage in written(summary, articles):
        if not (passage.claim == HEADLINE and summary.kind == "paper"):  # a paper's own title
            out += _foreign(passage, summary.language)
        out += _remains(passage, source)
        out += prose.check(passage, summary.language)
    return (*out, *prose.mixed(summary, articles))


def _foreign(passage: Passage, language: str) -> Iterator[Finding]:
    for sentence in split(passage.text) or (passage.text,):
        if language == "en":
            wrong = "英語でない" if len(_JAPANESE.findall(_QUOTED.sub("", sentence))) > 5 else ""
        else:
            wrong = _not_japanese(_QUOTED.sub("", sentence))
        if wrong:
            yield passage.finding(CHECK, NG, wrong, sentence)


def _not_japanese(sentence: str) -> str:
    """What is wrong with a sentence that should be Japanese; "" for nothing."""
    kana, han = len(_JAPANESE.findall(sentence)), len(_HAN.findall(sentence))
    words = _LATIN_WORD.findall(sentence)
    if len(_HANGUL.findall(sentence)) >= 4:
        return "韓国語の文が残っている"
    if not kana and han >= 6 and _SIMPLIFIED.search(sentence):
        return "中国語の文が残っている"
    if not kana and han >= 8 and len(_CHINESE.findall(sentence)) >= 2:
        return "中国語の文が残っている"
    english = ENGLISH_WORDS.search(sentence) or len(words) >= 7
    if kana + han == 0 and len(words) >= 4 and english:
        return "英語の文が残っている"
    if len(words) >= 8 and sum(map(len, words)) > 4 * (kana + han):
        return "英語の文が残っている"
    return ""


def _remains(passage: Passage, source: str) -> Iterator[Finding]:
    text = fold(passage.text).text
    for match in _SENTENCE_ID.finditer(text):
        if not re.search(rf"(?<![A-Za-z0-9]){match[0]}(?![A-Za-z0-9])", source):
            yield passage.finding(CHECK, NG, "文番号の残り", match[0])
    for name, pattern in _REMAINS:
        for match in pattern.finditer(text):
            if match[0] not in source:
                verdict = UNSURE if name == "置き換え忘れ" else NG
                yield passage.finding(CHECK, verdict, name, match[0])
