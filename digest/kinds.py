"""The kind that each story is told as: by the rules, unless a person or a model decided. Pure.

Stories are selected by what the rules say. What is decided later changes the kind and nothing
else, so that no other item of the issue moves or is asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from digest.select import KIND_NAMES
from digest.summarize.router import NAMES, Routed, route
from storage.records import KINDS, KindChoice, Pick, Story

BY_HAND = "人が選んだため"
TOLD = "種類は"  # begins the reason of a kind


def by_rules(stories: Sequence[Story], titles: Mapping[int, str]) -> tuple[Story, ...]:
    """Each story with its lead's kind as the rules have it. titles: of sources, by id."""
    return tuple(
        told_as(story, route(story.lead, titles.get(story.lead.source_id or 0, "")))
        for story in stories
    )


def told_as(story: Story, routed: Routed) -> Story:
    """The story with another kind."""
    lead = story.lead if story.lead.kind == routed.kind else replace(story.lead, kind=routed.kind)
    return replace(story, lead=lead, kind_reason=routed.why, kind_sure=routed.sure)


def decided(picks: Sequence[Pick], choices: Mapping[int, KindChoice]) -> tuple[Pick, ...]:
    """The picks as people or a model decided, and each with the reason of its kind.

    choices: by article id; those of the story's articles count, the lead's first.
    """
    return tuple(_with_reason(pick, _decided(pick.story, choices)) for pick in picks)


def _decided(story: Story, choices: Mapping[int, KindChoice]) -> Story:
    found = next((choices[a.id] for a in story.articles if a.id in choices), None)
    if found is None or found.kind not in KINDS:
        return story
    return told_as(story, Routed(found.kind, found.reason or BY_HAND))


def _with_reason(pick: Pick, story: Story) -> Pick:
    """The reasons of the pick name the kind; there it stands with its own reason."""
    said = f"{TOLD}{NAMES[story.lead.kind]}({story.kind_reason})"
    named = {KIND_NAMES.get(pick.story.lead.kind), KIND_NAMES.get(story.lead.kind)}
    kept = [one for one in pick.reasons if one not in named and not one.startswith(TOLD)]
    return replace(pick, story=story, reasons=(*kept, said))
