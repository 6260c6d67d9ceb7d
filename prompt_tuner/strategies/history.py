"""history: earlier prompts with their scores, worst first; write one that scores higher.

OPRO (Yang et al. 2023, arXiv:2309.03409): for tasks with numbers and little feedback text.
Templates our own. Scores are estimates over all training examples, rounded to 0..100, so
that noise of a point does not make an order.
"""

from __future__ import annotations

import json

from digest.summarize.fence import as_data, fenced
from prompt_tuner.effects import Messages
from prompt_tuner.strategies.strategy import Brief, Proposal, Strategy, proposal
from prompt_tuner.strategies.wording import DATA_GUARD, about, quoted

TOLD = 20  # prompts of the history
LETTERS = 24_000  # of them together
EXEMPLARS = 3
_SYSTEM = {
    "ja": "これまでに試したシステムプロンプトと、その得点(0から100)を低い順に示す。何が得点を上げたかを読み取り、"
    "どれとも違い、どれよりも高い得点になるプロンプトを一つ書く。得点を上げた規則は残す。\n"
    "{guard}\n全体で{max_chars}字以内。考えた過程は書かず、プロンプトの全文だけを ``` で囲んで答える。",
    "en": "Earlier system prompts follow with their scores (0 to 100), lowest first. See what raised"
    " the score, and write one prompt that differs from all of them and scores higher. Keep the"
    " rules that paid.\n{guard}\n{max_chars} characters at most. Do not explain; answer with the"
    " whole prompt inside a ``` fence, and nothing else.",
}
_WORDS = {"ja": ("得点", "問題の例", "期待"), "en": ("Score", "Sample problems", "Expected")}


def history(brief: Brief) -> Messages:
    """The question to the reflection model."""
    score, problems, expected = _WORDS[brief.language]
    told: list[str] = []
    room = LETTERS
    for one, mean in brief.ranked[:TOLD]:
        room -= len(one.text)
        if room < 0 and told:
            break
        told.append(f"# {score} {round(100 * mean)}\n{quoted(one.text)}")
    lines: list[str] = []
    for lesson in brief.lessons[:EXEMPLARS]:
        lines.append(as_data(lesson.example.input[:1000]))
        if lesson.example.expected:
            answer = json.dumps(dict(lesson.example.expected), ensure_ascii=False)
            lines.append(f"{expected}: {as_data(answer)}")
    system = _SYSTEM[brief.language].format(
        guard=DATA_GUARD[brief.language], max_chars=brief.max_chars
    )
    user = about(brief) + "\n\n".join([*reversed(told), f"# {problems}\n{fenced(lines)}"])
    return (("system", system), ("user", user))


async def propose(brief: Brief) -> Proposal:
    """One call."""
    best, mean = brief.ranked[0]
    note = f"from {min(TOLD, len(brief.ranked))} scored prompts, the best {round(100 * mean)}"
    found = proposal(brief, await brief.ask(history(brief)), note)
    return Proposal(found.text, found.reason, found.note, (best.id,)) if found.text else found


HISTORY = Strategy(propose)
