"""The table of faults, and that its documentation is whole."""

from __future__ import annotations

from llm.faults import FAULTS, UNBILLED, describe, is_systemic
from llm.outcome import Outcome
from tests.fakes_llm import fault, good
from tests.tools import ROOT


def test_every_fault_says_what_happened_and_what_to_do() -> None:
    for kind, found in FAULTS.items():
        assert found.message.endswith("."), kind
        assert len(found.hint) > 20, kind
        assert found.hint.endswith("."), kind


def test_every_fault_is_documented_in_its_own_words() -> None:
    text = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    for kind, found in FAULTS.items():
        assert f"| `{kind}` | {found.message} | {found.hint} |" in text


def test_what_costs_nothing_is_a_fault() -> None:
    assert set(FAULTS) > UNBILLED
    assert not UNBILLED & {"timeout", "cut", "truncated", "invalid_output"}


def test_describe_adds_the_servers_words() -> None:
    assert describe("server") == "The model server failed."
    assert describe("server", "HTTP 500") == "The model server failed. (HTTP 500)"


def test_a_rate_limit_stops_everything_only_if_it_is_long() -> None:
    assert not is_systemic("rate_limit", 60)
    assert is_systemic("rate_limit", 3600)
    assert is_systemic("auth")
    assert not is_systemic("timeout", 3600)


def test_outcomes_survive_json_and_other_versions() -> None:
    outcome = good({"a": 1}, cost_usd=0.5, started_at="2026-11-20T03:00:00+00:00")
    assert Outcome.from_plain(outcome.to_plain()) == outcome
    assert Outcome.from_plain({"ok": False, "kind": "cut", "from_the_future": 1}).kind == "cut"
    assert good("x").hint == ""
    assert fault("auth").hint == FAULTS["auth"].hint
