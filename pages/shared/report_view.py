"""この号の報告: what became of the week's articles, what was checked, what it cost. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pages.shared import cost_words, words
from pages.shared.markup import EMPTY, Html, badge, join, link, tag, text

Plain = Mapping[str, Any]
NONE = "この号には報告がありません。作り直すと記録されます。"
_STATES = {
    "submitting": "送信中",
    "waiting": "応答待ち",
    "completed": "完了",
    "expired": "時間切れ(残りは通常の方法で呼び出し)",
    "cancelled": "取り消し",
    "failed": "失敗(通常の方法で呼び出し)",
    "refused": "使えなかったため、通常の方法で呼び出し",
    "unsupported": "このサーバーには Batch API がないため、通常の方法で呼び出し",
}
_METHODS = {"model": "モデル", "extractive": "抽出", "title": "題名のみ"}


def report(found: Plain | None, versions: Sequence[Plain]) -> Html:
    """The whole report; versions: of the prompts that wrote the issue."""
    if found is None:
        return tag("p", text(NONE), cls="faint prose")
    parts = [
        _flow(found),
        _dropped(found["dropped"]),
        _fallbacks(found["fallbacks"]),
        _cost(found["cost"]),
        _batches(found.get("batches", ()), found.get("asked_directly", 0)),
        _versions(versions),
        _sources(found["sources"]),
    ]
    return tag("div", *parts, cls="prose wide report")


def _flow(found: Plain) -> Html:
    """Collected → grouped → dropped → selected → written → findings, one line each."""
    grouped, checked = found["grouped"], found["findings"]
    written = "、".join(f"{_METHODS.get(k, k)} {n}件" for k, n in found["summarised"].items())
    checks = "、".join(f"{words.CHECKS.get(k, k)} {n}件" for k, n in checked["checks"].items())
    rows = [
        ("集めた記事", f"{found['collected']:,}件"),
        ("まとめた話題", f"{grouped['stories']:,}件(同じ話題に{grouped['merged']:,}件を統合)"),
        ("見送った話題", f"{found['dropped']['stories']:,}件"),
        ("選んだ項目", f"{found['selected']:,}件"),
        *_scored(found.get("scored")),
        ("要約", written or "なし"),
        ("要確認", f"{checked['total']}か所" + (f"({checks})" if checks else "")),
    ]
    return _table(rows)


def _scored(told: Plain | None) -> list[tuple[str, str]]:
    """What a model was asked about the candidates, and what came of it."""
    if not told:
        return []
    hushed = f"、指示らしい文のため尋ねない {told['hushed']}件" if told["hushed"] else ""
    said = f"候補{told['candidates']:,}件中 {told['scored']:,}件{hushed}"
    failed = (
        f"。{told['fault']}。評価の無い候補はほかの点数だけで選びました" if told["fault"] else ""
    )
    return [("モデルの評価", f"{said}{failed}")]


def _dropped(found: Plain) -> Html:
    if not found["stories"]:
        return EMPTY
    reasons = join([badge(f"{why} {count}件") for why, count in found["reasons"].items()], " ")
    named = [
        tag("li", link(one["url"], one["title"] or one["url"]), tag("small", text(one["reason"])))
        for one in found["next"]
    ]
    listed = tag("details", tag("summary", text("次点の話題")), tag("ul", *named))
    return join([tag("h3", text("見送った理由")), tag("div", reasons, cls="meta"), listed])


def _fallbacks(listed: Sequence[Plain]) -> Html:
    if not listed:
        return EMPTY
    lines = [
        tag("li", text(one["headline"]), tag("small", text(one["reason"] or "AI未使用")))
        for one in listed
    ]
    return join([tag("h3", text("原文から抜き出した項目")), tag("ul", *lines)])


def _cost(found: Plain) -> Html:
    rows = [("この作成", found["build"]), ("この週の合計", found["week"])]
    return join(
        [
            tag("h3", text("費用")),
            _table((name, spending(one)) for name, one in rows),
        ]
    )


def _batches(listed: Sequence[Plain], direct: int) -> Html:
    """What became of the batches at the model server, and what went into none."""
    lines = [
        tag("li", text(_STATES.get(one["status"], one["status"])), tag("small", text(_told(one))))
        for one in listed
    ]
    if lines and direct:
        why = "再試行、計画の前の質問、5段目以降の質問など"
        told = tag("small", text(f"{direct}回、通常の料金({why})"))
        lines.append(tag("li", text("直接の呼び出し"), told))
    return join([tag("h3", text("Batch API")), tag("ul", *lines)]) if lines else EMPTY


def _told(one: Plain) -> str:
    error = f" · {one['error']}" if one["error"] and one["status"] != "unsupported" else ""
    return f"{one['requests']}件中 {one['answered']}件に回答{error}"


def spending(spent: Plain) -> str:
    """Calls, tokens and money in one line."""
    if not spent["calls"]:
        return "モデルの呼び出しなし"
    failed = f"(失敗 {spent['failed']}回)" if spent["failed"] else ""
    told = f"{cost_words.priced(spent['cost_usd'])} · 呼び出し {spent['calls']:,}回{failed}"
    if spent["input_tokens"] is None:
        return f"{told} · トークン数は不明"
    cached = f"(うちキャッシュ {spent['cached_tokens']:,})" if spent["cached_tokens"] else ""
    return (
        f"{told} · 入力 {spent['input_tokens']:,}{cached} · 出力 {spent['output_tokens']:,}トークン"
    )


def _versions(listed: Sequence[Plain]) -> Html:
    if not listed:
        return EMPTY
    named = join([badge(f"{one['name']} 第{one['number']}版") for one in listed], " ")
    return join([tag("h3", text("使ったプロンプト")), tag("div", named, cls="meta")])


def _sources(listed: Sequence[Plain]) -> Html:
    head = tag("tr", *(tag("th", text(name)) for name in ("ソース", "記事", "話題", "掲載", "API")))
    rows = [_source(one) for one in listed]
    table = tag("table", head, *rows, cls="plain counts")
    return tag("details", tag("summary", text(f"ソース別({len(listed)}件)")), table)


def _source(one: Plain) -> Html:
    failed = badge("失敗", "bad") if one["error"] else EMPTY
    cells = [
        join([text(one["title"]), failed], " "),
        *(text(f"{one[name]:,}") for name in ("articles", "stories", "selected")),
        text(_api(one)),
    ]
    return tag("tr", *(tag("td", cell) for cell in cells))


def _api(one: Plain) -> str:
    """What was kept of what the API said there was."""
    total, kept = one["api_total"], one["api_kept"]
    if total is None:
        return "不明" if one["kind"] == "arxiv" else "-"
    return f"{total:,}件中 {'不明' if kept is None else format(kept, ',')}件"


def _table(rows: Iterable[tuple[str, str]]) -> Html:
    lines = [tag("tr", tag("th", text(name)), tag("td", text(value))) for name, value in rows]
    return tag("table", *lines, cls="plain")
