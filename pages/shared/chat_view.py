"""A turn of a growing chat as HTML; what was said, pasted or answered is inert text. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pages.shared import tuning_words
from pages.shared.markup import EMPTY, Html, badge, join, paragraphs, tag, text
from storage.records import Turn

DECISIONS = {"applied": "採り入れた", "edited": "直して採り入れた", "dismissed": "見送った"}
_KINDS = {"add": "+ 加える", "change": "~ 直す", "remove": "− 除く"}


def turn(one: Turn) -> Html:
    """What was said, and the answer."""
    given = "".join(f" 資料({len(d):,}字)" for d in one.documents)
    liked = {True: "良い", False: "直したい", None: ""}[one.liked]
    reaction = " · ".join(part for part in (liked, one.comment) if part)
    return tag(
        "div",
        tag("div", badge(f"{one.number} あなた"), text(given), cls="meta"),
        said(one.said),
        tag("div", badge("回答", "good"), cls="meta"),
        tag("div", paragraphs(one.answer)),
        tag("p", text(f"反応: {reaction}"), cls="faint") if reaction else EMPTY,
        cls="prose",
    )


def said(words: str) -> Html:
    """What somebody said."""
    return tag("div", paragraphs(words), cls="comment")


def proposal(one: Turn) -> Html:
    """The proposed rules with their reasons, and the whole as a diff."""
    listed = json.loads(one.proposal)
    if not listed:
        return tag("p", text("この発言からの提案はありません。"), cls="faint")
    rules = tag("ul", *(tag("li", _delta(delta)) for delta in listed))
    parts = [tag("b", text("育て方の提案")), rules]
    if one.decision:
        parts.append(badge(DECISIONS.get(one.decision, one.decision)))
    elif one.proposed:
        parts.append(tuning_words.difference(one.prompt, one.proposed))
    return tag("div", *parts, cls="prose")


def _delta(delta: Mapping[str, Any]) -> Html:
    words = f"{_KINDS.get(delta['kind'], '')}: {delta['rule'] or delta['target']}"
    refused = delta.get("refused")
    reason = f"理由: {delta['reason']}" if delta["reason"] else ""
    return join(
        [
            text(words),
            badge(f"採れない: {refused}", "warn") if refused else EMPTY,
            tag("div", text(reason), cls="faint"),
        ],
        " ",
    )
