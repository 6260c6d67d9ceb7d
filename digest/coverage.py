"""What became of the week's articles: collected → grouped → dropped → selected → written. Pure.

survey() says what is known when the stories are chosen, report() adds what came of them; the
document is stored with the build (storage.builds) and shown by `show --json` and the screens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from storage.calls import Spending
from storage.records import Digest, Pick, Source, Story

BY_HAND = "手で追加"
NEXT_ONES = 20  # of the stories left out, those with the best scores are named
SCORE = "点数が届かなかった"  # what reasons with their own numbers come to

Plain = dict[str, Any]


def survey(
    stories: Sequence[Story],
    chosen: Sequence[Pick],
    missed: Sequence[Pick],
    sources: Sequence[Source],
    week: str = "",
) -> Plain:
    """Counts of a week before anything is written; missed: best first, the last reason of each
    says what kept it out. Articles of other weeks that tell a story too are not counted.
    """
    kept = {pick.story.key for pick in chosen}
    stories = [_of_week(story, week) for story in stories]
    articles = sum(len(story.articles) for story in stories)
    return {
        "collected": articles,
        "sources": _sources(stories, kept, sources),
        "grouped": {"stories": len(stories), "merged": articles - len(stories)},
        "dropped": {
            "stories": len(missed),
            "reasons": dict(Counter(map(_why, missed)).most_common()),
            "next": [_dropped(pick) for pick in missed[:NEXT_ONES]],
        },
        "selected": len(chosen),
    }


def _of_week(story: Story, week: str) -> Story:
    own = [article for article in story.articles if not week or article.week == week]
    return replace(story, lead=own[0], others=tuple(own[1:])) if own else story


def _why(pick: Pick) -> str:
    """What kept a story out, without the numbers of its own."""
    reason = pick.reasons[-1] if pick.reasons else ""
    return SCORE if "点" in reason and ("足りない" in reason or "同点" in reason) else reason


def _dropped(pick: Pick) -> Plain:
    lead = pick.story.lead
    return {
        "story": pick.story.key,
        "title": lead.title,
        "url": lead.url,
        "score": pick.score,
        "reason": pick.reasons[-1] if pick.reasons else "",
    }


def _sources(stories: Sequence[Story], kept: set[str], sources: Sequence[Source]) -> list[Plain]:
    """A row for every source that is enabled or brought something, and one for articles by hand."""
    articles = Counter(a.source_id for story in stories for a in story.articles)
    told = Counter(i for story in stories for i in {a.source_id for a in story.articles})
    used = Counter(
        i for s in stories if s.key in kept for i in {article.source_id for article in s.articles}
    )
    known: dict[int | None, Source] = {source.id: source for source in sources}
    asked = [source.id for source in sources if source.enabled or articles[source.id]]
    rows = [
        {
            "source_id": i,
            "articles": articles[i],
            "stories": told[i],
            "selected": used[i],
            **_state(known.get(i)),
        }
        for i in [*asked, *(i for i in articles if i not in known)]
    ]
    return sorted(rows, key=lambda row: -row["articles"])


def _state(source: Source | None) -> Plain:
    """How the last check of a source went; the API's own count against what was kept."""
    if source is None:
        return {"title": BY_HAND, "kind": "", "error": "", "api_total": None, "api_kept": None}
    return {
        "title": source.title or source.url,
        "kind": source.kind,
        "error": source.error,
        "api_total": source.api_total,
        "api_kept": source.api_kept,
    }


def report(
    surveyed: Mapping[str, Any],
    digest: Digest,
    asked: int,
    *,
    build: Spending,
    week: Spending,
) -> Plain:
    """The whole report. asked: answers for which a model was called, the others were stored;
    build: what this job spent, week: what all builds of the week did.
    """
    methods = Counter(item.summary.method for item in digest.items)
    return dict(surveyed) | {
        "summarised": dict(sorted(methods.items())),
        "asked": asked,
        "fallbacks": [
            {
                "story": item.story_key,
                "headline": item.summary.headline,
                "method": item.summary.method,
                "reason": item.summary.note,
            }
            for item in digest.items
            if item.summary.method != "model"
        ],
        "findings": findings(digest),
        "cost": {"build": spent(build), "week": spent(week)},
    }


def findings(digest: Digest) -> Plain:
    """Places to look at in the items as they stand."""
    found = [finding for item in digest.items for finding in item.findings]
    return {
        "total": len(found),
        "items": sum(bool(item.findings) for item in digest.items),
        "checks": dict(Counter(finding.check for finding in found).most_common()),
    }


def spent(total: Spending) -> Plain:
    """Calls, tokens and money: null where a price is unknown, or no server counted a token."""
    counted = total.uncounted == 0 or total.uncounted < total.calls - total.failed
    return {
        "calls": total.calls,
        "failed": total.failed,
        "input_tokens": total.input_tokens if counted else None,
        "cached_tokens": total.cached_tokens if counted else None,
        "output_tokens": total.output_tokens if counted else None,
        "cost_usd": None if total.unpriced else round(total.cost_usd, 6),
        "unpriced": total.unpriced,
        "uncounted": total.uncounted,
    }
