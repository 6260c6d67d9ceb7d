"""A term of the glossary as HTML: who defined it, and the sentences behind it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pages.shared.markup import EMPTY, Html, badge, join, tag, text
from storage.records import Evidence, Term

ORIGINS = {
    "found": ("定義なし", "warn"),
    "model": ("モデルの下書き", "plain"),
    "person": ("人が書いた定義", "good"),
}


def head(term: Term) -> Html:
    """The term with its state."""
    badges = [badge(*state(term))]
    if term.hidden:
        badges.append(badge("隠した用語"))
    return tag("div", tag("div", *badges, cls="meta"), tag("h2", text(term.term)), cls="prose")


def state(term: Term) -> tuple[str, str]:
    """What there is of a definition: a label and its tone."""
    if not term.definition:
        return ORIGINS["found"]
    return ORIGINS.get(term.origin, ORIGINS["found"])


def evidence(term: Term, titles: Mapping[int, str]) -> Html:
    """The sentences that a draft rests on, or that were offered for one; titles by article id."""
    if not term.evidence:
        return EMPTY
    name = "根拠の文" if term.origin == "model" else "用語が出てくる文"
    quotes = [_quote(one, titles) for one in term.evidence]
    return tag("div", tag("h3", text(name)), *quotes, cls="prose")


def _quote(one: Evidence, titles: Mapping[int, str]) -> Html:
    title = titles.get(one.article_id, "")
    source = tag("a", text(title), href=f"/articles?item={one.article_id}", target="_self")
    return tag("blockquote", text(one.quote), tag("br"), source if title else EMPTY)


def note(term: Term) -> Html:
    """Why there is no draft."""
    if term.definition or not term.note:
        return EMPTY
    return join([tag("p", text(f"下書きはありません: {term.note}。"), cls="faint")])
