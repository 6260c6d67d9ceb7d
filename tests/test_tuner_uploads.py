"""A task that came through a browser."""

from __future__ import annotations

import json

import pytest
from sqlite_utils import Database

from digest.errors import UsageError
from digest.settings import Settings as House
from prompt_tuner import starting, tasks
from prompt_tuner.in_japanese import said
from prompt_tuner.records import Settings
from prompt_tuner.uploads import pasted, read_files, sample
from storage import sessions
from tests.conftest import NOW

HEAD, LINES = (text.encode() for text in sample())
HOUSE = House(base_url="http://127.0.0.1:9/v1", model="usual")


def test_the_sample_is_a_task() -> None:
    task = read_files(pasted(*sample()))
    assert (task.name, len(task.examples), task.guards) == ("support-triage", 4, ("length",))


@pytest.mark.parametrize(
    "names",
    [
        ("task.yaml", "examples.jsonl"),
        ("mine/task.yaml", "mine/examples.jsonl"),
        ("my-task.yml", "examples.jsonl"),
        ("mine\\task.yaml", "mine\\examples.jsonl"),
    ],
)
def test_a_folder_or_its_files_are_the_same(names: tuple[str, str]) -> None:
    assert read_files(dict(zip(names, (HEAD, LINES), strict=True))).name == "support-triage"


def test_pasted_examples_get_the_name_that_the_task_gives_them() -> None:
    head = HEAD.decode().replace("examples.jsonl", "mine.jsonl")
    assert len(read_files(pasted(head, LINES.decode())).examples) == 4


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "タスクがありません"),
        ({"../task.yaml": HEAD}, "ファイル名に使えません"),
        ({"/etc/task.yaml": HEAD}, "ファイル名に使えません"),
        ({"task.yaml": HEAD}, "examples.jsonl を読めません"),
        ({"task.yaml": b"\xff\xfe", "examples.jsonl": LINES}, "UTF-8"),
        ({"task.yaml": b"a: [", "examples.jsonl": LINES}, "YAML として読めません"),
        ({"task.yaml": HEAD, "examples.jsonl": b""}, "例が0件です"),
        ({"task.yaml": HEAD, "examples.jsonl": LINES.splitlines()[0]}, "例が1件です"),
        ({"task.yaml": HEAD, "examples.jsonl": LINES * 2}, "5行目: id 'a1' は1行目にもあります"),
        ({"task.yaml": HEAD, "examples.jsonl": b'{"input": "x"}'}, "1行目に id がありません"),
        ({"task.yaml": HEAD, "examples.jsonl": b"x" * 50_000_000}, "50 MB"),
        ({"task.yaml": HEAD, "examples.jsonl": b"x" * 21_000_000}, "21 MB"),
        ({f"{n}.md": b"" for n in range(60)}, "多すぎます"),
        ({"task.yaml": HEAD.replace(b"mentions", b"magic"), "examples.jsonl": LINES}, "'magic'"),
        ({"task.yaml": HEAD, "x": b"", "x/y": b""}, "ファイル名に使えません"),
        ({"task.yaml": HEAD, "x" * 300: b""}, "ファイル名に使えません"),
        ({"task.yaml": HEAD, "\ud800": b""}, "ファイル名に使えません"),
    ],
)
def test_what_cannot_be_a_task_is_refused_in_japanese(files: dict[str, bytes], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_files(files)
    told = said(str(caught.value))
    assert words in told
    assert "/tmp" not in told


def test_models_of_a_session_come_before_those_of_the_task(db: Database) -> None:
    head = HEAD + b"models: {judge: own}\n"
    tasks.add(db, read_files({"task.yaml": head, "examples.jsonl": LINES}), "screen", now=NOW)
    task, _ = starting.task_named(db, HOUSE, "support-triage", now=NOW)
    assert dict(task.models) == {"task": "usual", "reflect": "usual", "judge": "own"}
    chosen = starting.check_models(["judge=strong", "reflect=clever:7b"])
    made = starting.begin(db, HOUSE, "support-triage", Settings(), chosen, now=NOW)
    frozen = json.loads(sessions.get(db, made.id).frozen)["task"]["models"]
    assert frozen == {"task": "usual", "reflect": "clever:7b", "judge": "strong"}


@pytest.mark.parametrize("wrong", ["judge", "judge=", "nobody=x", "=x"])
def test_a_model_without_a_role_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError, match="names no model"):
        starting.check_models([wrong])
