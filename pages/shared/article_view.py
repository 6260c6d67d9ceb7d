"""An article as HTML for reading: its text is plain text from outside. Pure."""

from __future__ import annotations

import re

from pages.shared import phrases, rights_view, words
from pages.shared.markup import EMPTY, Html, badge, host, join, tag, text
from storage.records import Article

_HEADING = re.compile(r"#{1,4} \S")
SHOWN_CHARS = 40_000  # a browser lays this out at once; the rest on demand
_ORIGINS = {
    "feed": "フィードの本文",
    "page": "ページの本文",
    "paper": "論文の全文",
    "file": "ファイルの本文",
    "hand": "手で追加",
    "": "本文なし",
}


def head(article: Article, source: str) -> Html:
    """Where it is from, and its title."""
    facts = [
        source or host(article.url),
        words.day(article.published_at or article.first_seen_at),
        words.LANGUAGES.get(article.language, article.language),
        ", ".join(article.authors[:3]) + (" ほか" if len(article.authors) > 3 else ""),
        f"{article.text_chars:,}字" if article.text_chars else "",
        f"{article.points:,}ポイント" if article.points else "",
    ]
    shown = [tag("span", text(fact)) for fact in facts if fact]
    return tag(
        "div",
        tag("div", badge(words.kind(article.kind)), *shown, cls="meta"),
        tag("h2", text(article.title or article.url), lang=article.language or "ja"),
        cls="prose",
    )


def body(article: Article, *, whole: bool = False) -> Html:
    """Its text, or why there is none; the first SHOWN_CHARS unless whole."""
    shown = article.text if whole else article.text[:SHOWN_CHARS]
    origin = _ORIGINS.get(article.text_origin, article.text_origin)
    about = [text(f"{origin}。"), phrases.shown(article.note)] if article.note else [text(origin)]
    return tag(
        "div",
        tag("div", _blocks(shown), lang=article.language or "ja") if shown else EMPTY,
        tag("p", *about, cls="faint"),
        tag("p", rights, cls="faint") if (rights := rights_view.line(article)) else EMPTY,
        cls="prose",
    )


def _blocks(value: str) -> Html:
    """Paragraphs, and the headings of papers and Markdown (`# 3 Method`) as headings."""
    lines = (line.strip() for line in value.splitlines())
    return join(
        tag("h4", text(line.lstrip("# "))) if _HEADING.match(line) else tag("p", text(line))
        for line in lines
        if line
    )


def is_cut(article: Article) -> bool:
    """Whether body() without `whole` leaves something out."""
    return len(article.text) > SHOWN_CHARS


def empty(title: str, *lines: str) -> Html:
    """An empty state: what is missing, and what to do next."""
    told = join(tag("p", text(line)) for line in lines)
    return tag("div", tag("h2", text(title)), told, cls="empty")
