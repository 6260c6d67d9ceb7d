"""The items of a past week, asked for as a build asks: a version's strategy, samples and repair.

So `direct` can be compared with `translate_first`, `chain` or `plan` without knowing which is
which. Kinds are those that the items of the stored digest have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlite_utils import Database

from digest.asker import Asker
from digest.check.injection import trusted
from digest.flow import now
from digest.prompting import Task, highlights_task, story_task
from digest.settings import Settings
from digest.summarize.drafting import write
from digest.summarize.templates import REPLY_TYPES, template_of
from digest.summarize.turns import Answer, Brief
from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from prompt_tuner import digest_tasks
from prompt_tuner.scorers.findings import HEADING, render
from storage import digests, preferences
from storage.records import Pick, PromptVersion


@dataclass(frozen=True, slots=True)
class Part:
    """What one prompt wrote of a week. task: by the version that is to write it again."""

    key: str
    title: str
    task: Callable[[PromptVersion], Task]


def parts(db: Database, house: Settings, name: str, week: str) -> tuple[Part, ...]:
    """An item each, or the week's highlights; () where the prompt wrote nothing of it."""
    picks = tuple(_as_told(db, week))
    rungs = preferences.get(db, "rungs", {})
    if name == digest_tasks.HIGHLIGHTS:
        whole = partial(_highlights, house, week, trusted(picks), rungs)
        return (Part(f"week:{week}", week, whole),) if picks else ()
    own = [pick for pick in picks if template_of(pick.story).prompt_name == name]
    return tuple(
        Part(pick.story.key, pick.story.lead.title, partial(_item, house, pick, rungs))
        for pick in own
    )


def _as_told(db: Database, week: str) -> Iterator[Pick]:
    issue = digests.find(db, week)
    kinds = {item.story_key: item.summary.kind for item in issue.items} if issue else {}
    for pick in digest_tasks.picks_of(db, week):
        lead = replace(pick.story.lead, kind=kinds[pick.story.key])
        yield replace(pick, story=replace(pick.story, lead=lead))


def _highlights(
    house: Settings,
    week: str,
    picks: Sequence[Pick],
    rungs: Mapping[str, int],
    version: PromptVersion,
) -> Task:
    return highlights_task(house, week, picks, rungs, lambda _: version)


def _item(house: Settings, pick: Pick, rungs: Mapping[str, int], version: PromptVersion) -> Task:
    return story_task(house, pick.story, rungs, lambda _: version)


async def written(asker: Asker, brief: Brief) -> str:
    """What comes of a brief, without what the checks say: that would tell which is which.

    Raises LLMError where nothing does.
    """
    writing = write(brief)
    answer: Answer | None = None
    fault: LLMError | None = None
    while True:
        try:
            turn = next(writing) if answer is None else writing.send(answer)
        except StopIteration as stop:
            made = stop.value.summary
            break
        try:
            reply, call_id = await asker.answer(turn.prompt, REPLY_TYPES[turn.kind])
            answer = Answer(now(), reply, call_id)
        except (LLMSystemic, BudgetExceeded):
            raise
        except LLMError as error:
            fault, answer = error, Answer(now(), fault=error.kind)
    if made is None and fault is not None:
        raise fault
    shown = "" if made is None else render(made, (), ())
    return shown.partition(f"\n{HEADING}\n")[0].strip()
