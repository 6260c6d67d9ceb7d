"""The digest's own summariser prompts as tasks: stored articles are the examples.

What readers and writers said about a story's summaries comes along as lessons; the
digest's checks are the scorers and guards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from digest import identity
from digest.check import CHECKS, check
from digest.errors import NotFound
from digest.prompting import seeded
from digest.summarize.templates import TEMPLATES, Template, build_prompt, template_of, to_summary
from llm.reading import read_reply
from prompt_tuner.examples import assign
from prompt_tuner.questions import Question
from prompt_tuner.records import Example, ScorerSpec, Task
from prompt_tuner.scorers.findings import render
from storage import articles, feedback, tasks
from storage.records import PromptVersion, Story

MOST_STORIES = 60  # the newest of a kind
FEWEST_CHARS = 200  # of text: below there is nothing to summarise
ORIGIN = "digest"
TASKS: dict[str, Template] = {t.prompt_name: t for t in TEMPLATES.values()}
GUARDS = ("numbers", "names", "evidence", "language")


def build(db: Database, name: str, *, now: datetime) -> tuple[Task, PromptVersion]:
    """The task of a summariser prompt as the stored articles make it. Raises NotFound."""
    version = seeded(db, name, now=now)
    found = _stories(db, name)
    if not found:
        raise NotFound(
            "stored articles for", name, "Run `python -m digest collect` or `sample` first."
        )
    made = [_example(db, story) for story in found]
    known = {k: v for k, v in tasks.splits(db, name).items() if k in {e.id for e in made}}
    examples, notes = assign(made, known)  # type: ignore[arg-type]
    task = Task(
        name=name,
        prompt=version.text,
        models={},
        examples=examples,
        scorers=tuple(ScorerSpec(check_name) for check_name in (*CHECKS, "coverage")),
        guards=GUARDS,
        purpose=TASKS[name].purpose,
        notes=notes,
    )
    return task, version


def _stories(db: Database, name: str) -> list[Story]:
    """Stories of the kinds that a prompt summarises, newest first."""
    found: list[Story] = []
    for week, _count in sorted(articles.weeks(db), reverse=True):
        for story in identity.stories(articles.of_week(db, week)):
            long_enough = story.lead.text_chars >= FEWEST_CHARS
            if long_enough and template_of(story).prompt_name == name:
                found.append(story)
        if len(found) >= MOST_STORIES:
            break
    return found[:MOST_STORIES]


def _example(db: Database, story: Story) -> Example:
    lessons = [
        f"{'★' * said.stars if said.stars else ''} {said.comment}".strip()
        for said in feedback.of_story(db, story.key)
        if said.comment or said.stars
    ]
    text = f"{story.lead.title}\n\n{story.lead.text}"
    return Example(story.key, text, {"lessons": lessons} if lessons else None)


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


def asking(db: Database, name: str, language: str) -> DigestAsking:
    """The stories that a task's examples stand for."""
    return DigestAsking({story.key: story for story in _stories(db, name)}, language)
