"""The settings screen's facts as HTML: key, costs, what a test call showed, other settings. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from digest.fallbacks import reason
from digest.settings import Settings
from pages.shared import words
from pages.shared.markup import EMPTY, Html, badge, join, tag, text
from storage.calls import Spending

_CAN = {
    "json_schema": "スキーマ付き JSON",
    "json_object": "JSON",
    "plain": "通常の文章",
    "usage": "トークン数の報告",
}


def key_state(chosen: Settings) -> Html:
    """Whether there is a key; never the key."""
    state = badge("設定されています", "good") if chosen.api_key else badge("設定されていません")
    told = "鍵は環境変数 OPENAI_API_KEY(または .env)からだけ読み、保存も表示もしません。"
    needed = "この PC のサーバーなら鍵は要りません。" if not chosen.api_key else ""
    return _box("API キー", tag("p", state), tag("p", text(told + needed), cls="faint"))


def costs(spent: Spending) -> Html:
    """What the model calls cost so far; calls of unknown price are said, never counted as 0."""
    if not spent.calls:
        return _box("これまでの費用", tag("p", text("モデルはまだ呼び出していません。")))
    rows = [
        ("費用", f"${spent.cost_usd:,.4f}" + (" + 料金不明の分" if spent.unpriced else "")),
        ("呼び出し", f"{spent.calls:,}回(失敗 {spent.failed:,}回)"),
        ("入力", f"{spent.input_tokens:,}トークン(キャッシュ {spent.cached_tokens:,})"),
        ("出力", f"{spent.output_tokens:,}トークン"),
    ]
    unpriced = (
        tag(
            "p",
            text(f"{spent.unpriced:,}回は料金が分からないモデルのため、費用に含まれていません。"),
        )
        if spent.unpriced
        else EMPTY
    )
    return _box("これまでの費用", _table(rows), unpriced)


def probe(found: Any, chosen: Settings, at: datetime | None) -> Html:
    """What the test call showed, or why there was none."""
    when = tag("p", text(f"{words.minute(at)} に確認"), cls="faint")
    if not isinstance(found, dict):
        told = "モデルが設定されていないため、試していません。" if not chosen.has_model else ""
        return tag("div", when, tag("p", text(told)), cls="prose") if told else EMPTY
    asked = f"{found.get('model', '')} @ {found.get('server', '')}"
    stale = found.get("model") != chosen.model
    parts = [
        tag("p", tag("b", text(asked)), badge("前の設定です", "warn") if stale else EMPTY),
        _works(found),
        when,
    ]
    return tag("div", *parts, cls="prose")


def _works(found: dict[str, Any]) -> Html:
    if found.get("rung") is None:
        kind, detail = str(found.get("error_kind") or ""), str(found.get("error") or "")
        return tag(
            "div",
            tag("b", text(f"使えません: {reason(kind)}。")),
            tag("small", text(f"{detail} {found.get('hint') or ''}"), lang="en"),
            cls="finding bad",
        )
    able = [_ability(found.get(key), name) for key, name in _CAN.items()]
    seconds = found.get("seconds")
    took = f"応答 {seconds:.1f}秒" if isinstance(seconds, int | float) else ""
    return tag("p", badge("使えます", "good"), text(f" {took} "), join(able, " "))


def _ability(value: Any, name: str) -> Html:
    return EMPTY if value is None else badge(f"{name} {'○' if value else '×'}", "plain")


def others(chosen: Settings) -> Html:
    """The settings that only the environment has."""
    limit = "なし" if chosen.max_usd is None else f"${chosen.max_usd:,.2f}"
    rows = [
        ("データフォルダ", str(chosen.home.resolve())),
        (
            "ジョブの記録",
            "PostgreSQL など(DIGEST_ENGINE_URL)" if chosen.engine_url else "フォルダ内",
        ),
        ("要約の言語", words.LANGUAGES.get(chosen.language, chosen.language)),
        ("連絡先(User-Agent)", chosen.contact or "未設定(DIGEST_CONTACT)"),
        ("本文ページの取得", "する" if chosen.full_text else "しない"),
        ("自動収集", _pace(chosen.refresh_minutes)),
        ("1ジョブの予算", limit),
        ("週次の Batch API", "使う" if chosen.batch else "使わない(ジョブ画面で選べます)"),
        (
            "1ジョブの呼び出し",
            "なし" if chosen.max_calls is None else f"{chosen.max_calls:,}回まで",
        ),
        ("同時実行", f"{chosen.concurrency}"),
        ("許可した社内ホスト", ", ".join(chosen.allow_private_hosts) or "なし"),
    ]
    note = tag("p", text("これらは環境変数か .env で変え、起動し直すと反映されます。"), cls="faint")
    return _box("環境から読んだ設定", _table(rows), note)


def _pace(minutes: int | None) -> str:
    if minutes is None:
        return "「ソース」画面で選びます"
    return f"{minutes}分ごと" if minutes else "しない"


def _table(rows: list[tuple[str, str]]) -> Html:
    lines = [tag("tr", tag("th", text(name)), tag("td", text(value))) for name, value in rows]
    return tag("table", *lines, cls="plain")


def _box(name: str, *inner: Html) -> Html:
    return tag("div", tag("h3", text(name)), *inner, cls="prose")
