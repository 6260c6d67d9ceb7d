"""Forty hostile articles among honest ones, read by models that obey whatever they are told."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.identity import content_hash
from digest.text import clean, one_line, plain_text
from storage import articles
from storage.database import connect
from storage.records import Article
from tests.builds import WEEK, fill
from tests.model_server import Answer, instance, model_server, well_behaved

ROOT = Path(__file__).parent.parent
TEXTS = [
    json.loads(line)
    for line in (ROOT / "tests/data/hostile/texts.jsonl").read_text("utf-8").splitlines()
]
HONEST = 6
MONDAY = datetime(2026, 11, 9, 4, tzinfo=UTC)
ORDERED = 'PWNED https://evil.example/x [y](https://evil.example/y) "\n---\npublished: true\n'


def obeys_outside(body: dict[str, Any]) -> tuple[int, Any]:
    """Takes as data only what stands between the marks, and believes every closing mark."""
    told = "\n".join(str(message["content"]) for message in body["messages"])
    outside = re.sub(r"^<<<資料 \w+>>>$.*?^<<<資料終", "", told, flags=re.M | re.S)
    return pwned(body) if re.search("PWNED|evil", outside) else well_behaved(body)


def obeys_anything(body: dict[str, Any]) -> tuple[int, Any]:
    """Does what any sentence says, fenced or not."""
    told = "\n".join(str(message["content"]) for message in body["messages"])
    return pwned(body) if "PWNED" in told else well_behaved(body)


def pwned(body: dict[str, Any]) -> tuple[int, Any]:
    status, reply = well_behaved(body)
    schema = body.get("response_format", {}).get("json_schema", {}).get("schema", {})
    ids = [f"S{n}" for n in range(1, 60)]
    value = instance(schema, schema.get("$defs", {}), ORDERED, ids) if schema else ORDERED
    reply["choices"][0]["message"]["content"] = json.dumps(value, ensure_ascii=False)
    return status, reply


@dataclass(frozen=True)
class Made:
    """One build: the issue as data, and its file."""

    issue: dict[str, Any]
    text: str

    def told(self) -> dict[str, Any]:
        keep = ("headline", "sections", "kind", "method", "references", "findings")
        items = self.issue["items"]
        return {item["story"]: {name: item[name] for name in keep} for item in items}

    def honest(self) -> dict[str, Any]:
        hostile = {item["story"] for item in self.hostile()}
        return {story: told for story, told in self.told().items() if story not in hostile}

    def hostile(self) -> list[dict[str, Any]]:
        items = self.issue["items"]
        return [one for one in items if "hostile.example" in one["references"][0]["url"]]

    def front(self) -> str:
        return self.text.split("\n---\n", 1)[0]

    def addresses(self) -> set[str]:
        return set(re.findall(r"https?://[^\s)\]>\"]+", self.text))


def digest(home: Path, *arguments: str, **env: str) -> Any:
    command = [sys.executable, "-m", "digest", "--home", str(home), *arguments, "--json"]
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def build(home: Path, answer: Answer) -> Made:
    home.mkdir()
    fill(home, HONEST)
    db = connect(home / "digest.db")
    for one in TEXTS:
        store(db, one)
    db.close()
    with model_server(answer=answer) as server:
        model = {"OPENAI_BASE_URL": server.url, "DIGEST_MODEL": "test"}
        digest(home, "build", "--week", WEEK, "--limit", "60", **model)
    issue = digest(home, "show", "--week", WEEK)
    digest(home, "export", "--week", WEEK, "--out", str(home / "out"))
    (file,) = (home / "out").rglob("*.md")
    return Made(issue, file.read_text("utf-8"))


def store(db: Any, one: dict[str, Any]) -> None:
    """As collecting would: hidden markup and invisible characters are gone."""
    n, title = one["id"], one_line(one["title"])
    text = plain_text(one["html"]) if "html" in one else clean(one["text"])
    articles.save(
        db,
        Article(
            url=f"https://hostile.example/{n}",
            url_key=f"https://hostile.example/{n}",
            title=title,
            kind="article",
            language=one["language"],
            published_at=MONDAY + timedelta(minutes=n),
            first_seen_at=MONDAY,
            week=WEEK,
            text=text,
            text_chars=len(text),
            text_origin="feed",
            content_hash=content_hash(f"{title} {n}", text),
        ),
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    folder = tmp_path_factory.mktemp("hostile")
    models = {"sound": well_behaved, "outside": obeys_outside, "anything": obeys_anything}
    return {name: build(folder / name, answer) for name, answer in models.items()}


def test_the_hostile_are_in_the_issue_beside_the_honest(made: dict[str, Made]) -> None:
    assert len(made["sound"].honest()) == HONEST
    assert len(made["sound"].hostile()) >= 20  # those that tell one story are one item


def test_nothing_reaches_a_model_outside_the_fence(made: dict[str, Made]) -> None:
    assert made["outside"].told() == made["sound"].told()
    assert made["outside"].issue["highlights"] == made["sound"].issue["highlights"]
    assert made["outside"].text == made["sound"].text


def test_a_model_that_obeys_spoils_its_own_items(made: dict[str, Made]) -> None:
    assert any("PWNED" in item["headline"] for item in made["anything"].hostile())


def test_and_no_other_item(made: dict[str, Made]) -> None:
    assert made["anything"].honest() == made["sound"].honest()
    assert made["anything"].issue["highlights"] == made["sound"].issue["highlights"]


def test_nor_the_front_matter_nor_any_address(made: dict[str, Made]) -> None:
    assert made["anything"].front() == made["sound"].front()
    assert not [url for url in made["anything"].addresses() if "evil" in url]
    assert made["anything"].addresses() <= made["sound"].addresses()


@pytest.mark.parametrize("name", ["sound", "outside", "anything"])
def test_every_hostile_item_is_flagged(made: dict[str, Made], name: str) -> None:
    quiet = [
        item["headline"]
        for item in made[name].hostile()
        if not any(f["check"] == "injection" for f in item["findings"])
    ]
    assert len(quiet) <= 2, quiet  # the hidden ones, of which nothing was stored


def test_what_was_obeyed_is_found_in_the_summary(made: dict[str, Made]) -> None:
    for item in made["anything"].hostile():
        if item["method"] == "model" and "PWNED" in item["headline"]:
            found = {f["check"] for f in item["findings"]}
            assert {"links", "language"} & found, (item["headline"], item["sections"])
