"""evolve: cross two prompts that did well, and change the child a little.

EvoPrompt (Guo et al., ICLR 2024, arXiv:2309.08532): a genetic step (two parents drawn by
fitness) or a differential one (what tells two others apart, mixed into the best). It looks
at scores only, at no feedback: a baseline, and a way to mix prompts. Templates our own.
"""

from __future__ import annotations

from prompt_tuner.records import Candidate
from prompt_tuner.replies import prompt_in
from prompt_tuner.strategies.strategy import Brief, Proposal, Strategy, checked
from prompt_tuner.strategies.wording import about, quoted

POPULATION = 10
_DIFFERENTIAL = 4  # it takes the parent, two others and the best

_END = {
    "ja": "全体で{max_chars}字以内。考えた過程は書かず、できたプロンプトの全文だけを ``` で囲んで答える。",
    "en": "{max_chars} characters at most. Do not explain; answer with the whole resulting prompt"
    " inside a ``` fence, and nothing else.",
}
_STEPS = {
    "vary": {
        "ja": "次のシステムプロンプトの狙いを保ち、規則を一つ加えるか一つ改めて、変種を一つ書く。",
        "en": "Keep the aim of this system prompt, add or change one rule, and write one variant.",
    },
    "cross": {
        "ja": "次の二つのシステムプロンプトの良い規則を組み合わせて一つにし、さらに一箇所を変える。",
        "en": "Combine the good rules of these two system prompts into one, then change one thing.",
    },
    "differ": {
        "ja": "一つ目と二つ目のシステムプロンプトの違いを見つけ、その違いを少し変え、"
        "三つ目に取り入れ、四つ目と組み合わせて一つにする。",
        "en": "Find where the first and second system prompts differ, vary those parts, work them"
        " into the third, and combine the result with the fourth into one.",
    },
}


def parents_of(brief: Brief) -> tuple[str, tuple[Candidate, ...]]:
    """The step (vary, cross or differ) and the prompts that it needs, drawn by fitness."""
    population = brief.ranked[:POPULATION]
    if len(population) < 2:
        return "vary", (brief.parent,)
    weights = [max(mean, 0.0) + 1e-6 for _, mean in population]
    prompts = [one for one, _ in population]
    if len(prompts) >= _DIFFERENTIAL and brief.slot % 2:
        others = [one for one in prompts if one != brief.parent]
        first, second = brief.rng.sample(others, 2)
        return "differ", (first, second, prompts[0], brief.parent)
    first = brief.rng.choices(prompts, weights)[0]
    rest = [(one, w) for one, w in zip(prompts, weights, strict=True) if one != first]
    second = brief.rng.choices([one for one, _ in rest], [w for _, w in rest])[0]
    return "cross", (first, second)


async def propose(brief: Brief) -> Proposal:
    """One call."""
    step, parents = parents_of(brief)
    system = f"{_STEPS[step][brief.language]}\n{_END[brief.language]}"
    user = about(brief) + "\n\n".join(quoted(one.text) for one in parents)
    messages = (("system", system.format(max_chars=brief.max_chars)), ("user", user))
    text = prompt_in(await brief.ask(messages))
    ids = tuple(dict.fromkeys((brief.parent.id, *(one.id for one in parents))))
    return checked(brief, text, step, ids)


EVOLVE = Strategy(propose)
