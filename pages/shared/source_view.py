"""A source's state as HTML: when it was asked, what went wrong, what to do. Pure."""

from __future__ import annotations

from datetime import datetime

from pages.shared import words
from pages.shared.markup import EMPTY, Html, badge, link, tag, text
from storage.records import Source


def facts(source: Source, article_count: int, now: datetime) -> Html:
    """Title, address, state; the error in words with what to do."""
    rows = [
        ("アドレス", link(source.url, source.url)),
        ("種類", text(words.SOURCE_KINDS.get(source.kind, source.kind))),
        ("言語", text(words.LANGUAGES.get(source.language, source.language or "不明"))),
        ("グループ", text(source.folder or "なし")),
        ("最後の確認", text(_when(source.checked_at, now))),
        ("最後の成功", text(_when(source.succeeded_at, now))),
        ("記事", text(f"{article_count:,}件")),
    ]
    table = tag(
        "table",
        *(tag("tr", tag("th", text(name)), tag("td", value)) for name, value in rows),
        cls="plain",
    )
    return tag(
        "div",
        tag("div", _state(source), cls="meta"),
        tag("h2", text(source.title or source.url)),
        _error(source),
        table,
        cls="prose",
    )


def _state(source: Source) -> Html:
    if not source.enabled:
        return badge("無効(収集しません)")
    if source.error:
        return badge(f"エラー(続けて{source.error_count}回)", "bad")
    return badge("正常", "good") if source.succeeded_at else badge("未収集")


def _error(source: Source) -> Html:
    if not source.error:
        return EMPTY
    trouble = words.TROUBLES.get(source.error_code, words.TROUBLES["workbench"])
    return tag(
        "div",
        tag("div", tag("b", text(trouble.what))),
        tag("div", text(trouble.todo)),
        tag("small", text(source.error), lang="en"),
        cls="finding bad",
    )


def _when(moment: datetime | None, now: datetime) -> str:
    return "まだ" if moment is None else f"{words.ago(moment, now)}({words.minute(moment)})"
