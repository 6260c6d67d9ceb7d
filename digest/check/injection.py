"""Text of a source that tries to give orders to a model. Pure.

It is fenced as data whatever it says (digest/summarize/fence.py); here it is shown to a
person. Articles about such attacks are found too: a look tells which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape

from digest.check.orders import orders
from digest.check.passages import UNSURE
from digest.summarize.fence import visible
from storage.records import Article, Finding, Pick, Summary

CHECK = "injection"
REASON_HIDDEN = "見えない文字による埋め込み"
REASON_BIDI = "表示順を変える文字"
REASON_ROLES = "役割や区切りの偽装"
REASON_ORDER = "モデルへの指示とみられる文"
REASON_ENCODED = "符号化された長い文字列"
MOST = 5  # findings of one story
OPENING = 3000  # characters, of which the opening sentences are a part
SHOWN = 160  # characters of a passage
HIDDEN_RUN = 4  # invisible characters together; one alone is a typographer's

_ROLES = re.compile(
    r"<\|[a-z_]{2,24}\|>|<｜[^｜]{1,24}｜>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|instructions?)>"
    r"|^\s*#{0,4}\s*(?:system|assistant|developer|human)\s*[:：]\s*(?:you\b|ignore|disregard|from now|output|respond|reply|sure\b|understood|of course|i will|new|the (?:user|summary|above)|あなた|指示|命令|了解|承知|出力|無視|これ|以上|以下)|^\s*(?:system|assistant|developer)\s*[:：][^\n]*\n\s*(?:system|assistant|user|human)\s*[:：]|^\s*#{1,4}\s*(?:system|instructions?)\s*\n+\s*you\b|\{\{/?(?:system|assistant)[^{}\n]{0,20}\}\}|#{2,4}\s*(?:(?:system|new|real|hidden)\s+)?(?:instructions?|response|input)\s*[:：]|^S\d{1,4}[\s:][^\n]*\n\s*S\d{1,4}[\s:]|\"(?:headline|evidence)\"\s*:\s*[\"\[]"
    r"|\"role\"\s*:\s*\"(?:system|assistant|developer)\"|<<<資料|資料終\s?[0-9a-f>]",
    re.IGNORECASE | re.MULTILINE,
)
_ENCODED = re.compile(
    r"(?<![A-Za-z0-9+/=_-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{80,}={0,2}(?![A-Za-z0-9+/_-])"
)
_TAGS = re.compile("[\U000e0020-\U000e007f]+")
_FLAG = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f"
)  # 🏴: England's
_BYTES = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")  # variation selectors vary one sign
_WRAPPED = re.compile(r"(?<=[a-z,])\n(?=[a-z])|(?<=[をにはがで、])\n(?=[ぁ-ん一-龥])")
_MIXED = re.compile(
    r"(?<![A-Za-z\u0370-\u052f])(?=[A-Za-z\u0370-\u052f]*[A-Za-z])(?=[A-Za-z\u0370-\u052f]*[\u0400-\u052f])[A-Za-z\u0400-\u052f]{4,}"
)
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅ", "aeopcyxijsdhqwABEKMHOPCTXIJS")
_WIDE = {0x3000: " "} | {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}
_SPACED = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z] (?! )){3,80}[A-Za-z](?![A-Za-z0-9])"
)  # i g n o r e
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Passages of the story's articles that speak to a model instead of a reader."""
    _ = summary
    found = [
        Finding(CHECK, UNSURE, passage, found=words, reason=reason)
        for article in articles
        for reason, words, passage in _read(article)
    ]
    return tuple(dict.fromkeys(found))[:MOST]


def trusted(picks: Sequence[Pick]) -> Sequence[Pick]:
    """The picks for the one prompt that stories share: without those that speak to models."""
    quiet = [pick for pick in picks if not speaks(pick.story.lead)]
    return quiet or picks


def speaks(article: Article) -> bool:
    """Whether the beginning of an article looks like orders to a model."""
    return any(True for _ in suspicious(f"{article.title}\n{article.text[:OPENING]}"))


@lru_cache(maxsize=256)
def _read(article: Article) -> tuple[tuple[str, str, str], ...]:
    return tuple(suspicious(f"{article.title}\n{article.text}"))


def prepare(articles: Sequence[Article]) -> None:
    """Read the articles now; checking a summary of them later takes no time for it."""
    for article in articles:
        _read(article)


def suspicious(text: str) -> Iterator[tuple[str, str, str]]:
    """(reason, words, passage) for what looks like an order or is hidden in a text."""
    text = _FLAG.sub("\U0001f3f4", text)
    for pattern, reason in (
        (_TAGS, REASON_HIDDEN),
        (_BYTES, REASON_HIDDEN),
        (_BIDI, REASON_BIDI),
    ):
        if match := pattern.search(text):
            yield reason, "", _around(text, match.start(), match.end())
    runs = re.search(f"(?:{_INVISIBLE.pattern}){{{HIDDEN_RUN},}}", text)
    inside = re.search(
        rf"[A-Za-zぁ-ん](?!\u00ad)(?:{_INVISIBLE.pattern})[A-Za-zぁ-ん]{{1,3}}(?:{_INVISIBLE.pattern})",
        text,  # soft hyphens part the syllables of long words
    )
    if match := runs or inside:
        yield REASON_HIDDEN, "", _around(text, match.start(), match.end())
    lines = (unescape(line) if "&#" in line else line for line in text.splitlines())
    plain = "\n".join(map(visible, lines))
    plain = _SPACED.sub(lambda match: match[0].replace(" ", ""), plain)
    read = (plain.translate(_LOOKALIKES) if _MIXED.search(plain) else plain).translate(_WIDE)
    spans = [(REASON_ROLES, *match.span()) for match in _ROLES.finditer(read)]
    wrapped = _WRAPPED.sub(" ", read)  # an order may go over lines
    found = (*orders(read), *(orders(wrapped) if wrapped != read else ()))
    spans += [(REASON_ORDER, *span) for span in dict.fromkeys(found)]
    spans += [(REASON_ENCODED, *match.span()) for match in _ENCODED.finditer(read)]
    for reason, start, end in spans:
        yield reason, " ".join(plain[start:end].split())[:SHOWN], _around(plain, start, end)


def _around(text: str, start: int, end: int) -> str:
    """The line, or as much of it as can be shown."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    line = text[
        max(begin, start - SHOWN // 2) : min(len(text) if stop < 0 else stop, end + SHOWN // 2)
    ]
    return visible(line)[: 2 * SHOWN]
