"""`python -m prompt_tuner prompts`: the registry as people and scripts use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.errors import UsageError
from prompt_tuner import registry
from prompt_tuner.__main__ import main
from prompt_tuner.registry import check_text, locked
from tests.tuner_shell import given


def text(folder: Path, words: str) -> str:
    path = folder / "prompt.md"
    path.write_text(words, encoding="utf-8")
    return str(path)


def test_the_digests_own_prompts_are_there_before_anything(home: Path, capsys) -> None:
    listed = given(capsys, home, "prompts", "list")
    assert {p["name"] for p in listed} == set(registry.SHIPPED)
    assert all((p["active"], p["previous"], p["versions"]) == (1, None, 1) for p in listed)
    shown = given(capsys, home, "prompts", "show", "digest-paper")
    assert (shown["origin"], shown["labels"], shown["number"]) == ("seed", ["active"], 1)
    assert shown["text"].startswith("# 役割")
    assert shown["decisions"][0]["who"] == "program"


def test_a_version_is_added_promoted_and_rolled_back(home: Path, tmp_path: Path, capsys) -> None:
    path = text(tmp_path, "短く書く。\n数値を必ず残す。")
    added = given(capsys, home, "prompts", "add", "digest-paper", "--file", path, "--why", "試し")
    assert (added["number"], added["labels"], added["origin"]) == (2, [], "person")
    assert given(capsys, home, "prompts", "add", "digest-paper", "--file", path)["number"] == 2
    done = given(capsys, home, "prompts", "promote", "digest-paper", "2", "--why", "読みやすい")
    assert (done["active"], done["previous"]) == (2, 1)
    shown = given(capsys, home, "prompts", "show", "digest-paper@active")
    assert [d["reason"] for d in shown["decisions"]] == ["読みやすい", "shipped"]
    back = given(capsys, home, "prompts", "rollback", "digest-paper")
    assert (back["active"], back["previous"]) == (1, 2)
    diff = given(capsys, home, "prompts", "diff", "digest-paper", "active", "previous")
    assert (diff["from"], diff["to"]) == (1, 2)
    assert "+数値を必ず残す。" in diff["diff"]


def test_the_first_version_of_a_new_prompt_is_active(home: Path, tmp_path: Path, capsys) -> None:
    path = text(tmp_path, "\ufeffあなたはイカしたアシスタントです\r\n")
    made = given(capsys, home, "prompts", "add", "育てる", "--file", path, "--purpose", "会話")
    assert (made["labels"], made["purpose"]) == (["active"], "会話")
    shown = given(capsys, home, "prompts", "show", "育てる")
    assert shown["text"] == "あなたはイカしたアシスタントです\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("prompts", "show", "nope"), 1, "prompts list"),
        (("prompts", "show", "digest-paper@9"), 1, "digest-paper@9"),
        (("prompts", "show", "digest-paper@x"), 2, "active or previous"),
        (("prompts", "show", "digest-paper@previous"), 1, "previous version"),
        (("prompts", "promote", "digest-paper", "９"), 2, "number"),
        (("prompts", "rollback", "digest-paper"), 1, "previous version"),
        (("prompts", "add", "a@b", "--file", "x"), 2, "name"),
        (("prompts", "add", "a", "--file", "absent.md"), 2, "absent.md"),
        (("prompts", "diff", "digest-paper", "1"), 2, "B"),
        (("prompts",), 2, "ACTION"),
        ((), 2, "COMMAND"),
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


def test_files_that_are_no_prompt_are_refused(home: Path, tmp_path: Path, capsys) -> None:
    for content in (b"", b"  \n", b"\xff\xfe\x00", b"x" * 500_000, b"<!-- lock -->\nopen"):
        path = tmp_path / "bad.md"
        path.write_bytes(content)
        assert main(["--home", str(home), "prompts", "add", "n", "--file", str(path)]) == 2
        assert capsys.readouterr().err.startswith("error: ")


def test_locked_sections_are_found_and_must_be_whole() -> None:
    whole = "前\n<!-- lock -->\n変えない\n行\n<!-- /lock -->\n後\n"
    assert locked(whole) == ("変えない\n行",)
    assert check_text(whole) == whole
    for broken in ("<!-- /lock -->", "<!-- lock -->\n<!-- lock -->", "<!-- lock -->"):
        with pytest.raises(UsageError, match="partner"):
            locked(broken)


def test_words_for_people_hold_no_control_characters(home: Path, tmp_path: Path, capsys) -> None:
    path = text(tmp_path, "赤い\x1b[31m文字")
    for arguments in (("add", "n", "--file", path), ("list",), ("show", "n")):
        assert main(["--home", str(home), "prompts", *arguments]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "赤い" in out
    assert json.dumps(out)
