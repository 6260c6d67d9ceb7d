"""Tasks: one structured model call each, with the key under which its answer is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib import resources
from typing import Any

from pydantic import BaseModel
from sqlite_utils import Database

from digest.settings import Settings
from digest.summarize import templates
from llm.cache import request_key
from llm.endpoint import Endpoint
from llm.prompt import Prompt
from llm.structured import first_body, read_reply
from storage import calls, prompts, summaries
from storage.records import ModelCall, Pick, PromptVersion, Section, Story, Summary

ActiveVersion = Callable[[str], PromptVersion]  # of the prompt of this name
ToSummary = Callable[[Any, int | None, datetime], Summary]


@dataclass(frozen=True, slots=True)
class Task:
    """What to ask, whom, and how to read the answer."""

    name: str  # the story's key, or "highlights"
    key: str
    kind: str  # a key of templates.REPLY_TYPES
    endpoint: Endpoint
    prompt: Prompt
    version: PromptVersion
    rung: int
    to_summary: ToSummary

    @property
    def reply_type(self) -> type[BaseModel]:
        """The pydantic type of the reply."""
        return templates.REPLY_TYPES[self.kind]

    def body(self) -> dict[str, Any]:
        """The body of the first request."""
        return first_body(self.endpoint, self.prompt, self.reply_type, self.rung)

    def stored_reply(self, db: Database) -> tuple[ModelCall, BaseModel] | None:
        """A readable reply that the same request was given once, with its call."""
        call = calls.cached(db, request_key(self.endpoint.base_url, self.body()))
        reply = None if call is None else read_reply(self.reply_type, call.reply)
        return None if call is None or reply is None else (call, reply)

    def from_cache(self, db: Database, *, now: datetime) -> Summary | None:
        """The summary that the same request's stored reply gives, stored in its turn."""
        found = self.stored_reply(db)
        if found is None:
            return None
        return summaries.save(db, self.to_summary(found[1], found[0].id, now))


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
    kind = story.lead.kind if story.lead.kind in templates.TEMPLATES else "article"
    where = endpoint(settings, template.purpose)
    version = active(template.prompt_name)
    key = templates.summary_key(story, version, where.model, where.base_url, settings.language)

    def read(reply: Any, call_id: int | None, at: datetime) -> Summary:
        return templates.to_summary(
            story, reply, version, key=key, call_id=call_id, now=at, language=settings.language
        )

    prompt = templates.build_prompt(story, version, settings.language)
    rung = rungs.get(f"{where.base_url} {where.model}", 0)
    return Task(story.key, key, kind, where, prompt, version, rung, read)


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
    text = "\n".join(part for message in prompt.messages for part in message)
    digest = sha256(f"{where.base_url}\n{where.model}\n{text}".encode()).hexdigest()
    key = f"highlights:{digest}"

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

    rung = rungs.get(f"{where.base_url} {where.model}", 0)
    return Task("highlights", key, "highlights", where, prompt, version, rung, read)


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
