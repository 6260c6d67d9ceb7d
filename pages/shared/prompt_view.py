"""A version of a prompt, its evidence and the history of decisions, as HTML. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pages.shared import tuning_words, words
from pages.shared.markup import EMPTY, Html, badge, join, tag, text
from storage.records import PromptVersion

_TONES = {"active": "good", "previous": "plain"}
_VERSION_HEADS = ("日時", "決定", "版", "誰が", "理由", "根拠")


def head(version: PromptVersion, labels: Sequence[str], stars: str) -> Html:
    """Name, number, labels, where it came from and why."""
    origin = tuning_words.ORIGINS.get(version.origin, version.origin)
    facts = [
        f"由来 {origin}",
        words.minute(version.created_at),
        f"{len(version.text):,}字",
        f"モデル {version.model}" if version.model else "",
        stars,
    ]
    marks = [badge(tuning_words.LABELS[one], _TONES[one]) for one in labels]
    why = tuning_words.reason(version.reason)
    reason = tag("p", text(f"理由: {why}"), cls="faint") if why else EMPTY
    return tag(
        "div",
        tag("h2", text(f"{version.name} 第{version.number}版")),
        tag("div", *marks, *(tag("span", text(f)) for f in facts if f), cls="meta"),
        reason,
        cls="prose wide",
    )


def evidence(found: Mapping[str, Any]) -> Html:
    """What the session that made a version says for it."""
    if not found:
        return tag(
            "p", text("この版を証明したチューニングはありません。採用は人の判断です。"), cls="faint"
        )
    opened = found.get("sealed_openings")
    many = f"未公開の例はこれまでに{opened}回使われています。" if opened else ""
    return join(
        [
            tag("p", text(f"チューニング {found.get('session', '')} の判定")),
            tuning_words.verdict(found),
            tag("p", text(many), cls="faint") if many else EMPTY,
        ]
    )


def history(decisions: Sequence[Mapping[str, Any]]) -> Html:
    """Who decided what, why and on which evidence, newest first."""
    return tuning_words.table(_VERSION_HEADS, [_decision(one) for one in decisions])


def _decision(one: Mapping[str, Any]) -> list[Html]:
    at = one["decided_at"]
    before = f"(前は第{one['replaced']}版)" if one["replaced"] else ""
    found = one["evidence"]
    return [
        text(words.minute(datetime.fromisoformat(at)) if at else ""),
        badge(tuning_words.ACTIONS.get(one["action"], one["action"])),
        text(f"第{one['version']}版{before}"),
        text(tuning_words.WHO.get(one["who"], one["who"])),
        text(tuning_words.reason(one["reason"])),
        tuning_words.verdict(found) if isinstance(found, dict) else EMPTY,
    ]
