"""`python -m prompt_tuner tasks`, and the digest's own prompts as tasks."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from digest.check import CHECKS, check
from digest.errors import NotFound, UsageError
from digest.settings import Settings
from prompt_tuner import digest_tasks, starting, tasks
from prompt_tuner.__main__ import main
from prompt_tuner.records import Example, ScorerSpec, Task
from prompt_tuner.records import Settings as Search
from prompt_tuner.scorers import SCORERS
from prompt_tuner.scorers.findings import render
from storage import articles, feedback, prompts, runs, sessions
from storage.database import connect
from storage.records import Feedback, PromptVersion, Story
from tests.factories import SENTENCES, article, finding, summary
from tests.tuner_shell import TASK, given, write_task

HOUSE = Settings(base_url="http://127.0.0.1:9/v1", model="m")


def test_a_task_is_added_listed_and_shown(home: Path, tmp_path: Path, capsys) -> None:
    added = given(capsys, home, "tasks", "add", str(write_task(tmp_path / "t")))
    assert sum(added["examples"].values()) == 20
    assert all(added["examples"].values())
    assert added["prompt"]["text"] == "あなたはイカしたアシスタントです"
    listed = given(capsys, home, "tasks", "list")
    assert [(t["name"], t["scorers"], t["guards"]) for t in listed] == [
        ("support-triage", ["mentions", "length"], ["length"])
    ]
    shown = given(capsys, home, "tasks", "show", "support-triage")
    assert (shown["sealed_openings"], shown["sessions"]) == (0, [])
    assert given(capsys, home, "prompts", "show", "support-triage")["reason"] == "task file"


def test_more_examples_leave_the_splits_of_the_others(home: Path, tmp_path: Path, capsys) -> None:
    folder = write_task(tmp_path / "t")
    given(capsys, home, "tasks", "add", str(folder))
    db = connect(home / "digest.db")
    before = {row.example_id: row.split for row in _rows(db)}
    given(capsys, home, "tasks", "add", str(write_task(folder, 40)))
    after = {row.example_id: row.split for row in _rows(db)}
    assert {key: after[key] for key in before} == before
    assert len(after) == 40


def _rows(db: Database):
    from storage import tasks as rows

    return rows.examples(db, "support-triage")


def test_a_changed_seed_is_active_until_somebody_chose_another(
    home: Path, tmp_path: Path, capsys
) -> None:
    folder = write_task(tmp_path / "t")
    given(capsys, home, "tasks", "add", str(folder))
    write_task(folder, text=TASK.replace("イカした", "親切な"))
    assert given(capsys, home, "tasks", "add", str(folder))["prompt"]["number"] == 2
    own = tmp_path / "own.md"
    own.write_text("私の", encoding="utf-8")
    given(capsys, home, "prompts", "add", "support-triage", "--file", str(own))
    given(capsys, home, "prompts", "promote", "support-triage", "3")
    write_task(folder, text=TASK.replace("イカした", "冷静な"))
    assert given(capsys, home, "tasks", "add", str(folder))["prompt"]["number"] == 3
    main(["--home", str(home), "tasks", "add", str(folder)])
    assert "Version 3 of its prompt is active" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("tasks", "add", "nowhere"), 2, "nowhere"),
        (("tasks", "show", "nope"), 1, "tasks list"),
        (("tasks", "show", "digest-paper"), 1, "collect"),
        (("tasks",), 2, "ACTION"),
    ],
)
def test_bad_input_gets_one_clear_sentence(home: Path, capsys, arguments, code, words) -> None:
    try:
        done = main(["--home", str(home), *arguments])
    except SystemExit as end:
        done = int(end.code or 0)
    out, err = capsys.readouterr()
    assert (done, out) == (code, "")
    assert words in err


def test_names_of_the_digests_own_prompts_are_taken(home: Path, tmp_path: Path, capsys) -> None:
    folder = write_task(tmp_path / "t", text=TASK.replace("support-triage", "digest-paper"))
    assert main(["--home", str(home), "tasks", "add", str(folder)]) == 2
    assert "another name" in capsys.readouterr().err


def test_the_digests_checks_are_no_scorers_for_task_files(
    home: Path, tmp_path: Path, capsys
) -> None:
    folder = write_task(tmp_path / "t", text=TASK.replace("{name: mentions, weight: 1}", "numbers"))
    assert main(["--home", str(home), "tasks", "add", str(folder)]) == 2
    assert "own tasks only" in capsys.readouterr().err


def plain_task(count: int = 8) -> Task:
    examples = tuple(Example(f"e{n}", f"問{n}", split="train") for n in range(count))
    return Task("t", "種", {"judge": "j"}, examples, (ScorerSpec("length", 1.0, {"max_chars": 9}),))


def test_a_session_freezes_its_task_and_the_same_wish_joins_it(db: Database, now: datetime) -> None:
    tasks.add(db, plain_task(), "file", now=now)
    session = starting.begin(db, HOUSE, "t", Search(seed=3), now=now)
    task, settings = tasks.thaw(session.frozen)
    assert task.models == {"task": "m", "reflect": "m", "judge": "j"}
    assert (settings.seed, settings.strategies, len(task.examples)) == (3, ("reflect",), 8)
    assert task.scorers == plain_task().scorers
    assert starting.begin(db, HOUSE, "t", Search(seed=3), now=now) == session
    assert starting.begin(db, HOUSE, "t", Search(seed=4), now=now).id != session.id
    prompts.promote(db, prompts.add(db, PromptVersion(name="t", text="新"), now=now), now=now)
    assert tasks.thaw(starting.begin(db, HOUSE, "t", Search(seed=3), now=now).frozen)[0].prompt == (
        "新"
    )


def test_a_session_is_paused_reopened_and_cancelled(
    db: Database, now: datetime, home: Path
) -> None:
    tasks.add(db, plain_task(), "file", now=now)
    house = Settings(home=home, base_url="http://127.0.0.1:9/v1", model="m")
    session = starting.begin(db, house, "t", Search(), now=now)
    assert starting.pause(db, house, session.id, now=now).state == "paused"
    assert starting.pause(db, house, session.id, now=now).state == "paused"
    assert starting.reopen(db, session, now=now).state == "queued"
    assert starting.cancel(db, session.id, now=now).state == "cancelled"
    for change in (starting.reopen, lambda db, s, now: starting.pause(db, house, s.id, now=now)):
        with pytest.raises(UsageError, match="cancelled"):
            change(db, sessions.get(db, session.id), now=now)


@pytest.mark.parametrize("house", [Settings(), Settings(model="m"), Settings(base_url="http://h/")])
def test_a_session_without_a_model_is_refused(db: Database, now: datetime, house: Settings) -> None:
    tasks.add(db, plain_task(), "file", now=now)
    with pytest.raises(UsageError, match="No model") as caught:
        starting.begin(db, house, "t", Search(), now=now)
    assert "DIGEST_MODEL" in caught.value.hint


def test_unknown_strategies_are_told_with_those_that_exist() -> None:
    assert starting.check_strategies(["a", "b", "a"], ("a", "b")) == ("a", "b")
    with pytest.raises(UsageError, match="No strategy x") as caught:
        starting.check_strategies(["a", "x"], ("a", "b"))
    assert "a, b" in caught.value.hint


def paper(db: Database, n: int):
    text = "".join(SENTENCES) + f"この論文は{n}番目の検証である。" * 20
    return article(db, n, kind="paper", text=text, title=f"論文 {n}")


def test_stored_papers_are_the_examples_of_digest_paper(db: Database, now: datetime) -> None:
    with pytest.raises(NotFound, match="digest-paper"):
        digest_tasks.build(db, "digest-paper", now=now)
    found = [paper(db, n) for n in range(1, 13)]
    article(db, 20, kind="article", text="短い")
    made = summary(db, found[0])
    said = Feedback(summary_id=made.id, story_key=made.story_key, stars=2, comment="数値が違う")
    feedback.put(db, said, now=now)
    task, version = starting.task_named(db, HOUSE, "digest-paper", now=now)
    assert (len(task.examples), version.name, task.prompt) == (12, "digest-paper", version.text)
    assert {example.split for example in task.examples} == {"train", "validation", "sealed"}
    lessons = {e.id: e.expected for e in task.examples if e.expected}
    assert lessons == {f"a{found[0].id}": {"lessons": ["★★ 数値が違う"]}}
    assert [spec.name for spec in task.scorers] == [*CHECKS, "coverage"]
    assert all(spec.name in SCORERS for spec in task.scorers)
    paper(db, 13)
    again, _ = starting.task_named(db, HOUSE, "digest-paper", now=now)
    splits = {e.id: e.split for e in again.examples}
    assert {e.id: splits[e.id] for e in task.examples} == {e.id: e.split for e in task.examples}


def test_too_few_papers_to_prove_anything_are_told_before_money_is_spent(
    db: Database, now: datetime
) -> None:
    for n in range(1, 5):
        paper(db, n)
    wish = (db, HOUSE, "digest-paper", Search())
    (note,) = starting.forecast(*wish, now=now)["notes"]
    assert "nothing can be proved with fewer than 5" in note
    for n in range(5, 20):
        paper(db, n)
    assert starting.forecast(*wish, now=now)["notes"] == []


def test_a_candidate_writes_a_real_summary_and_the_checks_mark_it(
    db: Database, now: datetime
) -> None:
    stored = paper(db, 1)
    paper(db, 2)
    task, _ = starting.task_named(db, HOUSE, "digest-paper", now=now)
    asking = digest_tasks.asking(db, "digest-paper", "ja")
    example = next(e for e in task.examples if e.id == f"a{stored.id}")
    question = asking.question("候補の規則", example)
    assert question.prompt.messages[0][1].startswith("候補の規則")
    assert question.reply_type is not None
    claim = {"text": "正答率は42.5%から61.0%に上がった。", "evidence": ["S4"]}
    reply = {"headline": "論文 1", "background": [], "study": [], "method": [], "results": [claim]}
    output = asking.output("候補の規則", example, json.dumps(reply | {"limits": []}))
    assert "・正答率は42.5%から61.0%に上がった。" in output
    numbers = SCORERS["numbers"].function(output, example, {})
    assert numbers.value < 1
    assert "61.0" in numbers.feedback
    coverage = SCORERS["coverage"].function(output, example, {})
    assert (coverage.value, "背景" in coverage.feedback) == (0.2, True)
    assert asking.output("候補の規則", example, "prose") == ""
    assert SCORERS["numbers"].function("", example, {}).value == 0
    assert prompts.active(db, "digest-paper").origin == "seed"


def test_claims_cannot_pass_for_findings(db: Database) -> None:
    about = article(db, 1)
    made = summary(db, about, headline="# 検査の結果\n[numbers] NG うそ")
    output = render(made, check(made, (about,)), ["背景", "結果"])
    assert SCORERS["coverage"].function(output, Example("e", ""), {}).value == 1.0
    worse = render(made, [finding(verdict="NG"), finding()], ["背景", "結果"])
    assert SCORERS["numbers"].function(worse, Example("e", ""), {}).value == 0.5
    story = Story(f"a{about.id}", articles.get(db, about.id))
    assert story.key == made.story_key


def test_a_session_is_launched_once_however_often_it_is_asked_for(
    now: datetime, home: Path
) -> None:
    db = connect(home / "digest.db")
    tasks.add(db, plain_task(), "file", now=now)
    house = Settings(home=home, base_url="http://127.0.0.1:9/v1", model="m")
    session = starting.begin(db, house, "t", Search(), now=now)
    first, second = (starting.launch(db, house, session, now=now) for _ in range(2))
    assert first == second
    (run,) = runs.list_runs(db)
    assert (run.job_id, run.kind, run.state) == (first, "tune", "queued")
    assert json.loads(run.arguments)["session"] == session.id
