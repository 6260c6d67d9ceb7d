"""paraphrase: the same in other words. A control: it should not win.

If it does, the scores move by chance or by mere wording, and gains of other strategies
are to be read with that in mind.
"""

from __future__ import annotations

from prompt_tuner.strategies.strategy import Brief, Proposal, Strategy, proposal
from prompt_tuner.strategies.wording import quoted

_SYSTEM = {
    "ja": "次のシステムプロンプトを、意味を変えずに別の言い方で書き直す。規則を加えず、除かない。"
    "`<!-- lock -->` から `<!-- /lock -->` までは変えない。書き直した全文だけを ``` で囲んで答える。",
    "en": "Reword this system prompt without changing what it means. Add no rule, drop none."
    " Leave what stands between `<!-- lock -->` and `<!-- /lock -->` as it is."
    " Answer with the whole reworded prompt inside a ``` fence, and nothing else.",
}


async def propose(brief: Brief) -> Proposal:
    """One call; lessons are not looked at."""
    messages = (("system", _SYSTEM[brief.language]), ("user", quoted(brief.parent.text)))
    return proposal(brief, await brief.ask(messages), "reworded")


PARAPHRASE = Strategy(propose, restarts=False)
