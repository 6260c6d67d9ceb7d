"""One item from question to checked summary: drafts, the best of them, at most one repair. Pure."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace

from pydantic import BaseModel

from digest.summarize.refine import Draft, best, better, concrete, repair_prompt
from digest.summarize.strategies import STRATEGIES, Way, as_json, way_of
from digest.summarize.turns import Answer, Brief, Turn, Turns, Writing, Written
from llm.prompt import Prompt
from storage.records import Summary

NO_CLAIMS = "no_claims"  # kinds of fault beside those of llm.faults, see digest.fallbacks
WRONG_LANGUAGE = "wrong_language"
NO_EVIDENCE = "no_evidence"
REFUSAL = "refusal"
SHARE = 0.5  # of the claims; a summary with more in another language, or of refusals, is not shown

# reasons of the checks (digest.check) that a claim is none of this digest
_FOREIGN = re.compile(r"語の文が残っている$|^英語でない$")
_REFUSED = re.compile(r"^断りの言葉$")
_VOID = re.compile(r"^内容の無い記述$")
_UNFOUNDED = re.compile(r"^根拠なし$")


def rounds(brief: Brief) -> int:
    """How many turns an item takes at most."""
    return way_of(brief.settings).calls(brief) + 1


def write(brief: Brief) -> Writing:
    """The questions of one item, and what comes of their answers."""
    way = way_of(brief.settings)
    heard: list[Answer] = []
    asked_last: list[Prompt] = []
    drafts: list[Draft] = []
    for sample in range(way.samples):
        asked = seeded(brief, sample)
        reply = yield from _heard(STRATEGIES[way.strategy].write(asked), heard, asked_last)
        if reply is not None:
            drafts.append(_draft(brief, reply, heard[-1]))
    if not drafts:
        return Written(None, (), _fault(heard))
    chosen, why = best(drafts, [draft for draft in drafts if not _lacking(draft)])
    if _lacking(chosen) or concrete(chosen):
        # A summary of parts is repaired where it was made: no question holds the whole text.
        again = asked_last[-1] if brief.parts else brief.prompt
        chosen, said = yield from _repaired(replace(brief, prompt=again), chosen, heard)
        why = "。".join(part for part in (why, said) if part)
    if fault := _lacking(chosen):
        return Written(None, chosen.findings, fault)
    return Written(_signed(chosen.summary, way, why, heard), chosen.findings)


def _repaired(
    brief: Brief, draft: Draft, heard: list[Answer]
) -> Generator[Turn, Answer, tuple[Draft, str]]:
    """The better of the draft and one repair of it, and why."""
    answer = yield Turn(brief.kind, repair_prompt(brief.prompt, draft))
    heard.append(answer)
    repair = None if answer.reply is None else _draft(brief, answer.reply, answer)
    if repair is not None and _lacking(draft):
        return repair, "下書きを要約として読めなかったため書き直しを採用"
    if repair is not None and _lacking(repair):
        return draft, "書き直しを要約として読めなかったため下書きを採用"
    return better(draft, repair)


def _heard(turns: Turns, heard: list[Answer], asked: list[Prompt]) -> Turns:
    """The same turns; their answers and questions are kept."""
    answer = None
    while True:
        try:
            turn = next(turns) if answer is None else turns.send(answer)
        except StopIteration as stop:
            reply: BaseModel | None = stop.value
            return reply
        asked.append(turn.prompt)
        answer = yield turn
        heard.append(answer)


def _draft(brief: Brief, reply: BaseModel, answer: Answer) -> Draft:
    summary = brief.read(reply, answer.call_id, answer.at)
    return Draft(summary, brief.judge(summary), as_json(reply))


def seeded(brief: Brief, sample: int) -> Brief:
    """The same question with another seed: another request, and mostly another answer."""
    if sample == 0:
        return brief
    return replace(brief, prompt=replace(brief.prompt, seed=sample))


def _lacking(draft: Draft) -> str:
    """The fault that makes a reply no summary; "" for one that can be shown."""
    if _claims_with(_VOID, draft) == draft.claims:
        return NO_CLAIMS
    if _claims_with(_FOREIGN, draft) > draft.claims * SHARE:
        return WRONG_LANGUAGE
    if _claims_with(_REFUSED, draft) > draft.claims * SHARE:
        return REFUSAL
    # One claim that rests on the source makes a summary with doubts; none at all makes hearsay.
    return NO_EVIDENCE if _claims_with(_UNFOUNDED, draft) == draft.claims else ""


def _claims_with(reason: re.Pattern[str], draft: Draft) -> int:
    """How many of its claims have a finding with such a reason."""
    found = (f for f in draft.findings if f.claim >= 0 and reason.search(f.reason))
    return len({(f.section, f.claim) for f in found})


def _fault(heard: Sequence[Answer]) -> str:
    return next((answer.fault for answer in reversed(heard) if answer.fault), "invalid_output")


def _signed(summary: Summary, way: Way, why: str, heard: Sequence[Answer]) -> Summary:
    calls = tuple(dict.fromkeys(a.call_id for a in heard if a.call_id is not None))
    choice = "。".join(part for part in (way.note, why) if part)
    return replace(summary, choice=choice, calls=calls)
