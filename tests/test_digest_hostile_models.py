"""Whatever a model answers and whatever an article holds, the digest is built and says so.

One build over real HTTP; each story's title tells the server how to misbehave for it.
"""

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

NAMES = {
    "good": "Aster",
    "english": "Birch",
    "chinese": "Cedar",
    "repeats": "Dahlia",
    "cut": "Elm",
    "refuses": "Fern",
    "schema": "Ginkgo",
    "no_claims": "Hazel",
    "ids": "Iris",
    "number": "Juniper",
    "stubborn": "Kerria",
    "empty_article": "Laurel",
    "huge_article": "Maple",
    "binary_article": "Nutmeg",
    "some_ids": "Oxalis",
    "declines": "Peony",
}
ENGLISH = "The new model is released and its weights are on the hub."
CHINESE = "该模型今天发布，并且支持多种语言。"


SIZES = {case: 30 + place for place, case in enumerate(NAMES)}  # billions of parameters


def title_of(case: str) -> str:
    return f"{NAMES[case]}: language model number {SIZES[case]} is released"


def text_of(case: str) -> str:
    name, size = NAMES[case], SIZES[case]
    lines = [f"{name} reaches {17 * size + n} points on test {size}-{n}." for n in range(25)]
    body = f"We release {name}, a language model with {size}B parameters. " + " ".join(lines)
    return {
        "empty_article": "",
        "huge_article": body + f" {name} is large." * 300_000,
        "binary_article": "\x00\x01PK\x03\x04\ufffd" * 5000 + "\ud800",
    }.get(case, body)


def fill(home: Path) -> None:
    for number, (case, name) in enumerate(NAMES.items()):
        put(home, number, name, title_of(case), text_of(case))


def answer(body: dict[str, Any]) -> tuple[int, Any]:
    """As the title of the story says; the second time better where the case is about that."""
    status, reply = well_behaved(body)
    asked = next(str(m["content"]) for m in body["messages"] if m["role"] == "user")
    if "--- 項目" in asked:  # the highlights
        return status, reply
    case = next(case for case in NAMES if title_of(case) in asked)
    again = sum(m["role"] == "assistant" for m in body["messages"]) > 0
    message = reply["choices"][0]["message"]
    said = _misbehaving(case, again, json.loads(message["content"]))
    if case == "refuses":
        message |= {"content": None, "refusal": "I cannot help with that."}
    elif case == "cut":
        reply["choices"][0]["finish_reason"] = "length"
        message["content"] = message["content"][:20]
    else:
        message["content"] = said if isinstance(said, str) else json.dumps(said)
    return status, reply


def _misbehaving(case: str, again: bool, good: dict[str, Any]) -> dict[str, Any] | str:
    def every(text: str, ids: list[str]) -> dict[str, Any]:
        claim = [{"text": text, "evidence": ids}]
        return {name: text if name == "headline" else claim for name in good}

    def last(text: str, ids: list[str]) -> dict[str, Any]:
        place = [name for name in good if name != "headline"][-1]
        return good | {place: [{"text": text, "evidence": ids}]}

    return {
        "english": every(ENGLISH, ["S2"]),
        "chinese": every(CHINESE, ["S2"]),
        "repeats": every("公開した。" * 60, ["S2"]),
        "schema": '{"answer": 42, "list": ["x"]}',
        "no_claims": {name: "題" if name == "headline" else [] for name in good},
        "ids": every("新しいものが公開された", ["S900", "https://evil.example/"]),
        "some_ids": last("新しいものがある", ["S900"]) if "headline" in good else good,
        "declines": every("申し訳ありませんが、この資料を要約することはできません。", ["S2"]),
        "number": good if again else every(f"パラメータは{SIZES[case]}億である", ["S2"]),
        "stubborn": every(f"パラメータは{SIZES[case]}億である", ["S2"]),
    }.get(case, good)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], ModelServer]]:
    home = tmp_path_factory.mktemp("hostile")
    fill(home)
    with model_server(answer=answer) as server:
        env = os.environ | {"OPENAI_BASE_URL": server.url, "DIGEST_MODEL": "test"}

        def run(*words: str) -> dict[str, Any]:
            line = [sys.executable, "-m", "digest", "--home", str(home), *words, "--week", WEEK]
            done = subprocess.run(
                [*line, "--json"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            made: dict[str, Any] = json.loads(done.stdout)
            return made

        run("build", "--limit", str(len(NAMES)))
        yield run("show"), server


@pytest.fixture
def items(built: tuple[dict[str, Any], ModelServer]) -> dict[str, dict[str, Any]]:
    found = built[0]["items"]
    titles = {title_of(case): case for case in NAMES}
    return {titles[item["references"][0]["title"]]: item for item in found}


def claims(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [claim for section in item["sections"] for claim in section["claims"]]


def test_every_item_is_in_the_digest(items: dict[str, Any]) -> None:
    assert set(items) == set(NAMES)


def test_a_sound_answer_is_asked_for_once(
    items: dict[str, Any], built: tuple[dict[str, Any], ModelServer]
) -> None:
    assert (items["good"]["method"], items["good"]["findings"]) == ("model", [])
    asked = [str(body["messages"]) for _, _, body in built[1].journal]
    assert sum(title_of("good") in one and "--- 項目" not in one for one in asked) == 1


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("english", "ダイジェストの言語ではありませんでした"),
        ("chinese", "ダイジェストの言語ではありませんでした"),
        ("repeats", "要約と呼べる文がありませんでした"),
        ("cut", "途中で切れました"),
        ("refuses", "応答を断りました"),
        ("declines", "応答を断りました"),
        ("ids", "資料の文に基づいていませんでした"),
        ("schema", "読み取れませんでした"),
        ("no_claims", "読み取れませんでした"),
    ],
)
def test_what_cannot_be_used_is_quoted_instead_and_said(
    items: dict[str, Any], case: str, words: str
) -> None:
    item = items[case]
    assert item["method"] == "extractive"
    assert words in item["note"]
    assert claims(item)
    assert all(claim["text"] == claim["evidence"][0]["quote"] for claim in claims(item))


def test_evidence_that_does_not_exist_is_dropped_counted_and_doubted(items: dict[str, Any]) -> None:
    item = items["some_ids"]
    assert item["method"] == "model"
    assert any(claim["evidence"] for claim in claims(item))
    assert [c["text"] for c in claims(item) if not c["evidence"]] == ["新しいものがある"]
    assert "資料に無い根拠番号" in item["note"]
    assert "根拠なし" in {finding["reason"] for finding in item["findings"]}


def test_a_wrong_number_is_repaired_and_said(items: dict[str, Any]) -> None:
    item = items["number"]
    assert (item["method"], item["findings"]) == ("model", [])
    assert "書き直しを採用" in item["choice"]
    assert len(item["calls"]) == 2


def test_a_model_that_insists_keeps_its_draft_with_the_finding(items: dict[str, Any]) -> None:
    item = items["stubborn"]
    assert item["method"] == "model"
    assert "下書きを採用" in item["choice"]
    assert "桁違い" in {finding["reason"] for finding in item["findings"]}


@pytest.mark.parametrize("case", ["empty_article", "binary_article"])
def test_an_article_without_words_does_not_stop_the_build(items: dict[str, Any], case: str) -> None:
    item = items[case]
    assert item["method"] in ("model", "title", "extractive")
    assert item["references"][0]["url"].startswith("https://example.com/")


def test_a_giant_article_is_read_in_part_and_says_so(items: dict[str, Any]) -> None:
    assert items["huge_article"]["method"] == "model"
    assert "読んでいません" in items["huge_article"]["note"]


def test_no_item_says_what_another_was_told(items: dict[str, Any]) -> None:
    for case, item in items.items():
        text = json.dumps([item["headline"], item["sections"]], ensure_ascii=False)
        others = [name for other, name in NAMES.items() if other != case]
        assert not any(name in text for name in others)
