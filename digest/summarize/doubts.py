"""Which kinds a model gives to stories that the rules were in doubt about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.summarize.fence import GUARD, fenced, visible
from digest.summarize.material import leading
from digest.summarize.replies import KindsReply
from llm.prompt import Prompt
from storage.records import KINDS, PromptVersion, Story

PROMPT = "digest-kinds"
OPENING = 6  # sentences of each story
TOKENS_EACH = 60  # of the reply
LONGEST_REASON = 60
CLOSING = "以上が項目である。最初に示した規則に従い、指定の形のJSONだけを答える。"


def kinds_prompt(stories: Sequence[Story], version: PromptVersion) -> Prompt:
    """One question for all of them."""
    given = leading([story.lead for story in stories], OPENING)
    rules = f"{version.text.strip()}\n\n{GUARD}"
    messages = (("system", rules), ("user", f"{fenced(given.lines)}\n\n{CLOSING}"))
    return Prompt("kinds", messages, 200 + TOKENS_EACH * len(stories))


def told_kinds(stories: Sequence[Story], reply: KindsReply) -> dict[str, tuple[str, str]]:
    """Story key → (kind, reason); what names no story or no kind is passed over."""
    found: dict[str, tuple[str, str]] = {}
    for item in reply.items:
        digits = re.search(r"\d{1,4}", item.number)
        place, kind = int(digits[0]) if digits else 0, item.kind.strip().lower()
        if 1 <= place <= len(stories) and kind in KINDS:
            reason = visible(item.reason)[:LONGEST_REASON] or "理由の説明なし"
            found.setdefault(stories[place - 1].key, (kind, f"モデルの判断: {reason}"))
    return found
