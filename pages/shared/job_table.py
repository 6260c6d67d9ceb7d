"""Ended jobs as an HTML table: when, what, how it ended, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pages.shared import job_words, phrases, words
from pages.shared.markup import EMPTY, Html, badge, join, tag, text
from storage.records import Run

_TONES = {"done": "good", "failed": "bad"}


def history(runs: Sequence[Run]) -> Html:
    """Newest first, as they come."""
    heads = tag("tr", *(tag("th", text(name)) for name in ("開始", "ジョブ", "状態", "結果")))
    return tag("table", heads, *(_row(run) for run in runs), cls="plain")


def _row(run: Run) -> Html:
    name = text(words.JOBS.get(run.kind, run.kind))
    about = job_words.about(run)
    state = badge(words.STATES.get(run.state, run.state), _TONES.get(run.state, "plain"))
    took = words.lasted(run.created_at, run.updated_at)
    return tag(
        "tr",
        tag("td", text(words.minute(run.created_at))),
        tag("td", name, tag("div", text(about), cls="faint") if about else EMPTY),
        tag("td", state, tag("div", text(took), cls="faint") if took else EMPTY),
        tag("td", _outcome(run)),
    )


def _outcome(run: Run) -> Html:
    if run.state != "failed":
        return text(job_words.result(run))
    trouble = words.TROUBLES.get(job_words.error_code(run), words.TROUBLES["workbench"])
    return join(
        [
            tag("div", text(trouble.what)),
            tag("div", text(trouble.todo)),
            tag("details", tag("summary", text("詳細")), phrases.shown(run.error)),
        ]
    )
