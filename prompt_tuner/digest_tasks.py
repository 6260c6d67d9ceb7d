"""The digest's own prompts as tasks: stored articles, or whole past weeks, are the examples.

What readers and writers said about a story's summaries, and which of two versions they chose
without knowing which was which, comes along as lessons; the digest's checks are the scorers
and guards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from digest.check import CHECKS, check
from digest.errors import NotFound
from digest.prompting import seeded
from digest.ranking import grouped
from digest.summarize.replies import HighlightsReply
from digest.summarize.templates import (
    TEMPLATES,
    Template,
    build_prompt,
    highlights_prompt,
    template_of,
    to_highlights,
    to_summary,
)
from llm.reading import read_reply
from prompt_tuner.examples import assign, few_sealed
from prompt_tuner.questions import Question
from prompt_tuner.records import Example, ScorerSpec, Task
from prompt_tuner.scorers.findings import render
from storage import articles, digests, feedback, replays, tasks
from storage.records import Pick, PromptVersion, Section, Story, Summary

MOST_STORIES = 60
MANY_WEEKS = 15  # from here on the sealed examples can be weeks that nothing was learned from
MOST_WEEKS = 20
FEWEST_CHARS = 200  # of text: below there is nothing to summarise
ORIGIN = "digest"
HIGHLIGHTS = "digest-highlights"
SECTION = "今週のハイライト"
TEMPLATE_OF: dict[str, Template] = {t.prompt_name: t for t in TEMPLATES.values()}
TASKS: dict[str, str] = {name: t.purpose for name, t in TEMPLATE_OF.items()} | {
    HIGHLIGHTS: "highlights"
}  # name → one of digest.settings.PURPOSES
GUARDS = ("numbers", "names", "evidence", "language")


def build(db: Database, name: str, *, now: datetime) -> tuple[Task, PromptVersion]:
    """The task of a prompt as the stored articles and digests make it. Raises NotFound."""
    version = seeded(db, name, now=now)
    made = _weeks(db) if name == HIGHLIGHTS else _examples(db, name)
    if not made:
        what, todo = "stored articles for", "Run `python -m digest collect` or `sample` first."
        if name == HIGHLIGHTS:
            what, todo = "built weeks for", "Run `python -m digest build` first."
        raise NotFound(what, name, todo)
    known = {k: v for k, v in tasks.splits(db, name).items() if k in {e.id for e in made}}
    examples, notes = assign(made, known)  # type: ignore[arg-type]
    task = Task(
        name=name,
        prompt=version.text,
        models={},
        examples=examples,
        scorers=tuple(ScorerSpec(check_name) for check_name in (*CHECKS, "coverage")),
        guards=GUARDS,
        purpose=TASKS[name],
        notes=(*notes, *few_sealed(examples)),
    )
    return task, version


def _examples(db: Database, name: str) -> list[Example]:
    """The newest stories; spread over the weeks, each a cluster, where there are many."""
    by_week = _stories(db, name)
    clustered = len(by_week) >= MANY_WEEKS
    each = max(1, MOST_STORIES // len(by_week)) if clustered else MOST_STORIES
    found = [(week, story) for week, listed in by_week.items() for story in listed[:each]]
    made = [_example(db, story) for _, story in found[:MOST_STORIES]]
    weeks = [week if clustered else "" for week, _ in found]
    return [replace(one, cluster=week) for one, week in zip(made, weeks, strict=False)]


def _stories(db: Database, name: str) -> dict[str, list[Story]]:
    """Week → stories of the kinds that a prompt summarises, newest first."""
    found: dict[str, list[Story]] = {}
    for week, _ in sorted(articles.weeks(db), reverse=True):
        mine = [s for s in grouped(db, week) if _fits(s, name)]
        if mine:
            found[week] = mine
        enough = sum(map(len, found.values())) >= MOST_STORIES and len(found) >= MANY_WEEKS
        if enough or len(found) >= MOST_WEEKS:
            break
    return found


def _fits(story: Story, name: str) -> bool:
    return story.lead.text_chars >= FEWEST_CHARS and template_of(story).prompt_name == name


def _example(db: Database, story: Story) -> Example:
    lessons = [
        f"{'★' * said.stars if said.stars else ''} {said.comment}".strip()
        for said in feedback.of_story(db, story.key)
        if said.comment or said.stars
    ]
    lessons += replays.lessons(db, story.key)
    text = f"{story.lead.title}\n\n{story.lead.text}"
    return Example(story.key, text, {"lessons": lessons} if lessons else None)


def _weeks(db: Database) -> list[Example]:
    """Past weeks that were built, newest first; each is its own cluster."""
    made = []
    for week in digests.weeks(db)[:MOST_STORIES]:
        picks = picks_of(db, week)
        lessons = replays.lessons(db, f"week:{week}")
        titles = "\n".join(f"- {pick.story.lead.title}" for pick in picks)
        if picks:
            text = f"{week}\n{titles}"
            made.append(Example(week, text, {"lessons": lessons} if lessons else None, week))
    return made


def picks_of(db: Database, week: str) -> tuple[Pick, ...]:
    """What the stored digest of a week chose, in its order, as far as its articles are there."""
    issue = digests.find(db, week)
    stories = {s.key: s for s in grouped(db, week)}
    items = sorted(issue.items, key=lambda item: item.position) if issue else []
    return tuple(
        Pick(stories[item.story_key], item.score, item.reasons)
        for item in items
        if item.story_key in stories
    )


class DigestAsking:
    """A candidate is the system prompt of a real summary; its output is told with findings."""

    def __init__(self, stories: Mapping[str, Story], language: str) -> None:
        self._stories, self._language = stories, language

    def question(self, prompt: str, example: Example) -> Question:
        """See Asking."""
        story = self._story(example)
        asked = build_prompt(story, PromptVersion(text=prompt), self._language)
        return Question(replace(asked, purpose="tune-task"), template_of(story).reply_type)

    def output(self, prompt: str, example: Example, reply: str) -> str:
        """See Asking."""
        story = self._story(example)
        template = template_of(story)
        read = read_reply(template.reply_type, reply)
        if read is None:
            return ""
        summary = to_summary(
            story,
            read,
            PromptVersion(text=prompt),
            key="",
            call_id=None,
            now=datetime.min,
            language=self._language,
        )
        names = [en if self._language == "en" else ja for _, ja, en in template.sections]
        return render(summary, check(summary, story.articles), names)

    def _story(self, example: Example) -> Story:
        found = self._stories.get(example.id)
        if found is None:
            raise NotFound("story", example.id, "Its article was removed; start a new session.")
        return found


class HighlightsAsking:
    """A candidate is the system prompt of a past week's highlights."""

    def __init__(self, weeks: Mapping[str, Sequence[Pick]], language: str) -> None:
        self._weeks, self._language = weeks, language

    def question(self, prompt: str, example: Example) -> Question:
        """See Asking."""
        asked = highlights_prompt(self._picks(example), PromptVersion(text=prompt), self._language)
        return Question(replace(asked, purpose="tune-task"), HighlightsReply)

    def output(self, prompt: str, example: Example, reply: str) -> str:
        """See Asking."""
        read: Any = read_reply(HighlightsReply, reply)
        if read is None:
            return ""
        picks = self._picks(example)
        claims = to_highlights(picks, read)
        summary = Summary(
            story_key=f"week:{example.id}",
            kind="highlights",
            method="model",
            language=self._language,
            sections=(Section(SECTION, claims),) if claims else (),
        )
        ids = {evidence.article_id for claim in claims for evidence in claim.evidence}
        cited = [a for pick in picks for a in pick.story.articles if a.id in ids]
        return render(summary, check(summary, cited), [SECTION])

    def _picks(self, example: Example) -> Sequence[Pick]:
        found = self._weeks.get(example.id)
        if not found:
            raise NotFound("digest for", example.id, "It was removed; start a new session.")
        return found


def asking(db: Database, name: str, language: str) -> DigestAsking | HighlightsAsking:
    """The stories, or weeks, that a task's examples stand for."""
    if name == HIGHLIGHTS:
        weeks = digests.weeks(db)[:MOST_STORIES]
        return HighlightsAsking({week: picks_of(db, week) for week in weeks}, language)
    stories = [story for listed in _stories(db, name).values() for story in listed]
    return DigestAsking({story.key: story for story in stories}, language)
