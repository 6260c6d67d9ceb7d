"""gradients: say in words what is wrong with the prompt, then change it in that direction.

ProTeGi (Pryzant et al., EMNLP 2023, arXiv:2305.03495). A reason and an edit per group of
errors; which children are worth more evaluations is decided by successive halving
(prompt_tuner/trial.py). Without errors nothing is asked. Templates our own.
"""

from __future__ import annotations

from prompt_tuner.strategies.strategy import Brief, Proposal, Strategy, proposal
from prompt_tuner.strategies.wording import DATA_GUARD, about, quoted, told

_WHY = {
    "ja": "システムプロンプトと、それで失敗した例を読み、プロンプトの何がこれらの失敗を招いたかを、"
    "最も大きい原因一つに絞って一、二文で述べる。必要な語句や条件は「」で正確に引く。{guard}",
    "en": "Read the system prompt and the examples on which it failed. Say in one or two sentences"
    " what about the prompt caused these failures, the main cause only. Quote needed phrases and"
    " conditions exactly, in 「」. {guard}",
}
_EDIT = {
    "ja": "システムプロンプトと、その欠点の指摘を読み、その欠点だけを直す。ほかの規則は一字も変えない。"
    "全体で{max_chars}字以内。`<!-- lock -->` から `<!-- /lock -->` までは変えない。"
    "直した全文だけを ``` で囲んで答える。",
    "en": "Read the system prompt and the criticism of it. Correct this flaw and nothing else; leave"
    " every other rule word for word. {max_chars} characters at most. Leave what stands between"
    " `<!-- lock -->` and `<!-- /lock -->` as it is. Answer with the whole corrected prompt inside"
    " a ``` fence, and nothing else.",
}
_HEADINGS = {
    "ja": ("今のプロンプト", "失敗した例", "指摘"),
    "en": ("Present prompt", "Examples that failed", "Criticism"),
}


async def propose(brief: Brief) -> Proposal:
    """Two calls: the reason, and the edit that follows it."""
    prompt, failed, criticism = _HEADINGS[brief.language]
    shown = f"{about(brief)}# {prompt}\n{quoted(brief.parent.text)}"
    why = _WHY[brief.language].format(guard=DATA_GUARD[brief.language])
    reason = await brief.ask((("system", why), ("user", f"{shown}\n\n# {failed}\n{told(brief)}")))
    if not reason.strip():
        return Proposal("", "empty criticism")
    edit = _EDIT[brief.language].format(max_chars=brief.max_chars)
    user = f"{shown}\n\n# {criticism}\n{reason.strip()}"
    return proposal(brief, await brief.ask((("system", edit), ("user", user))), reason.strip())


GRADIENTS = Strategy(propose, merges=True)
