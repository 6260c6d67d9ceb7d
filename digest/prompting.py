"""Tasks: what is written by a model, with the key under which the result is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from importlib import resources
from typing import Any

from pydantic import BaseModel
from sqlite_utils import Database

from digest.check import check
from digest.papers.planned import Planned, in_parts, scope
from digest.settings import Settings
from digest.summarize import highlights, templates
from digest.summarize.drafting import write
from digest.summarize.material import material
from digest.summarize.turns import Answer, Brief, Findings, Turn, Written
from llm.cache import request_key
from llm.endpoint import Endpoint
from llm.prompt import Prompt
from llm.structured import first_body, read_reply
from storage import calls, prompts
from storage.records import (
    Article,
    ModelCall,
    Pick,
    PromptVersion,
    Section,
    Story,
    Summary,
)

ActiveVersion = Callable[[str], PromptVersion]  # of the prompt of this name


@dataclass(frozen=True, slots=True)
class Task:
    """What to write, whom to ask, and the key under which the result is kept."""

    name: str  # the story's key, or "highlights"
    key: str
    endpoint: Endpoint
    version: PromptVersion
    rung: int
    brief: Brief

    @property
    def prompt(self) -> Prompt:
        """What one turn would ask."""
        return self.brief.prompt

    def body(self, turn: Turn | None = None) -> dict[str, Any]:
        """The body of the first request of a turn."""
        asked = turn or Turn(self.brief.kind, self.brief.prompt)
        reply_type = templates.REPLY_TYPES[asked.kind]
        return first_body(self.endpoint, asked.prompt, reply_type, self.rung)

    def stored_reply(
        self, db: Database, turn: Turn | None = None
    ) -> tuple[ModelCall, BaseModel] | None:
        """A readable reply that the same request was given once, with its call."""
        asked = turn or Turn(self.brief.kind, self.brief.prompt)
        key = request_key(self.endpoint.base_url, self.body(asked))
        call = calls.cached(db, key)
        reply_type = templates.REPLY_TYPES[asked.kind]
        reply = None if call is None else read_reply(reply_type, call.reply)
        return None if call is None or reply is None else (call, reply)

    def from_store(self, db: Database, *, now: datetime) -> Written | None:
        """What stored replies make of it without a call; None where one is missing."""
        writing = write(self.brief)
        answer: Answer | None = None
        while True:
            try:
                turn = next(writing) if answer is None else writing.send(answer)
            except StopIteration as stop:
                written: Written = stop.value
                return written
            found = self.stored_reply(db, turn)
            if found is None:
                return None
            answer = Answer(now, found[1], found[0].id)


def endpoint(settings: Settings, purpose: str) -> Endpoint:
    """The server and model for a purpose."""
    return Endpoint(
        settings.server, settings.model_for(purpose), settings.api_key, settings.concurrency
    )


def story_task(
    settings: Settings, story: Story, rungs: Mapping[str, int], active: ActiveVersion
) -> Task:
    """The summary of one story."""
    template = templates.template_of(story)
    where = endpoint(settings, template.purpose)
    version = active(template.prompt_name)
    long = in_parts(story, version, settings.language, budget=settings.read_tokens)
    key = templates.summary_key(
        story,
        version,
        where.model,
        where.base_url,
        settings.language,
        budget=settings.read_tokens,
        parts=long.asked if long else (),
    )
    rung = rungs.get(f"{where.base_url} {where.model}", 0)
    brief = _brief(settings, story, version, key, long)
    return Task(story.key, key, where, version, rung, brief)


def _brief(
    settings: Settings, story: Story, version: PromptVersion, key: str, long: Planned | None
) -> Brief:
    language = settings.language
    build = partial(templates.build_prompt, story, version, budget=settings.read_tokens)

    def read(reply: Any, call_id: int | None, at: datetime) -> Summary:
        given = long.given if long else material(story, settings.read_tokens)
        made = templates.to_summary(
            story, reply, version, key=key, call_id=call_id, now=at, language=language, given=given
        )
        note = "。".join(part for part in (scope(story.lead), made.note) if part)
        return replace(made, note=note, reading=long.listing if long else ())

    return Brief(
        story.lead.kind if story.lead.kind in templates.TEMPLATES else "article",
        build(language),
        read,
        lambda summary: check(summary, story.articles),
        templates.CLOSING,
        (lambda: build("en")) if language != "en" else None,
        long.settings if long else version.settings,
        long.parts if long else None,
    )


def highlights_task(
    settings: Settings,
    week: str,
    chosen: Sequence[Pick],
    rungs: Mapping[str, int],
    active: ActiveVersion,
) -> Task:
    """今週のハイライト, kept as a summary of the week so that provenance is the same chain."""
    where = endpoint(settings, "highlights")
    version = active("digest-highlights")
    prompt = templates.highlights_prompt(chosen, version, settings.language)
    key = _highlights_key(where, prompt, version)

    def read(reply: Any, call_id: int | None, at: datetime) -> Summary:
        claims = templates.to_highlights(chosen, reply)
        return Summary(
            key=key,
            story_key=f"week:{week}",
            kind="highlights",
            method="model",
            language=settings.language,
            sections=(Section("今週のハイライト", claims),),
            prompt_version_id=version.id,
            call_id=call_id,
            created_at=at,
        )

    def judge(made: Summary) -> Findings:
        return check(made, cited(made, chosen))

    brief = Brief("highlights", prompt, read, judge, highlights.CLOSING, settings=version.settings)
    rung = rungs.get(f"{where.base_url} {where.model}", 0)
    return Task("highlights", key, where, version, rung, brief)


def _highlights_key(where: Endpoint, prompt: Prompt, version: PromptVersion) -> str:
    text = "\n".join(part for message in prompt.messages for part in message)
    way = json.dumps(prompts.way(version)) if prompts.way(version) else ""
    digest = sha256(f"{where.base_url}\n{where.model}\n{text}{way}".encode()).hexdigest()
    return f"highlights:{digest}"


def cited(summary: Summary, chosen: Sequence[Pick]) -> list[Article]:
    """The articles of the week's picks that a summary rests on."""
    claims = [claim for section in summary.sections for claim in section.claims]
    ids = {evidence.article_id for claim in claims for evidence in claim.evidence}
    return [a for pick in chosen for a in pick.story.articles if a.id in ids]


def seeded(db: Database, name: str, *, now: datetime) -> PromptVersion:
    """The active version of a prompt; the shipped text on first use."""
    return prompts.seed(db, name, shipped(name), name.removeprefix("digest-"), now=now)


def unseeded(db: Database, name: str) -> PromptVersion:
    """The version that seeded() would give, and nothing is written."""
    text = shipped(name)
    fresh = PromptVersion(name=name, text=text, purpose=name.removeprefix("digest-"))
    current = prompts.labels(db, name).get("active")
    if current is None:
        return fresh
    chosen = prompts.get(db, current)
    replaced = chosen.origin == "seed" and prompts.with_text(db, name, text) is None
    return fresh if replaced else chosen


def shipped(name: str) -> str:
    """The text of a prompt as it ships with the program."""
    return resources.files("digest.prompts").joinpath(f"{name}.ja.md").read_text("utf-8")
