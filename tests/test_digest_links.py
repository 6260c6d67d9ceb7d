"""Links of an issue: dead, moved and unsure ones are told, the rest is quiet."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from digest import reporting
from digest.check import CHECKS
from digest.export import ExportOptions, export
from digest.fetch import HttpFetch
from digest.flow import Job
from digest.link_findings import carried, counts, with_looked
from digest.links import addresses, in_doubt, look, newest, run, told
from digest.publishing import load_issue
from digest.settings import Settings
from digest.showing import complete
from storage import builds, digests
from storage.database import connect
from storage.records import Finding, Item, Link, Summary
from tests import factories as make
from tests.conftest import NOW
from tests.serving import Answering, serving
from tests.zenn_check import check


class Pages(Answering):
    """/200, /404, /403 answer so; /moved goes to /200 for good, /for-now for now; /large is."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        moved = {"moved": 301, "for-now": 302}.get(name)
        body = b"x" * (200_000 if name == "large" else 10)
        self.send_response(moved or (int(name) if name.isdigit() else 200))
        if moved:
            self.send_header("Location", "/200")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def base() -> Iterator[str]:
    with serving(Pages) as port:
        yield f"http://127.0.0.1:{port}"


STATES = {
    "200": "ok", "large": "ok", "for-now": "ok", "moved": "moved", "404": "dead", "410": "dead",
    "403": "unsure", "500": "unsure",
}  # fmt: skip


@pytest.mark.parametrize(("path", "state"), STATES.items())
def test_states(base: str, path: str, state: str) -> None:
    fetch = HttpFetch("test", allow_private_hosts=["127.0.0.1"])
    assert look(fetch, f"{base}/{path}")["state"] == state


def test_addresses_that_cannot_be_asked() -> None:
    fetch = HttpFetch("test")
    assert look(fetch, "http://127.0.0.1:9/")["state"] == "unsure"  # the guard refuses it
    free = HttpFetch("test", allow_private_hosts=["127.0.0.1"])
    assert look(free, "http://127.0.0.1:9/")["state"] == "dead"


def test_without_a_network_no_link_is_called_dead() -> None:
    gone = {"url": "https://a.example", "state": "dead", "status": None, "final": "", "reason": "x"}
    there = gone | {"url": "https://b.example", "state": "ok", "status": 200}
    assert [one["state"] for one in in_doubt([gone, gone])] == ["unsure", "unsure"]
    assert in_doubt([gone, there]) == [gone, there]
    assert in_doubt([]) == []


class AtOnce:
    """A Fan that runs steps right here."""

    async def step(self, _name: str, function, *values):
        return function(*values)


def stored(db: Database, base: str) -> None:
    made = make.digest(db, 2)
    links = (Link(f"{base}/200", "a"), Link(f"{base}/404", "b", "secondary"))
    again = (Link(f"{base}/moved", "c", "related"), Link("javascript:x", "d", "related"))
    first, second = made.items
    items = (replace(first, references=links), replace(second, references=links, related=again))
    digests.save(db, replace(made, items=items))


def test_the_job_looks_at_each_address_once(tmp_path: Path, base: str) -> None:
    db = connect(tmp_path / "digest.db")
    stored(db, base)
    make.run(db, "links-1", kind="links")
    settings = Settings(home=tmp_path, allow_private_hosts=frozenset({"127.0.0.1"}))
    job = Job("links-1", settings, {}, db)
    result = asyncio.run(run(job, AtOnce(), make.WEEK))
    assert (result["ok"], result["moved"], result["dead"], result["unsure"]) == (1, 1, 1, 0)
    issue = load_issue(db, make.WEEK)
    assert addresses(issue) == tuple(one["url"] for one in result["links"])
    assert newest(db, make.WEEK) is None
    job.report(state="done", result=json.dumps(result))
    assert newest(db, make.WEEK) == result
    assert told(newest(db, make.WEEK), issue) == [
        f"リンク切れ: {base}/404 (HTTP 404)",
        f"転送されている: {base}/moved → {base}/200",
    ]
    assert told(None, issue) == []


def looked_at(db: Database, tmp_path: Path, job_id: str = "links-1") -> dict[str, Any]:
    make.run(db, job_id, kind="links")
    settings = Settings(home=tmp_path, allow_private_hosts=frozenset({"127.0.0.1"}))
    return asyncio.run(run(Job(job_id, settings, {}, db), AtOnce(), make.WEEK))


def make_report(db: Database) -> None:
    """A build whose report was written before anybody looked at the links."""
    builds.begin(db, "one", make.WEEK, now=NOW)
    bare = replace(digests.get(db, make.WEEK), items=(), built_at=NOW)
    reporting.tell(db, "one", {}, 0, bare, now=NOW)


def of_links(item: Item) -> list[tuple[str, str, str]]:
    return [(f.verdict, f.reason, f.expected) for f in item.findings if f.check == "links"]


def test_what_is_found_stands_with_the_items(tmp_path: Path, base: str) -> None:
    db = connect(tmp_path / "digest.db")
    stored(db, base)
    built = digests.get(db, make.WEEK)
    looked_at(db, tmp_path)
    first, second = digests.get(db, make.WEEK).items
    dead = ("NG", "リンク切れ(HTTP 404)", "")
    assert of_links(first) == [dead]
    assert of_links(second) == [dead, ("要確認", "転送されている", f"{base}/200")]
    found = [f.found for f in second.findings if f.check == "links"]
    assert found == [f"{base}/404", f"{base}/moved"]
    assert CHECKS.keys() >= {f.check for f in second.findings}
    whole = digests.get(db, make.WEEK)
    assert whole.built_at == built.built_at
    total = sum(len(item.findings) for item in whole.items)
    assert f"確認が必要な箇所が{total}件あります" in whole.notes
    make_report(db)
    told = reporting.latest(db, make.WEEK)
    assert told is not None
    assert told["findings"]["total"] == total
    looked_at(db, tmp_path, "links-2")
    assert digests.get(db, make.WEEK) == whole, "a second look tells the same once"
    plain = complete(db, make.WEEK)["items"][1]["findings"]
    assert [f["found"] for f in plain if f["check"] == "links"] == found


def test_a_page_that_came_back_is_no_finding_any_more(tmp_path: Path, base: str) -> None:
    db = connect(tmp_path / "digest.db")
    stored(db, base)
    own = Finding("links", "NG", "x", "http://made.example", reason="原文に無いURL")
    first, *rest = digests.get(db, make.WEEK).items
    gone = Finding("links", "NG", f"{base}/200", f"{base}/200", reason="リンク切れ(HTTP 500)")
    items = (replace(first, findings=(own, gone)), *rest)
    digests.save(db, replace(digests.get(db, make.WEEK), items=items))
    looked_at(db, tmp_path)
    found = digests.get(db, make.WEEK).items[0].findings
    assert own in found, "what the summary says is another matter"
    assert gone not in found


def test_a_look_without_a_network_leaves_what_is_known() -> None:
    url, other = "https://a.example", "https://b.example"
    links = (Link(url, "a"), Link(other, "b"))
    dead = {"url": url, "state": "dead", "status": 404, "final": ""}
    moved = {"url": other, "state": "moved", "status": 200, "final": "https://c.example"}
    known = with_looked(Item("a1", 0, Summary(), references=links), [dead, moved])
    away = in_doubt(
        [one | {"state": "dead", "status": None, "reason": "-"} for one in (dead, moved)]
    )
    assert with_looked(known, away) == known
    assert with_looked(known, [dead]) == known, "nor where it was not asked"
    assert counts([with_looked(known, [dead | {"state": "ok", "status": 200}])]) == (0, 1)


def test_another_build_keeps_what_was_found_in_addresses_that_stayed() -> None:
    one = {"url": "https://a.example", "state": "dead", "status": 410, "final": ""}
    links = (Link("https://a.example", "a"), Link("https://b.example", "b"))
    old = with_looked(Item("a1", 0, Summary(), references=links), [one])
    assert counts([old, replace(old, story_key="a2")]) == (1, 0)
    assert carried(Item("a1", 0, Summary(), references=links), old) == old
    assert carried(Item("a1", 0, Summary(), references=links[1:]), old).findings == ()
    assert carried(Item("a1", 0, Summary()), None).findings == ()


def test_a_page_that_refuses_programs_is_told_but_finds_no_fault() -> None:
    one = {"url": "https://a.example", "state": "unsure", "status": 403, "final": ""}
    item = Item("a1", 0, Summary(), references=(Link("https://a.example", "a"),))
    assert with_looked(item, [one]).findings == ()


@pytest.mark.parametrize("name", ["zenn", "markdown"])
def test_exports_say_what_was_found(name: str, tmp_path: Path, base: str) -> None:
    db = connect(tmp_path / "digest.db")
    stored(db, base)
    looked_at(db, tmp_path)
    (file,) = export(load_issue(db, make.WEEK), name, ExportOptions("salt"))
    assert "開けないリンクが1件、移転したリンクが1件" in file.text
    assert "リンク切れ(HTTP 404)" in file.text
    assert "移転先は「" in file.text
    if name == "zenn":
        assert check(tmp_path, {file.path: file.text})[file.path].errors == []
