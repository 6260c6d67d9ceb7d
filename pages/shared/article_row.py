"""An article as a row of the list; a search hit shows what was found. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pages.shared import snippets, words
from pages.shared.markup import host, safe_url
from pages.shared.reader_list import Row
from storage.records import Mark
from storage.search import Hit


def article_row(hit: Hit, mark: Mark, names: Mapping[int, str]) -> Row:
    """Title, then the snippet or day, source and points. names: source id → title."""
    article = hit.article
    where = names.get(article.source_id or 0) or host(article.url)
    day = words.day(article.published_at or article.first_seen_at)
    points = f"{article.points:,}ポイント" if article.points else ""
    about = " · ".join(part for part in (day, where, points) if part)
    snippet, spans = snippets.shortened(hit.snippet, hit.spans)
    return Row(
        id=str(article.id),
        title=article.title or article.url,
        sub=snippet or about,
        tags=() if article.kind == "article" else ((words.kind(article.kind), "plain"),),
        lang=article.language,
        url=safe_url(article.url),
        read=mark.read_at is not None,
        star=mark.starred_at is not None,
        title_marks=hit.title_spans if article.title else (),
        sub_marks=spans,
    )
