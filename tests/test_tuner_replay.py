"""Past weeks written by two versions, and highlights as a task."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from digest.errors import JobFailed, NotFound, UsageError
from digest.flow import Job
from digest.prompting import seeded
from digest.settings import Settings as House
from digest.summarize.strategies import FACTS, TRANSLATE
from llm.endpoint import Endpoint
from llm.outcome import Outcome
from prompt_tuner import digest_tasks, past_weeks, replaying, starting
from prompt_tuner.__main__ import main
from prompt_tuner.records import Settings
from storage import calls, digests, prompts, replays, runs
from storage.database import connect
from storage.records import PromptVersion, Replay, Run
from tests import factories as make
from tests.conftest import NOW
from tests.fakes_llm import fault, good
from tests.tuner_shell import given

HOUSE = House(base_url="http://127.0.0.1:9/v1", model="m")
WEEK = make.WEEK
LONG = "".join(make.SENTENCES) + "この論文は検証である。" * 30


def reply(headline: str) -> str:
    claim = {"text": f"{headline}と述べている。", "evidence": ["S1"]}
    fields = {name: [] for name in ("background", "study", "method", "limits")}
    return json.dumps({"headline": headline, "results": [claim], **fields}, ensure_ascii=False)


async def writer(_endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
    """Says which rules it was given."""
    system = body["messages"][0]["content"]
    return replace(
        good(reply("候補" if "候補の規則" in system else "使用中")), started_at=NOW.isoformat()
    )


@pytest.fixture
def week(db: Database) -> Database:
    return filled(db)


def filled(db: Database) -> Database:
    """A week whose digest has three papers and one article; a second version of digest-paper."""
    stored = [make.article(db, n, kind="paper", text=LONG + str(n)) for n in range(1, 4)]
    stored.append(make.article(db, 4, kind="article", text=LONG))
    items = tuple(make.item(db, place, one) for place, one in enumerate(stored))
    digests.save(db, make.issue(items=items))
    seeded(db, "digest-paper", now=NOW)
    prompts.add(db, PromptVersion(name="digest-paper", text="候補の規則\n"), now=NOW)
    return db


def begun(db: Database) -> Replay:
    version = prompts.numbered(db, "digest-paper", 2)
    return replaying.begin(db, HOUSE, version, WEEK, now=NOW)


def run(db: Database, one: Replay, send: Any = writer) -> dict[str, Any]:
    arguments = {"replay": one.id}
    runs.save(db, Run("j", "replay", json.dumps(arguments), created_at=NOW, updated_at=NOW))
    job = Job("j", HOUSE, arguments, db)
    return asyncio.run(replaying.replay(job, send))


def test_a_past_week_is_written_by_both_and_its_digest_stays(week: Database) -> None:
    before = digests.get(week, WEEK)
    one = begun(week)
    assert run(week, one) == {"replay": one.id, "pairs": 3}
    found = replays.pairs(week, one.id)
    assert [pair.position for pair in found] == [0, 1, 2]
    assert all("候補" in p.candidate_text and "使用中" in p.active_text for p in found)
    assert all("検査の結果" not in pair.active_text for pair in found)
    assert digests.get(week, WEEK) == before
    assert calls.spending(week).calls == 12, "a draft and its repair, as a build asks"
    run(week, one)
    assert calls.spending(week).calls == 12


def candidate(db: Database, settings: str, text: str = "候補の規則\n") -> Replay:
    version = prompts.add(
        db, PromptVersion(name="digest-paper", text=text, settings=settings), now=NOW
    )
    return replaying.begin(db, HOUSE, version, WEEK, now=NOW)


def asked_of(db: Database, words: str) -> list[str]:
    """All that was asked by a version with these words in its rules."""
    asked = [call.messages for call in calls.list_calls(db, limit=1000)]
    return [messages for messages in asked if words in messages]


def test_each_version_writes_in_its_own_way(week: Database) -> None:
    run(week, candidate(week, '{"strategy": "translate_first"}'))
    theirs = asked_of(week, "候補の規則")
    assert sum(TRANSLATE.splitlines()[0] in text for text in theirs) >= 3
    assert not [text for text in theirs if FACTS.splitlines()[0] in text]
    active = prompts.active(week, "digest-paper").text.splitlines()[0]
    assert not [m for m in asked_of(week, active) if TRANSLATE.splitlines()[0] in m]


def test_drafts_are_sampled_as_the_version_says(week: Database) -> None:
    one = candidate(week, '{"samples": 3}')
    run(week, one)
    theirs = asked_of(week, "候補の規則")
    assert len(theirs) == 3 * (3 + 1), "three drafts of each item, and a repair"


def test_a_long_paper_is_read_by_a_plan_or_cut(db: Database) -> None:
    text = "".join(f"# {n} 節\n\n" + f"第{n}節の文である。" * 700 + "\n\n" for n in range(1, 7))
    long = make.article(db, 1, kind="paper", text=text, text_origin="paper")
    digests.save(db, make.issue(items=(make.item(db, 0, long),)))
    seeded(db, "digest-paper", now=NOW)
    one = candidate(db, '{"strategy": "direct"}')
    run(db, one)
    asked = [m for m in asked_of(db, "下読みの規則に従い") if "候補の規則" not in m]
    assert len(asked) >= 2, "the active version names no strategy: a plan"
    assert not [m for m in asked_of(db, "候補の規則") if "下読みの規則に従い" in m]


def test_what_both_ask_alike_is_paid_once(week: Database) -> None:
    text = prompts.active(week, "digest-paper").text
    one = candidate(week, '{"strategy": "single"}', text)
    run(week, one)
    assert calls.spending(week).calls == 6
    assert all(p.candidate_text == p.active_text for p in replays.pairs(week, one.id))


def test_an_item_is_told_as_the_kind_that_its_digest_gave_it(db: Database) -> None:
    routed = make.article(db, 1, kind="article", text=LONG)
    summary = make.summary(db, routed, kind="release")
    digests.save(db, make.issue(items=(make.item(db, 0, routed, summary=summary),)))
    assert [p.key for p in past_weeks.parts(db, HOUSE, "digest-release", WEEK)] == [f"a{routed.id}"]
    assert past_weeks.parts(db, HOUSE, "digest-article", WEEK) == ()


def test_who_is_who_is_told_when_all_is_chosen_and_reasons_teach(week: Database) -> None:
    one = begun(week)
    run(week, one)
    told = replaying.document(week, one)
    assert (told["tally"], told["candidate"]) == (None, None)
    for pair in replays.pairs(week, one.id):
        a, _ = replaying.sides(pair)
        side = "A" if "候補" in a else "B"
        replaying.choose(week, one, pair.position + 1, side, "数字が具体的", now=NOW)
    told = replaying.document(week, one)
    assert told["tally"] == {"candidate": 3, "active": 0, "tie": 0, "p_value": 0.125}
    assert (told["active"], told["candidate"]) == (1, 2)
    task, _ = starting.task_named(week, HOUSE, "digest-paper", now=NOW)
    lessons = [e.expected for e in task.examples if e.expected]
    assert lessons == [{"lessons": ["見比べた人(新しい版の方が良い): 数字が具体的"]}] * 3
    run(week, one)  # again after a kill: choices stay
    assert replaying.document(week, one)["tally"] == told["tally"]


def test_chance_decides_which_stands_left(week: Database) -> None:
    first = set()
    for _ in range(6):
        one = begun(week)
        run(week, one)
        first |= {pair.candidate_first for pair in replays.pairs(week, one.id)}
    assert first == {True, False}


def test_what_one_version_could_not_write_is_told_and_left_out(week: Database) -> None:
    async def half(endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        if "候補の規則" in body["messages"][0]["content"]:
            return replace(fault("refusal"), started_at=NOW.isoformat())
        return await writer(endpoint, body)

    one = begun(week)
    run(week, one, half)
    found = replays.pairs(week, one.id)
    assert all(pair.note and not pair.candidate_text and pair.active_text for pair in found)
    assert replaying.tally(found) is None


def test_a_refused_key_fails_the_job_and_burns_little(week: Database) -> None:
    async def refused(_endpoint: Endpoint, _body: dict[str, Any]) -> Outcome:
        return replace(fault("auth"), started_at=NOW.isoformat())

    with pytest.raises(JobFailed, match="key"):
        run(week, begun(week), refused)


def test_a_refused_key_fails_the_job_also_where_the_other_version_failed_otherwise(
    week: Database,
) -> None:
    async def refused(_endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        kind = "auth" if "候補の規則" in body["messages"][0]["content"] else "refusal"
        return replace(fault(kind), started_at=NOW.isoformat())

    with pytest.raises(JobFailed, match="key"):
        run(week, begun(week), refused)


def test_what_cannot_be_compared_is_refused(week: Database) -> None:
    active = prompts.active(week, "digest-paper")
    with pytest.raises(UsageError, match="is the active version"):
        replaying.begin(week, HOUSE, active, WEEK, now=NOW)
    version = prompts.numbered(week, "digest-paper", 2)
    with pytest.raises(NotFound, match="2020-W01"):
        replaying.begin(week, HOUSE, version, "2020-W01", now=NOW)
    other = prompts.add(week, PromptVersion(name="mine", text="x"), now=NOW)
    with pytest.raises(UsageError, match="no part of a digest"):
        replaying.begin(week, HOUSE, other, WEEK, now=NOW)
    one = begun(week)
    run(week, one)
    with pytest.raises(UsageError, match="no choice"):
        replaying.choose(week, one, 1, "C", now=NOW)
    with pytest.raises(NotFound, match="9 of"):
        replaying.choose(week, one, 9, "A", now=NOW)


def test_the_command_line_chooses_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = filled(connect(home / "digest.db"))
    one = begun(db)
    run(db, one)
    db.close()
    told = given(capsys, home, "replay", one.id)
    assert [pair["item"] for pair in told["pairs"]] == [1, 2, 3]
    for item in ("1", "2", "3"):
        told = given(capsys, home, "choose", one.id, item, "tie", "--comment", "同じ")
    assert told["tally"] == {"candidate": 0, "active": 0, "tie": 3, "p_value": None}
    assert main(["--home", str(home), "replay", "digest-paper@2"]) == 2
    assert "--week" in capsys.readouterr().err


# --- highlights ------------------------------------------------------------------------


def test_built_weeks_are_the_examples_of_highlights(db: Database) -> None:
    with pytest.raises(NotFound, match="built weeks"):
        digest_tasks.build(db, digest_tasks.HIGHLIGHTS, now=NOW)
    filled(db)
    task, version = starting.task_named(db, HOUSE, digest_tasks.HIGHLIGHTS, now=NOW)
    (example,) = task.examples
    assert (example.id, example.cluster, version.name) == (WEEK, WEEK, "digest-highlights")
    asking = digest_tasks.asking(db, task.name, "ja")
    question = asking.question("候補の規則", example)
    assert question.prompt.messages[0][1].startswith("候補の規則")
    claim = {"text": "推論が速くなった。", "evidence": ["S2"]}
    told = asking.output("x", example, json.dumps({"highlights": [claim]}))
    assert "・推論が速くなった。" in told
    assert "[coverage] 1/1" in told
    assert asking.output("x", example, "prose") == ""


def test_many_weeks_are_clusters_and_few_are_not(db: Database) -> None:
    for n in range(1, 13):
        at = NOW - timedelta(days=7 * n)
        make.article(db, n, kind="paper", text=f"{LONG}{n}", published_at=at, week=f"2026-W{n:02}")
    task, _ = digest_tasks.build(db, "digest-paper", now=NOW)
    assert {example.cluster for example in task.examples} == {""}
    for n in range(13, 41):
        week = f"2026-W{n // 2 + 7:02}"
        make.article(db, n, kind="paper", text=f"{LONG}{n}", published_at=NOW, week=week)
    task, _ = digest_tasks.build(db, "digest-paper", now=NOW)
    clusters = {example.cluster for example in task.examples}
    assert len(clusters) >= digest_tasks.MANY_WEEKS
    assert len(task.examples) <= digest_tasks.MOST_STORIES
    assert Settings().max_calls
