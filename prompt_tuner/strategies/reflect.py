"""reflect: read what went wrong on a few examples, and write a prompt that would not.

Reflective mutation as in GEPA (Agrawal et al. 2025, arXiv:2507.19457), templates our own.
"""

from __future__ import annotations

from prompt_tuner.effects import Messages
from prompt_tuner.strategies.strategy import Brief, Proposal, Strategy, proposal
from prompt_tuner.strategies.wording import DATA_GUARD, about, quoted, told

_SYSTEM = {
    "ja": """\
あなたはシステムプロンプトの編集者である。今のプロンプトと、それで失敗した例を読み、失敗の原因を一つずつ突き止め、\
同じ種類の失敗が起きないようにプロンプトを直す。

- 働いている規則は一字も変えずに残す。足りない規則を加え、誤った規則や矛盾する規則だけを直すか除く。
- 例に固有の答えを写さない。ほかの入力にも通じる規則として書く。ただし評価から分かる固有の条件(語句、書式、上限)は具体的に書く。
- 規則は一行に一つ、短い命令文にする。全体で{max_chars}字を超えない。
- `<!-- lock -->` から `<!-- /lock -->` までは変えない。
- {guard}

考えた過程は書かず、直したプロンプトの全文だけを ``` で囲んで答える。""",
    "en": """\
You edit system prompts. Read the present prompt and the examples on which it failed, find the \
cause of each failure, and correct the prompt so that this kind of failure does not come back.

- Keep rules that work, word for word. Add what is missing; correct or remove only what is wrong or contradicts.
- Copy no answer of an example. Write rules that hold for other inputs; but be concrete about conditions that the feedback shows (phrases, form, limits).
- One rule a line, short and imperative. {max_chars} characters in all at most.
- Leave what stands between `<!-- lock -->` and `<!-- /lock -->` as it is.
- {guard}

Do not explain. Answer with the whole corrected prompt inside a ``` fence, and nothing else.""",
}
_USER = {
    "ja": "{about}# 今のプロンプト\n{prompt}\n\n# 失敗した例\n{lessons}\n\n# 答え\n直したプロンプトの全文を ``` で囲む。",
    "en": "{about}# Present prompt\n{prompt}\n\n# Examples that failed\n{lessons}\n\n"
    "# Answer\nThe whole corrected prompt inside a ``` fence.",
}


def reflection(brief: Brief) -> Messages:
    """The question to the reflection model."""
    system = _SYSTEM[brief.language].format(
        max_chars=brief.max_chars, guard=DATA_GUARD[brief.language]
    )
    user = _USER[brief.language].format(
        about=about(brief), prompt=quoted(brief.parent.text), lessons=told(brief)
    )
    return (("system", system), ("user", user))


async def propose(brief: Brief) -> Proposal:
    """One call."""
    note = "; ".join(lesson.feedback for lesson in brief.lessons if lesson.feedback)
    return proposal(brief, await brief.ask(reflection(brief)), note[:500])


REFLECT = Strategy(propose, merges=True)
