"""A source's state as HTML: when it was asked, what went wrong, what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from digest.health import Health
from pages.shared import phrases, rights_view, words
from pages.shared.markup import EMPTY, Html, badge, link, tag, text
from storage.records import Source

UNKNOWN = Health()


def facts(source: Source, article_count: int, now: datetime, found: Health = UNKNOWN) -> Html:
    """Title, address, state; the error in words with what to do; how it does."""
    rows = [
        ("アドレス", link(source.url, source.url)),
        ("種類", text(words.SOURCE_KINDS.get(source.kind, source.kind))),
        *((words.SOURCE_SETTINGS.get(n, n), _setting(n, v)) for n, v in source.settings),
        ("言語", text(words.LANGUAGES.get(source.language, source.language or "不明"))),
        ("グループ", text(source.folder or "なし")),
        ("最後の確認", text(_when(source.checked_at, now))),
        ("最後の成功", text(_when(source.succeeded_at, now))),
        ("次の確認", text(_next(source, now))),
        ("記事", text(f"{article_count:,}件(週に約{found.per_week:g}件)")),
        *_optional(source),
    ]
    table = tag(
        "table",
        *(tag("tr", tag("th", text(name)), tag("td", value)) for name, value in rows),
        cls="plain",
    )
    return tag(
        "div",
        tag("div", _state(source, found), cls="meta"),
        tag("h2", text(source.title or source.url)),
        _error(source),
        _silence(found),
        table,
        _notes(source),
        cls="prose",
    )


def _setting(name: str, value: str) -> Html:
    return text(rights_view.limit(value) if name == "quotation" else value)


def _next(source: Source, now: datetime) -> str:
    if not source.enabled:
        return "しない"
    when = (
        "次の収集" if source.due_at is None or source.due_at <= now else words.minute(source.due_at)
    )
    hours = source.interval_minutes / 60
    return f"{when}(間隔 約{hours:.0f}時間)" if hours else when


def _optional(source: Source) -> Iterator[tuple[str, Html]]:
    if source.api_total is not None:
        short = "" if source.api_kept == source.api_total else "、不足あり"
        yield (
            "API の件数",
            text(f"{source.api_total:,}件中 {source.api_kept or 0:,}件を取得{short}"),
        )
    if source.rights:
        yield "権利表示", rights_view.stated(source.rights)


def _silence(found: Health) -> Html:
    if found.silent_days is None:
        return EMPTY
    usual = f"ふだんは約{max(found.usual_days or 1, 1):g}日おきに届きます。"
    what = f"{found.silent_days}日間、新しい記事がありません。{usual}"
    todo = "サイトで更新が続いているか、フィードのアドレスが変わっていないかを確かめてください。"
    return tag("div", tag("div", tag("b", text(what))), tag("div", text(todo)), cls="finding")


def _state(source: Source, found: Health) -> Html:
    if not source.enabled:
        return badge("無効(収集しません)")
    if source.error:
        return badge(f"エラー(続けて{source.error_count}回)", "bad")
    if found.silent_days is not None:
        return badge(f"更新が止まっています({found.silent_days}日)", "warn")
    return badge("正常", "good") if source.succeeded_at else badge("未収集")


def _error(source: Source) -> Html:
    if not source.error:
        return EMPTY
    trouble = words.TROUBLES.get(source.error_code, words.TROUBLES["workbench"])
    said = phrases.japanese(source.error)
    told = [tag("div", tag("b", text(trouble.what)))]
    if said.count("。") < 2:  # it does not say what to do
        told.append(tag("div", text(trouble.todo)))
    told.append(tag("div" if said else "small", phrases.shown(source.error)))
    return tag("div", *told, cls="finding bad")


def _notes(source: Source) -> Html:
    """What the last answer left out or mended."""
    if not source.notes:
        return EMPTY
    told = (tag("li", phrases.shown(note)) for note in source.notes)
    return tag("div", tag("p", text("前回の収集で:")), tag("ul", *told))


def _when(moment: datetime | None, now: datetime) -> str:
    return "まだ" if moment is None else f"{words.ago(moment, now)}({words.minute(moment)})"
