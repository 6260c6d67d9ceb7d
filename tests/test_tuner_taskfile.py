"""Task files: what works, and every way in which one can be wrong, in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digest.errors import UsageError
from prompt_tuner.taskfile import load

TASK = """
name: support-triage
prompt: あなたはイカしたアシスタントです
models: {task: gpt-x, reflect: gpt-y}
examples: examples.jsonl
scorers:
  - {name: mentions, weight: 2}
  - {name: length, max_chars: 400}
guards: [length]
"""


def lines(count: int, **fields: Any) -> str:
    return "\n".join(
        json.dumps(
            {"id": f"e{n}", "input": f"問い合わせ{n}", "expected": {"mentions": ["返金"]}} | fields,
            ensure_ascii=False,
        )
        for n in range(count)
    )


def written(folder: Path, task: str = TASK, examples: str | bytes | None = None) -> Path:
    (folder / "task.yaml").write_text(task, encoding="utf-8")
    found = lines(20) if examples is None else examples
    data = found if isinstance(found, bytes) else found.encode("utf-8")
    (folder / "examples.jsonl").write_bytes(data)
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(UsageError) as error:
        load(folder)
    assert error.value.hint
    assert len(str(error.value)) < 500
    return str(error.value)


def test_a_folder_and_its_file_are_the_same_task(tmp_path: Path) -> None:
    task = load(written(tmp_path))
    assert task == load(tmp_path / "task.yaml")
    assert task.name == "support-triage"
    assert task.models == {"task": "gpt-x", "reflect": "gpt-y"}
    assert [(s.name, s.weight) for s in task.scorers] == [("mentions", 2.0), ("length", 1.0)]
    assert task.guards == ("length",)
    assert task.notes == ()
    assert all(task.of(split) for split in ("train", "validation", "sealed"))


def test_files_beside_are_read_into_the_task(tmp_path: Path) -> None:
    (tmp_path / "p.md").write_text("\ufeff丁寧に答える\n", encoding="utf-8")
    (tmp_path / "s.json").write_text('{"type": "object"}')
    (tmp_path / "rubric.md").write_text(
        "- 正確さ: 誤りがない\n- 丁寧さ: 失礼がない", encoding="utf-8"
    )
    scorers = "scorers: [{name: json_schema, schema: s.json}, {name: judge, rubric: rubric.md}]"
    task = load(written(tmp_path, f"name: t\nprompt_file: p.md\n{scorers}\n"))
    assert task.prompt == "丁寧に答える"
    assert task.scorers[0].settings["schema"] == {"type": "object"}
    assert task.scorers[1].settings["rubric"].startswith("- 正確さ")


def test_given_splits_and_clusters_are_kept(tmp_path: Path) -> None:
    task = load(written(tmp_path, examples=lines(8, split="train", cluster="w1")))
    assert {e.split for e in task.examples} == {"train"}
    assert task.examples[0].cluster == "w1"
    assert "Only 0 independent sealed examples" in task.notes[-1]


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("name: [", "is not YAML"),
        ("- a\n- b", "holds no fields"),
        ("a: &x 1\nb: *x", "aliases"),
        (TASK + "typo: 1", "unknown field typo"),
        (TASK.replace("mentions", "mentoins"), "no scorer 'mentoins'"),
        (TASK.replace("max_chars: 400", "max: 400"), "length has no max"),
        (TASK.replace("max_chars: 400", "max_chars: -1"), "whole number from 1"),
        (TASK.replace("weight: 2", "weight: lots"), "weight 'lots'"),
        (TASK.replace("guards: [length]", "guards: [japanese]"), "guard japanese is no scorer"),
        (TASK.replace("gpt-y", "[1]"), "models is not understood"),
        (TASK.replace("support-triage", "../x"), "cannot be used"),
        (TASK.replace("prompt:", "purpose:"), "no prompt"),
        (TASK + "prompt_file: p.md", "both given"),
        (TASK.replace("prompt:", "prompt_file:"), "cannot be read"),
        (TASK.replace("examples.jsonl", "../examples.jsonl"), "outside the task's folder"),
        (TASK.replace("{name: mentions, weight: 2}", "{name: similarity}").replace("  - {name: length, max_chars: 400}\nguards: [length]", ""), "no scorer applies to example 'e0'"),
        (TASK.replace("{name: mentions, weight: 2}", "{name: json_schema, schema: ../s.json}"), "outside the task's folder"),
        (TASK.replace("{name: mentions, weight: 2}", "{name: json_schema, schema: {type: 7}}"), "the schema itself is wrong"),
        (TASK.replace("{name: mentions, weight: 2}", "{name: judge}"), "needs rubric"),
        (TASK.replace("{name: mentions, weight: 2}", "{name: length, max_chars: 9}"), "named twice"),
        (TASK + "purpose: !!bool maybe", "is not YAML"),
        (TASK + 'purpose: !!int ""', "is not YAML"),
        (TASK + "purpose: !!timestamp x", "is not YAML"),
        (TASK.replace("examples.jsonl", '"a\\0b"'), "cannot be read"),
        (TASK.replace("{name: mentions, weight: 2}", "{name: json_schema, schema: {const: 2024-01-01}}"), "what JSON cannot say"),
        (TASK.replace("{name: mentions, weight: 2}", "{name: json_schema, schema: {const: .nan}}"), "what JSON cannot say"),
        (TASK.replace("{name: mentions, weight: 2}", "{name: json_schema, schema: {$ref: '#/x'}}"), "leads nowhere"),
    ],
)  # fmt: skip
def test_a_wrong_task_is_refused_in_words(tmp_path: Path, task: str, told: str) -> None:
    assert told in refused(written(tmp_path, task))


@pytest.mark.parametrize(
    ("examples", "told"),
    [
        ("", "0 examples; at least 4"),
        (lines(2), "2 examples; at least 4"),
        (lines(5) + "\n{", "line 6 is not JSON"),
        (lines(5) + "\n[1]", "line 6 is no object"),
        (lines(5) + "\n" + lines(1), "line 6: the id 'e0' stands on line 1 already"),
        (lines(5) + '\n{"input": "x"}', "line 6 has no id"),
        (lines(5) + '\n{"id": " ", "input": "x"}', "line 6 has no id"),
        (lines(5) + '\n{"id": "x"}', "line 6 has no input"),
        (lines(5) + '\n{"id": "x", "input": "y", "split": "test"}', "line 6: no such split"),
        (lines(5) + '\n{"id": "x", "input": "y", "answer": 1}', "unknown field answer"),
        (lines(5) + '\n{"id": "x", "input": "y", "expected": "z"}', "expected is no object"),
        (lines(5) + '\n{"id": "x", "input": "\\ud800"}', "line 6 is not JSON"),
        (lines(5) + "\n" + "[" * 100_000, "line 6 is not JSON"),
        (lines(5) + '\n{"id": "x", "input": "y", "expected": {"a": ' + "[" * 600 + "]" * 600 + "}}", "line 6 is nested too deep"),
        (lines(5).encode("utf-8") + b"\n\xff\xfe", "line 6 is not UTF-8"),
        (b" " * 50_000_000, "is 50 MB; at most 20 MB"),
    ],
)  # fmt: skip
def test_wrong_examples_are_refused_by_line(
    tmp_path: Path, examples: str | bytes, told: str
) -> None:
    assert told in refused(written(tmp_path, examples=examples))


def test_no_file_at_all_is_said(tmp_path: Path) -> None:
    assert "No task at" in refused(tmp_path / "nowhere")
    (tmp_path / "task.yaml").write_text(TASK, encoding="utf-8")
    assert "cannot be read" in refused(tmp_path)
    (tmp_path / "task.yaml").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8" in refused(tmp_path)
