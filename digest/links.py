"""Whether the addresses of an issue still answer, looked at before it is published."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from digest import link_findings
from digest.canonical import url_key
from digest.compose import exchanged
from digest.errors import BadStatus, FetchError, TooLarge, Unreachable
from digest.issue import Issue
from digest.link_findings import DEAD, MOVED, OK, STATES, UNSURE
from digest.publishing import load_issue
from digest.sample import SAMPLE_HOST
from storage import digests, runs

if TYPE_CHECKING:
    from digest.fetch import Fetch
    from digest.flow import Fan, Job

Plain = dict[str, Any]
GONE = (404, 410)
MOST_BYTES = 65_536  # more is not needed to know that a page answers
THREADS = 8  # hosts keep their own pace (digest/pace.py)


def addresses(issue: Issue) -> tuple[str, ...]:
    """The addresses under 参考 and 関連 of an issue's items, each once, in order.

    The sample week's are left out: they are nowhere but in this program.
    """
    found = (url for one in issue.items for url in link_findings.addresses(one.item))
    own = (f"http://{SAMPLE_HOST}/", f"https://{SAMPLE_HOST}/")
    asked = (u for u in found if u.startswith(("http://", "https://")) and not u.startswith(own))
    return tuple(dict.fromkeys(asked))


def look(fetch: Fetch, url: str) -> Plain:
    """Ask for one address: {url, state, status, final, reason}; never raises FetchError."""
    found: dict[str, Any] = {"url": url, "state": OK, "status": None, "final": "", "reason": ""}
    try:
        answer = fetch(url, max_bytes=MOST_BYTES)
    except TooLarge:
        return found | {"status": 200}
    except BadStatus as error:
        state = DEAD if error.status in GONE else UNSURE
        return found | {"state": state, "status": error.status, "reason": error.message}
    except Unreachable as error:
        return found | {"state": DEAD, "reason": error.message}
    except FetchError as error:
        return found | {"state": UNSURE, "reason": error.message}
    moved = answer.permanent_url and url_key(answer.permanent_url) != url_key(url)
    final = answer.permanent_url if moved else ""
    return found | {"state": MOVED if moved else OK, "status": answer.status, "final": final}


def look_at_all(urls: Sequence[str], chosen: Plain) -> list[Plain]:
    """look() for each, side by side, in_doubt() over all; results in order."""
    from digest.fetching import fetcher  # slow to load, and a screen needs only the words

    fetch = fetcher(chosen)
    with ThreadPoolExecutor(THREADS) as pool:
        return in_doubt(list(pool.map(lambda url: look(fetch, url), urls)))


def in_doubt(looked: Sequence[Plain]) -> list[Plain]:
    """Where no address at all gave an answer it is the network that is away, not the pages."""
    if any(one["status"] is not None for one in looked):
        return list(looked)
    return [one | {"state": UNSURE} for one in looked]


async def run(job: Job, fan: Fan, week: str) -> Plain:
    """The job: every address of a week's issue, what is found stored with its items.

    Raises NotFound for a week without one.
    """
    from digest.fetching import options

    urls = addresses(load_issue(job.db, week))
    job.report(stage="リンクの確認", done=0, total=len(urls))
    looked = await fan.step("links", look_at_all, list(urls), options(job.settings))
    await _keep(job, week, looked)
    job.report(done=len(urls))
    states = [one["state"] for one in looked]
    counts = {state: states.count(state) for state in (OK, MOVED, DEAD, UNSURE)}
    return {"week": week, "links": looked, **counts}


async def _keep(job: Job, week: str, looked: Sequence[Plain]) -> None:
    from digest.writing import one_at_a_time

    async with one_at_a_time(job, week):  # no build may come between reading and saving
        digest = digests.get(job.db, week)
        fresh = [link_findings.with_looked(item, looked) for item in digest.items]
        digests.save(job.db, exchanged(digest, *fresh))


def newest(db: Database, week: str) -> Mapping[str, Any] | None:
    """What the last finished look at a week's links gave; None where there was none."""
    for made in runs.list_runs(db, kind="links", state="done", limit=50):
        result = json.loads(made.result or "{}")
        if result.get("week") == week:
            return dict(result)
    return None


def told(looked: Mapping[str, Any] | None, issue: Issue) -> list[str]:
    """What a writer should know of an issue's links, in Japanese, one line each."""
    now = set(addresses(issue))
    lines = []
    for one in (looked or {}).get("links", ()):
        if one["state"] in STATES and one["url"] in now:
            why = f"HTTP {one['status']}" if one["status"] else one["reason"]
            end = f" → {one['final']}" if one["final"] else f" ({why})"
            lines.append(f"{STATES[one['state']]}: {one['url']}{end}")
    return lines
