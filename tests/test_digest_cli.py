"""The command line as cron and people use it: real processes, a home folder, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.model_server import model_server

ROOT = Path(__file__).parent.parent
WEEK = "2026-W46"


def digest(home: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "digest", "--home", str(home), *arguments],
        cwd=ROOT,
        env=os.environ | env,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def given(home: Path, *arguments: str, **env: str):
    done = digest(home, *arguments, "--json", **env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("sample")
    loaded = given(home, "sample")
    assert loaded["week"] == WEEK
    assert loaded["collect"]["new"] >= 14
    return home


def test_the_sample_week_goes_from_feeds_to_a_zenn_article(sample, tmp_path):
    stored = given(sample, "articles", "--week", WEEK)
    assert len(stored) >= 14
    assert {"paper", "article", "release"} <= {article["kind"] for article in stored}
    built = given(sample, "build", "--week", WEEK)
    assert built["method"] == "none"
    assert built["calls"] == 0
    written = given(sample, "export", "--week", WEEK, "--format", "zenn", "--out", str(tmp_path))
    (file,) = written["files"]
    text = Path(file).read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: ")
    assert "AI未使用" in text
    assert "抽出要約(原文のまま・英語)" in text


def test_the_broken_feed_of_the_sample_says_why_and_stops_nothing(sample):
    listed = given(sample, "sources", "list")
    broken = [source for source in listed if source["error"]]
    assert broken
    assert all(source["error_count"] == 1 for source in broken)
    assert any(source["succeeded_at"] for source in listed)


def test_everything_twice_makes_no_second_row(sample, tmp_path):
    before = given(sample, "articles")
    again = given(sample, "sample")
    assert again["collect"]["new"] == 0
    assert given(sample, "articles") == before
    first = given(sample, "show", "--week", WEEK) if given(sample, "build", "--week", WEEK) else {}
    given(sample, "build", "--week", WEEK)
    assert given(sample, "show", "--week", WEEK) == first


def test_a_model_is_asked_once_for_each_story_and_never_again(sample):
    with model_server() as server:
        env = {"OPENAI_BASE_URL": server.url, "DIGEST_MODEL": "test"}
        built = given(sample, "build", "--week", WEEK, "--limit", "5", **env)
        assert built["summaries"] == {"model": 5}
        assert built["method"] == "model"
        assert server.calls == 6
        given(sample, "build", "--week", WEEK, "--limit", "5", **env)
        assert server.calls == 6
    shown = given(sample, "show", "--week", WEEK)
    assert all(item["prompt_version"] and item["call"]["id"] for item in shown["items"])
    assert {version["name"] for version in shown["prompt_versions"]} >= {"digest-highlights"}
    claims = [c for i in shown["items"] for s in i["sections"] for c in s["claims"]]
    known = {source["article"] for source in shown["sources"]}
    assert claims
    assert all(e["article_id"] in known and e["quote"] for c in claims for e in c["evidence"])


def test_a_model_that_answers_nonsense_leaves_an_honest_digest(tmp_path):
    given(tmp_path, "sample")
    with model_server(answer=lambda body: (200, "<html>captive portal</html>")) as server:
        env = {"OPENAI_BASE_URL": server.url, "DIGEST_MODEL": "test"}
        built = given(tmp_path, "build", "--week", WEEK, "--limit", "3", **env)
    assert built["method"] == "none"
    assert "model" not in built["summaries"]
    assert built["notes"]


def test_a_refused_key_is_said_and_burns_nothing(tmp_path):
    given(tmp_path, "sample")
    refusal = {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}
    with model_server(answer=lambda body: (401, refusal)) as server:
        env = {"OPENAI_BASE_URL": server.url, "DIGEST_MODEL": "m", "OPENAI_API_KEY": "sk-hidden"}
        built = given(tmp_path, "build", "--week", WEEK, "--limit", "12", **env)
        assert server.calls <= 13
    assert any("APIキー" in note for note in built["notes"])
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"sk-hidden" not in file.read_bytes()


def test_an_unreachable_server_falls_back_to_extraction(tmp_path):
    given(tmp_path, "sample")
    env = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "DIGEST_MODEL": "m"}
    built = given(tmp_path, "build", "--week", WEEK, "--limit", "2", **env)
    assert built["summaries"] == {"extractive": 2}


def test_search_finds_japanese_words_of_two_characters_and_english_prefixes(sample):
    assert given(sample, "search", "要約")
    assert given(sample, "search", "quantiz")
    assert given(sample, "search", "zzzzzz") == []


def test_status_before_anything_and_after(tmp_path, sample):
    empty = given(tmp_path / "new", "status")
    assert empty["counts"] == {"sources": 0, "articles": 0, "digests": 0}
    assert empty["model"] is None
    assert not empty["worker_alive"]
    assert given(sample, "status")["last_runs"]


def test_opml_goes_out_and_comes_back(sample, tmp_path):
    file = tmp_path / "feeds.opml"
    given(sample, "sources", "export", str(file))
    added = given(tmp_path / "other", "sources", "import", str(file))["added"]
    assert len(added) == len(given(sample, "sources", "list"))
    assert given(tmp_path / "other", "sources", "import", str(file))["added"] == []


def test_the_starter_list_subscribes_to_nothing_by_itself(tmp_path):
    listed = given(tmp_path, "sources", "starter")
    assert len(listed) >= 40
    assert given(tmp_path, "sources", "list") == []


def test_an_arxiv_category_is_a_source(tmp_path):
    added = given(tmp_path, "sources", "add", "cs.CL")
    assert added["kind"] == "arxiv"
    assert "search_query=cat:cs.CL" in added["url"]
    assert given(tmp_path, "sources", "add", "cs.CL")["id"] == added["id"]


def test_sources_can_be_switched_and_removed(tmp_path):
    added = given(
        tmp_path, "sources", "add", "https://example.com/feed", "--kind", "feed", "--title", "T"
    )
    number = str(added["id"])
    assert not given(tmp_path, "sources", "disable", number)["enabled"]
    assert given(tmp_path, "sources", "enable", number)["enabled"]
    assert given(tmp_path, "sources", "remove", number) == {"removed": added["id"]}
    assert given(tmp_path, "sources", "list") == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("build", "--week", "2026-W99"), 2, "2026-W47"),
        (("build", "--week", "last"), 2, "2026-W47"),
        (("build", "--week", "2020-W01"), 1, "collect"),
        (("show", "--week", "2020-W01"), 1, "build --week 2020-W01"),
        (("export", "--week", "2020-W01", "--out", "x"), 1, "build --week 2020-W01"),
        (("sources", "add", "not a url"), 2, "https://"),
        (("sources", "add", "javascript:alert(1)"), 2, "https://"),
        (("sources", "add", "http://127.0.0.1:9/feed"), 1, "DIGEST_ALLOW_PRIVATE_HOSTS"),
        (("sources", "remove", "77"), 1, "sources list"),
        (("sources", "import", "nowhere.opml"), 2, "nowhere.opml"),
        (("sources", "import", "Makefile"), 2, "OPML"),
        (("collect",), 2, "starter"),
        (("collect", "--source", "5"), 1, "sources list"),
        (("add", "nonsense"), 2, "https://"),
        (("jobs", "show", "nope"), 1, "jobs list"),
        (("jobs", "cancel", "nope"), 1, "jobs list"),
        (("worker", "--queues", "nope"), 2, "home, fetch, llm"),
        (("jobs", "schedule", "on", "--cron", "often"), 2, "0 7 * * 1"),
        (("search",), 2, "QUERY"),
        ((), 2, "COMMAND"),
    ],
)
def test_bad_input_gets_one_clear_sentence(tmp_path, arguments, code, words):
    done = digest(tmp_path, *arguments)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_setting_that_cannot_be_read_is_usage(tmp_path):
    done = digest(tmp_path, "status", DIGEST_MAX_USD="much")
    assert (done.returncode, "DIGEST_MAX_USD" in done.stderr) == (2, True)


def test_a_home_that_is_a_file_is_usage(tmp_path):
    (tmp_path / "file").write_text("x")
    done = digest(tmp_path / "file", "status")
    assert (done.returncode, "--home" in done.stderr) == (2, True)


def test_a_file_that_is_no_database_is_said(tmp_path):
    (tmp_path / "digest.db").write_text("this is not a database, it is a long sentence")
    done = digest(tmp_path, "status")
    assert (done.returncode, "not a database" in done.stderr) == (1, True)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    import sqlite3

    made = sqlite3.connect(tmp_path / "digest.db")
    made.execute("PRAGMA user_version = 999")
    made.close()
    done = digest(tmp_path, "status")
    assert (done.returncode, "Update the program" in done.stderr) == (1, True)


def test_every_command_has_help():
    for command in (
        ("sources",), ("sources", "add"), ("collect",), ("add",), ("articles",), ("build",),
        ("show",), ("export",), ("weekly",), ("search",), ("sample",), ("worker",), ("jobs",),
        ("jobs", "cancel"), ("status",),
    ):  # fmt: skip
        done = digest(Path("unused"), *command, "--help")
        assert done.returncode == 0
        assert "usage: python -m digest" in done.stdout
    assert not (ROOT / "unused").exists()


def test_collect_due_leaves_alone_whose_time_has_not_come(tmp_path):
    given(tmp_path, "sample")
    asked = len(given(tmp_path, "sources", "list"))
    due = given(tmp_path, "collect", "--due")
    assert (due["sources"], due["not_due"], due["failed"]) == ([], asked, 0)
    one = given(tmp_path, "collect", "--due", "--source", "1")
    assert [s["id"] for s in one["sources"]] == [1]
    assert one["not_due"] == 0


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (("show", "--week", WEEK), 1, "build --week"),
        (("articles", "--json"), 0, "[]"),
        (("search", "AI", "--json"), 0, "[]"),
        (("export", "--week", WEEK, "--format", "zenn", "--out", "x"), 1, "build --week"),
        (("rank", "--week", WEEK), 1, "Run `collect` first"),
        (("jobs", "list", "--json"), 0, "[]"),
    ],
    ids=lambda asked: asked[0] if isinstance(asked, tuple) else "",
)
def test_a_command_that_reads_makes_no_workbench(tmp_path, asked, code, words):
    done = digest(tmp_path / "nowhere", *asked)
    assert done.returncode == code, done.stderr
    assert words in done.stdout + done.stderr
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("device", [p for p in ("/dev/full",) if Path(p).exists()])
def test_a_full_disk_behind_stdout_is_told_in_words(tmp_path, device: str) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Acme sold 12 robots.", encoding="utf-8")
    with Path(device).open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "digest", "--home", str(tmp_path / "home"), "check",
             "--source", str(text), "--summary", str(text), "--json"],
            cwd=ROOT, check=False, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("error: no space left")
    assert "Traceback" not in done.stderr
