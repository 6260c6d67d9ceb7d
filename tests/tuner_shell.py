"""What the tests of the workbench's shell share: its command line inside this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prompt_tuner.__main__ import main


def given(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> Any:
    """The JSON document of a command that must succeed."""
    capsys.readouterr()
    code = main(["--home", str(home), *arguments, "--json"])
    out, err = capsys.readouterr()
    assert code == 0, err
    return json.loads(out)


TASK = """
name: support-triage
purpose: 問い合わせの仕分け
prompt: あなたはイカしたアシスタントです
examples: examples.jsonl
scorers:
  - {name: mentions, weight: 1}
  - {name: length, max_chars: 400}
guards: [length]
"""


def write_task(folder: Path, count: int = 20, *, text: str = TASK, start: int = 0) -> Path:
    """A task folder with so many examples, each of which expects one word."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "task.yaml").write_text(text, encoding="utf-8")
    lines = [
        {"id": f"e{n}", "input": f"問い合わせ{n}番", "expected": {"mentions": [f"番号{n % 4}"]}}
        for n in range(start, start + count)
    ]
    written = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "examples.jsonl").write_text(written, encoding="utf-8")
    return folder
