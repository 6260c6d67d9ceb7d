"""A tuning session as HTML: its state, what it found, its candidates. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from digest.fallbacks import reason
from pages.shared import tuning_words, words
from pages.shared.markup import EMPTY, Html, badge, join, tag, text
from prompt_tuner.in_japanese import all_said, said
from storage.calls import Spending
from storage.records import ModelCall, Session

PHASES = {
    "search": "候補の探索",
    "finalists": "有力候補の再評価",
    "gate": "未公開の例での判定",
    "done": "完了",
}
TONES = {"done": "good", "failed": "bad", "stopped": "bad", "paused": "warn"}
_MOST = 60  # candidates in the table
_NOTE_CHARS = 160
_PASSING = ("rate_limit", "timeout", "connection", "server", "cut")  # they are asked once more


def head(session: Session) -> Html:
    """Task, state, when, error."""
    state = badge(
        tuning_words.SESSION_STATES.get(session.state, session.state),
        TONES.get(session.state, "plain"),
    )
    facts = [f"プロンプト {session.prompt_name}", f"開始 {words.minute(session.created_at)}"]
    error = tag("div", text(said(session.error)), cls="finding bad")
    return tag(
        "div",
        tag("h2", text(f"{session.task} のチューニング")),
        tag("div", state, *(tag("span", text(one)) for one in facts), cls="meta"),
        tag("p", text(session.id), cls="faint"),
        error if session.error else EMPTY,
        cls="prose wide",
    )


def progress(session: Session, sent: Spending, newest: ModelCall | None) -> tuple[float, str]:
    """Share of the budget, and where it is, in words. newest: the last call that was sent.

    The search itself tells how far it is after each round only; what is sent moves before.
    """
    found = json.loads(session.progress or "{}")
    calls, most = found.get("calls", 0), found.get("max_calls", 0)
    if not most:
        state = tuning_words.SESSION_STATES.get(session.state, session.state)
        return 0.0, " · ".join([state, *_sent(sent, newest)])
    best = found.get("best")
    parts = [
        PHASES.get(found.get("phase", ""), ""),
        f"ラウンド {found.get('round', 0)}",
        f"候補 {found.get('candidates', 0)}",
        f"最良の推定 {best:.3f}" if best is not None else "",
        f"呼び出し {calls} / {most}",
        *_sent(sent, newest),
    ]
    return min(1.0, calls / most), " · ".join(part for part in parts if part)


def _sent(sent: Spending, newest: ModelCall | None) -> list[str]:
    failed = f"(うち失敗 {sent.failed}回)" if sent.failed else ""
    told = [f"送信 {sent.calls}回{failed}"] if sent.calls else []
    if newest is not None and not newest.ok:
        again = "(間を置いて送り直します)" if newest.error_kind in _PASSING else ""
        told.append(f"直近の失敗: {reason(newest.error_kind)}{again}")
    return told


def outcome(result: Mapping[str, Any]) -> Html:
    """Verdict, reasons, calls, money, notes."""
    cost = result["cost_usd"]
    roles = tuning_words.ROLES.items()
    calls = "、".join(f"{name} {result['calls'].get(role, 0)}回" for role, name in roles)
    needed = result.get("sealed_needed")
    lines = [
        f"呼び出し: {calls}(送信 {result['paid_calls']}回)",
        "費用: 料金不明" if cost is None else f"費用: {cost:.4f} USD",
        f"判定に足りない例: およそあと {needed}件" if needed else "",
    ]
    why = [tag("p", text(line)) for line in all_said(result["reasons"])]
    told = [tag("li", text(line)) for line in (*filter(None, lines), *all_said(result["notes"]))]
    return tag("div", tuning_words.verdict(result), *why, tag("ul", *told), cls="prose wide")


def strategies(result: Mapping[str, Any]) -> Html:
    """What each strategy came to at its share of the budget."""
    heads = ("改良案の作り方", "提案", "採用", "呼び出し", "検証例の平均", "備考")
    rows = [
        [
            text(tuning_words.STRATEGIES.get(one["name"], one["name"])),
            tag("span", text(str(one["proposed"])), cls="number"),
            tag("span", text(str(one["accepted"])), cls="number"),
            tag("span", text(str(sum(one["calls"].values()))), cls="number"),
            tag("span", text("-" if one["mean"] is None else f"{one['mean']:.3f}"), cls="number"),
            tag("span", text(" ".join(all_said(one["notes"]))), cls="faint"),
        ]
        for one in result.get("strategies", ())
    ]
    return tuning_words.table(heads, rows) if rows else EMPTY


def candidates(document: Mapping[str, Any]) -> Html:
    """Each candidate: where from, its scores, what changed against its parent."""
    listed = document["candidates"]
    rows = [_candidate(one) for one in listed[:_MOST]]
    more = f"ほか{len(listed) - _MOST}件はレポートにあります。" if len(listed) > _MOST else ""
    heads = ("候補", "由来", "学習", "検証", "親からの変更")
    return join([tuning_words.table(heads, rows), tag("p", text(more), cls="faint")])


def rules(document: Mapping[str, Any]) -> Html:
    """The steps from the seed to the best prompt, with the feedback they came from."""
    steps = [
        tag(
            "li",
            tag("div", badge(tuning_words.origin(one["origin"]))),
            join([tag("div", text(f"+ {line}")) for line in one["added"][:12]]),
            *[tag("div", text(line), cls="faint") for line in _lessons(one)],
        )
        for one in document["rules"]
        if one["added"]
    ]
    return tag("ol", *steps) if steps else EMPTY


def _lessons(step: Mapping[str, Any]) -> list[str]:
    """What was said about the examples, each once with how often."""
    told = Counter(one["feedback"] for one in step["lessons"] if one["feedback"])
    return [f"{words} ×{n}" if n > 1 else words for words, n in told.most_common(6)]


def _candidate(one: Mapping[str, Any]) -> list[Html]:
    name = text(one["id"][:8])
    mark = badge("最良", "good") if one["best"] else EMPTY
    changed = tag(
        "details", tag("summary", text(f"{one['chars']}字")), tuning_words.plain_text(one["diff"])
    )
    origin = f"第{one['round']}ラウンド {tuning_words.origin(one['origin'])}"
    told = shorten(said(one["note"]), _NOTE_CHARS, placeholder=" …")
    note = tag("div", text(told), cls="faint") if told else EMPTY
    return [
        join([name, mark], " "),
        join([text(origin), note]),
        tag("span", text(_mean(one["train"])), cls="number"),
        tag("span", text(_mean(one["validation"])), cls="number"),
        changed if one["diff"] else EMPTY,
    ]


def _mean(found: Mapping[str, Any]) -> str:
    if found["mean"] is None:
        return "-"
    return f"{found['mean']:.3f}({found['n']}例)"
