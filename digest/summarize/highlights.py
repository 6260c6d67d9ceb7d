"""今週のハイライト: two or three sentences over the week's picks. Pure.

Built from titles and opening sentences, not from the summaries, so that it is asked for at
the same time as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from digest.summarize.claims import Reader
from digest.summarize.fence import GUARD, fenced
from digest.summarize.material import leading
from digest.summarize.replies import HighlightsReply
from llm.prompt import Prompt
from storage.records import Claim, Pick, PromptVersion

OPENING = 2  # sentences of each pick
MOST = 3  # sentences of the highlights
LANGUAGES = {
    "ja": "# 出力言語\n- text は日本語で書く。",
    "en": "# Output language\n- Write every text in plain English, whatever the rules above say"
    " about Japanese style.",
}
CLOSING = "以上が今週の項目である。最初に示した規則に従い、指定の形のJSONだけを答える。"


def highlights_prompt(picks: Sequence[Pick], version: PromptVersion, language: str) -> Prompt:
    """The question for the whole week. language: "ja" or "en"."""
    rules = "\n\n".join((version.text.strip(), GUARD, LANGUAGES[language]))
    given = leading([pick.story.lead for pick in picks], OPENING)
    messages = (("system", rules), ("user", f"{fenced(given.lines)}\n\n{CLOSING}"))
    return Prompt("highlights", messages, 1000)


def to_highlights(picks: Sequence[Pick], reply: HighlightsReply) -> tuple[Claim, ...]:
    """At most three claims with their evidence; unknown numbers are left out."""
    given = leading([pick.story.lead for pick in picks], OPENING)
    return Reader(given.sentences).claims(reply.highlights)[:MOST]
