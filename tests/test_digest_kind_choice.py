"""Kinds over the whole way: a model settles doubts once, a person changes one item alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builds import WEEK, put
from tests.model_server import ModelServer, model_server, well_behaved
from tests.tools import ROOT

TITLES = (
    "Aster 2.0: language model is released",
    "How to fine-tune Birch on one GPU",
    "Cedar launches an LLM after a lawsuit",
)


def add(home: Path, number: int, title: str) -> None:
    name = title.split()[0] + str(number)
    lines = [f"{name} reaches {17 * number + n} points on test {number}-{n}." for n in range(20)]
    text = f"{title}. " + " ".join(lines)
    put(home, number, str(number), title, text)


def answer(body: dict[str, Any]) -> tuple[int, Any]:
    status, reply = well_behaved(body)
    if body["response_format"]["json_schema"]["name"] == "KindsReply":
        made = {"items": [{"number": "1", "kind": "release", "reason": "公開を知らせているため"}]}
        reply["choices"][0]["message"]["content"] = json.dumps(made)
    return status, reply


class House:
    """A home with three stories, and the command line on it."""

    def __init__(self, home: Path, server: ModelServer) -> None:
        self.home, self.server = home, server

    def run(self, *words: str, code: int = 0) -> Any:
        env = os.environ | {"OPENAI_BASE_URL": self.server.url, "DIGEST_MODEL": "test"}
        line = [sys.executable, "-m", "digest", "--home", str(self.home), *words]
        done = subprocess.run(
            [*line, "--json"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout) if code == 0 else done.stderr

    def items(self) -> dict[str, Any]:
        shown = self.run("show", "--week", WEEK)["items"]
        return {item["references"][0]["title"]: item for item in shown}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    for number, title in enumerate(TITLES, 1):
        add(tmp_path, number, title)
    with model_server(answer=answer) as server:
        yield House(tmp_path, server)


def names(server: ModelServer) -> list[str]:
    return [body["response_format"]["json_schema"]["name"] for _, _, body in server.journal]


def test_a_doubt_is_settled_once_and_a_person_changes_one_item_alone(house: House) -> None:
    house.run("build", "--week", WEEK)
    assert sorted(names(house.server)) == [
        "HighlightsReply", "KindsReply", "ReleaseReply", "ReleaseReply", "TechniqueReply",
    ]  # fmt: skip
    cedar = house.items()[TITLES[2]]
    assert cedar["kind"] == "release"
    assert "種類はリリース(モデルの判断: 公開を知らせているため)" in cedar["reasons"]

    before, asked = house.items(), house.server.calls
    told = house.run("kind", "--week", WEEK, cedar["story"], "case_study")
    assert (told["kind"], told["calls"], house.server.calls) == ("case_study", 1, asked + 1)
    assert told["reason"] == "種類は事例(人が選んだため)"
    after = house.items()
    assert [s["name"] for s in after[TITLES[2]]["sections"]] == ["課題"]
    assert {t: i for t, i in after.items() if t != TITLES[2]} == {
        t: i for t, i in before.items() if t != TITLES[2]
    }

    add(house.home, 3, TITLES[2])  # collected again: the choice stays
    assert house.run("build", "--week", WEEK)["calls"] == 0
    assert house.items()[TITLES[2]]["kind"] == "case_study"

    back = house.run("kind", "--week", WEEK, cedar["story"], "auto")
    assert back["reason"].startswith("種類は")
    assert house.server.calls <= asked + 2
    assert "NotFound" not in house.run("kind", "--week", WEEK, "a999", code=1)
