"""Japanese words for prompts and sessions, and their texts and diffs as HTML. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from pages.shared import words
from pages.shared.markup import EMPTY, Html, badge, join, tag, text
from prompt_tuner import in_japanese
from prompt_tuner.in_japanese import said

ROLES, SESSION_STATES = in_japanese.ROLES, in_japanese.SESSION_STATES
ORIGINS = {
    "seed": "はじめの版",
    "person": "人",
    "session": "チューニング",
    "chat": "育てるチャット",
}
WAYS = {  # of digest.summarize.strategies; single is another name of direct
    "direct": "直接(1回で書く)",
    "translate_first": "英語で要約してから日本語にする(2回)",
    "chain": "事実を抜き出してから要約する(2回)",
    "plan": "長い論文を部分ごとに読んでから要約する",
}
LABELS = {"active": "使用中", "previous": "ひとつ前"}
ACTIONS = {"promote": "採用", "rollback": "戻す", "seed": "初期設定"}
WHO = {"person": "人", "program": "プログラム", "session": "チューニング", "chat": "チャット"}
VERDICTS = {
    "PROMOTE": ("改善が証明された", "good"),
    "REJECT": ("改善ではない", "bad"),
    "UNDECIDED": ("まだ言えない", "warn"),
}
STRATEGIES = {
    "reflect": "失敗から学ぶ書き直し(標準)",
    "playbook": "規則の追記と入れ替え",
    "history": "過去の得点から(OPRO)",
    "evolve": "交配と変異(GA・DE)",
    "gradients": "批評と修正(ProTeGi)",
    "demos": "例の追加(COSP・USP)",
    "duel": "一対比較で勝ち残り",
    "paraphrase": "言い換えだけ(対照)",
}


SCORERS = {
    "mentions": "必要な語句を含む",
    "forbids": "禁止の語句がない",
    "json_schema": "JSON の形",
    "length": "長さ",
    "japanese": "日本語",
    "similarity": "手本との近さ",
    "judge": "モデルによる採点",
    "coverage": "節がそろっている",
    **{name: f"{told}の検査" for name, told in words.CHECKS.items()},
}
_PLAIN_ORIGINS = {"seed": "元のプロンプト", "blank": "白紙からの再出発", "merge": "合成"}


def origin(name: str) -> str:
    """Where a candidate comes from: a strategy, perhaps merged, the seed, a fresh start."""
    strategy, _, merged = name.partition("+")
    words = _PLAIN_ORIGINS.get(strategy) or STRATEGIES.get(strategy, strategy)
    return f"{words}、合成" if merged else words


def digest_task(name: str) -> str:
    """What a prompt of the digest writes."""
    kind = name.removeprefix("digest-")
    return "今週のハイライト" if kind == "highlights" else f"{words.kind(kind)}の要約"


def way(strategy: str, samples: int) -> str:
    """How a version writes, where that is not in one answer; "" otherwise."""
    drafts = f"{samples}案から選ぶ" if samples > 1 else ""
    told = "" if strategy in ("direct", "single") else WAYS.get(strategy, strategy)
    return "、".join(part for part in (told, drafts) if part)


def reason(version_reason: str) -> str:
    """Why a version was made: a person's words, or what the program says, in Japanese."""
    session, colon, verdict = version_reason.partition(": ")
    if colon and verdict in VERDICTS:
        return f"判定: {VERDICTS[verdict][0]}({session})"
    return said(version_reason)


def plain_text(value: str) -> Html:
    """A text as it is, line by line."""
    return tag("pre", text(value), cls="whole-text")


def difference(old: str, new: str) -> Html:
    """Both texts merged, line by line: removed lines struck, added ones marked."""
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return tag("p", text("同じ本文です。"), cls="faint")
    lines: list[Html] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            lines += _equal(before[a:b])
            continue
        lines += [tag("div", text(f"− {line}"), cls="cut") for line in before[a:b]]
        lines += [tag("div", text(f"+ {line}"), cls="new") for line in after[c:d]]
    return tag("div", *lines, cls="line-diff")


def _equal(lines: Sequence[str]) -> list[Html]:
    """Unchanged lines; a long run is shortened to its edges."""
    shown = [tag("div", text(f"  {line}")) for line in lines]
    if len(lines) <= 8:
        return shown
    gap = tag("div", text(f"… 変わらない{len(lines) - 6}行 …"), cls="faint")
    return [*shown[:3], gap, *shown[-3:]]


def verdict(result: Mapping[str, Any]) -> Html:
    """A session's verdict with its numbers; EMPTY where there is none."""
    name = str(result.get("verdict") or "")
    if not name:
        return EMPTY
    told, tone = VERDICTS.get(name, (name, "plain"))
    parts = [badge(f"{name} {told}", tone), *[tag("span", text(p)) for p in numbers(result)]]
    return tag("div", *parts, cls="meta")


def numbers(result: Mapping[str, Any]) -> list[str]:
    """Difference, interval, p, n in words; what is unknown is left out."""
    shown = []
    if result.get("mean_difference") is not None:
        shown.append(f"平均の差 {result['mean_difference']:+.3f}")
    interval = result.get("interval")
    if interval and None not in interval:
        shown.append(f"95%区間 {interval[0]:+.3f}〜{interval[1]:+.3f}")
    if result.get("p_value") is not None:
        shown.append(f"p = {result['p_value']:.4f}")
    if result.get("sealed_n"):
        shown.append(f"未公開の例 {result['sealed_n']}件")
    return shown


def table(heads: Sequence[str], rows: Sequence[Sequence[Html]]) -> Html:
    """A plain table."""
    head = tag("tr", *(tag("th", text(name)) for name in heads))
    body = join(tag("tr", *(tag("td", cell) for cell in row)) for row in rows)
    return tag("table", head, body, cls="plain")
