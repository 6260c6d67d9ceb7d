"""What a session may cost before it begins, and what it tells afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlite_utils import Database

from prompt_tuner.__main__ import main
from prompt_tuner.estimate import estimate, likely_calls
from prompt_tuner.records import Example, ScorerSpec, Settings, Task
from prompt_tuner.report import report
from prompt_tuner.report_page import page
from storage import sessions
from storage.database import connect
from tests.conftest import NOW
from tests.fakes_llm import fault
from tests.test_tuner_shell_flow import World
from tests.tuner_shell import given, write_task

HOSTILE = '<script>alert("x")</script>\n</pre><img src=x onerror=y>'


def task(judge: bool = False, count: int = 40) -> Task:
    splits = ["train"] * (count // 2) + ["sealed"] * (count // 4)
    splits += ["validation"] * (count - len(splits))
    examples = tuple(Example(f"e{n}", "質問" * 50, split=s) for n, s in enumerate(splits))  # type: ignore[arg-type]
    specs = [ScorerSpec("length", 1.0, {"max_chars": 9})]
    specs += [ScorerSpec("judge", 1.0, {"rubric": "- 正確さ"})] if judge else []
    return Task("t", "種", {"task": "a", "reflect": "b", "judge": "c"}, examples, tuple(specs))


@pytest.mark.parametrize("judge", [False, True])
@pytest.mark.parametrize("limit", [1, 30, 300, 5000])
@pytest.mark.parametrize("strategies", [("reflect",), ("reflect", "paraphrase")])
def test_an_estimate_never_passes_the_limit(judge, limit, strategies) -> None:
    calls = likely_calls(task(judge), Settings(strategies, max_calls=limit))
    assert sum(calls.values()) <= limit
    assert min(calls.values()) >= 0
    assert calls["judge"] >= calls["task"] if judge else calls["judge"] == 0


def test_an_estimate_without_a_price_is_unknown_never_nothing() -> None:
    def cost(role: str, tokens_in: int, tokens_out: int) -> float | None:
        return None if role == "reflect" else (tokens_in + tokens_out) / 1e6

    document = estimate(task(), Settings(max_calls=20), cost)
    assert document["cost_usd"] is None or document["calls"]["reflect"] == 0
    whole = estimate(task(), Settings(max_calls=300), cost)
    assert whole["cost_usd"] is None
    priced = estimate(task(), Settings(max_calls=300), lambda *_: 0.5)
    assert priced["cost_usd"] == 1.0
    assert "few" in document["notes"][-1]
    assert priced["input_tokens"] > 300 * 100


def test_estimate_on_the_command_line_needs_no_model(home: Path, tmp_path: Path, capsys) -> None:
    given(capsys, home, "tasks", "add", str(write_task(tmp_path / "t")))
    document = given(capsys, home, "estimate", "support-triage", "--max-calls", "100")
    assert document["max_calls"] == 100
    assert document["cost_usd"] is None
    assert main(["--home", str(home), "estimate", "support-triage", "--strategy", "nope"]) == 2
    assert "There are reflect" in capsys.readouterr().err


class Reader(HTMLParser):
    """Collects the tags of a page; fails on one that would load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert tag not in ("script", "img", "link", "iframe")
        assert not any(name.startswith(("on", "src", "href")) for name, _ in attrs)


def test_a_report_tells_the_whole_session(db: Database) -> None:
    world = World(db)
    result = world.run()
    document = report(db, world.session.id)
    assert document["result"] == result
    seed, best = document["candidates"]
    assert (seed["origin"], best["best"], best["train"]["n"]) == ("seed", True, 0)
    assert seed["sealed"]["mean"] == 0.0
    assert best["sealed"]["mean"] == 1.0
    assert document["sealed"]["wins"] == result["sealed_n"]
    assert "+良い答えを書く。" in document["diff"]
    (rule,) = document["rules"]
    assert (rule["note"], rule["added"]) == ("足りない規則", ["良い答えを書く。"])
    assert rule["lessons"][0]["feedback"] in ("惜しい", "")
    assert document["front"]["undominated"] == [seed["id"]]
    assert document["spending"]["calls"] == result["paid_calls"]
    made = page(document)
    Reader().feed(made)
    for words in ("改善が証明された", "系譜", "足りない規則", "p値", "<svg", "パレート前線"):
        assert words in made
    assert "<th>状態</th><td>完了</td>" in made
    assert "<td>回答 " in made


def test_nothing_from_outside_reaches_the_page_unescaped(db: Database) -> None:
    world = World(db)
    world.run()
    document = report(db, world.session.id)

    def poison(value):
        if isinstance(value, dict):
            return {key: poison(one) for key, one in value.items()}
        if isinstance(value, list):
            return [poison(one) for one in value]
        fixed = ("PROMOTE", "seed", "done", "reflect")
        return HOSTILE if isinstance(value, str) and value not in fixed else value

    ids = poison(document) | {"models": {"task": HOSTILE}, "created_at": None}
    ids["candidates"][1]["parents"] = []
    ids["front"]["examples"] = {HOSTILE: [HOSTILE]}
    made = page(ids)
    Reader().feed(made)
    assert "&lt;script&gt;" in made


def test_a_session_without_a_result_has_a_report_too(db: Database) -> None:
    world = World(db, lambda *_: fault("auth"))
    sessions.update(db, world.session.id, now=NOW, state="stopped", error="鍵が拒否された")
    document = report(db, world.session.id)
    assert (document["result"], document["error"]) == (None, "鍵が拒否された")
    assert "鍵が拒否された" in page(document)


def test_reports_and_exports_are_written(home: Path, tmp_path: Path, capsys) -> None:
    world = World(connect(home / "digest.db"))
    world.run()
    world.db.close()
    name = world.session.id
    out = tmp_path / "out"
    written = given(capsys, home, "export", name, "--out", str(out))
    assert sorted(Path(file).name for file in written["files"]) == [
        "best_prompt.md",
        "candidates.jsonl",
        "evaluations.jsonl",
        "report.html",
        "report.json",
        "seed_prompt.md",
    ]
    assert (out / "best_prompt.md").read_text(encoding="utf-8") == "良い答えを書く。"
    told = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert told == given(capsys, home, "report", name)
    scored = (out / "evaluations.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(scored) == len(told["evaluations"])
    file = tmp_path / "r.html"
    assert main(["--home", str(home), "report", name, "--html", str(file)]) == 0
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert main(["--home", str(home), "report", name]) == 0
    assert "PROMOTE" in capsys.readouterr().out
    assert main(["--home", str(home), "report", "nope"]) == 1
    assert main(["--home", str(home), "export", name, "--out", str(file)]) == 1
    assert "Cannot write" in capsys.readouterr().err


def test_a_search_that_found_nothing_compares_nothing(db: Database) -> None:
    world = World(db, max_calls=5)
    world.run()
    document = report(db, world.session.id)
    assert document["sealed"] == {"wins": 0, "losses": 0, "ties": 0, "pairs": []}
    assert replace(world.now).state == "done"
    Reader().feed(page(document))
