"""What the tests of the workbench's shell share: its command line inside this process."""

from __future__ import annotations

import json
import re
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


def numbers_world(body: dict[str, Any]) -> tuple[int, Any]:
    """A task model that writes the numbers its system prompt names; a reflector that names
    those which the lessons miss. Models: task, reflect."""
    system = str(body["messages"][0]["content"])
    seen = system + str(body["messages"][-1]["content"])
    if body["model"] == "reflect":
        rules = "".join(f"\n- 必ず{name}と書く。" for name in sorted(set(NUMBER.findall(seen))))
        text = f"```\nあなたはイカしたアシスタントです。{rules}\n```"
    else:
        text = "回答です。" + " ".join(sorted(set(NUMBER.findall(system))))
    message = {"role": "assistant", "content": text}
    return 200, {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": len(seen), "completion_tokens": 20, "total_tokens": 1},
    }


NUMBER = re.compile("番号[0-9]")
WITH_MODELS = TASK.replace("examples:", "models: {task: task, reflect: reflect}\nexamples:")
