"""プロンプト, チューニング, 育てるチャット and the stars under AppTest: empty, filled, hostile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

from digest.settings import Settings as House
from pages import DIGEST, GROW, PROMPTS, TUNING, Screen
from pages.shared import aa_view, rating, task_view
from prompt_tuner import chatting, outcome, starting, tasks
from prompt_tuner.examples import assign
from prompt_tuner.records import (
    Candidate,
    Evaluation,
    Example,
    Result,
    ScorerSpec,
    Settings,
    Task,
    Verdict,
)
from storage import calls, chats, digests, feedback, prompts, replays, runs, sessions
from storage.database import connect
from storage.home import try_home
from storage.records import Chat, Feedback, ModelCall, PromptVersion, ReplayPair, Session, Turn
from tests import factories as make
from tests.conftest import NOW
from tests.screens import html_of, markdown_of, open_screen, rows_of

HOUSE = House(base_url="http://127.0.0.1:9/v1", model="m")
NASTY = '<script>alert(1)</script> ![x](https://t.example/p.png) "><img src=x onerror=alert(1)>'
SEED = "あなたはイカしたアシスタントです"


@pytest.fixture
def kept(home: Path) -> Iterator[Database]:
    """The database of the home folder."""
    db = connect(home / "digest.db")
    yield db
    db.close()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model server in the settings; nobody asks it."""
    monkeypatch.setenv("OPENAI_BASE_URL", HOUSE.base_url)
    monkeypatch.setenv("DIGEST_MODEL", HOUSE.model)


def show(patch: pytest.MonkeyPatch, home: Path, screen: Screen, **query: str) -> AppTest:
    at = open_screen(patch, home, screen, **query)
    assert not at.exception, at.exception
    return at


def versions(db: Database, name: str = "sup", texts: tuple[str, ...] = ("甲\n乙\n", "甲\n丙\n")):
    """Versions of a prompt; the first is active."""
    made = [
        prompts.add(
            db, PromptVersion(name=name, text=text, origin="person", reason=f"理由{n}"), now=NOW
        )
        for n, text in enumerate(texts)
    ]
    prompts.promote(db, made[0], now=NOW, reason="はじめ")
    return made


def session(
    db: Database,
    verdict: str = "PROMOTE",
    *,
    name: str = "sup",
    nasty: str = "",
    ended: bool = True,
) -> Session:
    """A task with a session, by default one that found a better prompt."""
    examples, _ = assign([Example(f"e{n}{nasty}", f"問{n}") for n in range(20)])
    task = Task(name, SEED, {}, examples, (ScorerSpec("mentions"),), (), "試し")
    tasks.add(db, task, "file", now=NOW)
    begun = starting.begin(db, HOUSE, name, Settings(), now=NOW)
    if not ended:
        return begun
    seed = Candidate("a" * 64, SEED, (), "seed", "", 0)
    best = Candidate(
        "b" * 64, f"{SEED}\n- 結論を先に書く。{nasty}", (seed.id,), "reflect", nasty, 1
    )
    scored = tuple(
        Evaluation(c.id, e.id, 0, 0.2 + 0.6 * (c is best), {}, nasty or "短い", "答え")
        for e in examples
        for c in (seed, best)
    )
    found = Result(
        best=best,
        seed=seed,
        verdict=Verdict(verdict, 0.01, 0.6, (0.4, 0.8), 4, None, (nasty or "proved",)),  # type: ignore[arg-type]
        candidates=(seed, best),
        evaluations=scored,
        calls={"task": 40, "reflect": 1, "judge": 0},
        rounds=1,
        notes=(),
        per_strategy=(),
    )
    outcome.keep(db, begun.id, found, now=NOW)
    return sessions.get(db, begun.id)


# --- プロンプト ----------------------------------------------------------------------


def test_prompts_lists_those_of_the_digest_in_an_empty_home(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, PROMPTS)
    assert "プロンプトを選んでください" in html_of(at)
    at.button(key="open_digest-paper").click().run()
    assert not at.exception
    assert [row["title"] for row in rows_of(at)] == ["第1版"]
    assert prompts.active(kept, "digest-paper").text.splitlines()[0] in html_of(at)


def test_an_address_shows_a_version_and_its_difference(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    versions(kept)
    at = show(monkeypatch, home, PROMPTS, name="sup", item="2", view="diff")
    assert '<div class="cut">− 乙</div><div class="new">+ 丙</div>' in html_of(at)
    at = show(monkeypatch, home, PROMPTS, name="sup", item="999", view="text")
    assert "第1版" in html_of(at)  # the active one
    assert [row["tags"] for row in rows_of(at)] == [[], [["使用中", "good"]]]


def test_a_version_is_promoted_with_a_reason_and_rolled_back(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    _, second = versions(kept)
    at = show(monkeypatch, home, PROMPTS, name="sup", item="2", view="promote")
    at.text_input(key=f"why_{second.id}").input("短いので").run()
    at.button(key="promote").click().run()
    assert prompts.active(kept, "sup").number == 2
    assert prompts.decisions(kept, "sup")[0].reason == "短いので"
    at = show(monkeypatch, home, PROMPTS, name="sup", view="history")
    assert "短いので" in html_of(at)
    at.text_input(key="rollback_why").input("悪化").run()
    at.button(key="rollback").click().run()
    assert not at.exception
    assert prompts.active(kept, "sup").number == 1
    assert (prompts.decisions(kept, "sup")[0].action, prompts.decisions(kept, "sup")[0].reason) == (
        "rollback",
        "悪化",
    )


@pytest.mark.parametrize(("verdict", "warned"), [("PROMOTE", False), ("UNDECIDED", True)])
def test_promotion_shows_the_verdict_and_warns_where_nothing_is_proved(
    verdict: str, warned: bool, home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    session(kept, verdict)
    at = show(monkeypatch, home, PROMPTS, name="sup", item="2", view="promote")
    assert f"{verdict} " in html_of(at)
    assert [("証明されていません" in one.value) for one in at.warning] == [True] * warned
    at.button(key="promote").click().run()
    assert json.loads(prompts.decisions(kept, "sup")[0].evidence)["verdict"] == verdict


def test_a_person_writes_a_version_that_is_not_active(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    first, _ = versions(kept)
    at = show(monkeypatch, home, PROMPTS, name="sup", item="1", view="write")
    at.text_area(key=f"write_{first.id}").input("まったく新しい")
    at.button[-1].click().run()
    assert not at.exception
    made = prompts.numbered(kept, "sup", 3)
    assert (made.text, made.parents, made.origin) == ("まったく新しい\n", (first.id,), "person")
    assert prompts.active(kept, "sup").number == 1
    assert "第3版を保存しました" in at.toast[0].value


def test_the_same_text_again_is_not_said_to_be_stored(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    versions(kept)
    at = show(monkeypatch, home, PROMPTS, name="sup", item="1", view="write")
    at.button[-1].click().run()
    assert "すでにあります(第1版)" in at.toast[0].value
    assert len(prompts.list_versions(kept, "sup")) == 2


def test_a_fall_of_live_ratings_after_a_promotion_proposes_the_way_back(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    first, second = versions(kept, "digest-article")
    for n in range(12):
        version, stars = (first, 5) if n < 6 else (second, 2)
        article = make.article(kept, n + 1)
        made = make.summary(kept, article, method="model", prompt_version_id=version.id)
        said = Feedback(summary_id=made.id, story_key=made.story_key, who="reader", stars=stars)
        feedback.put(kept, said, now=NOW)
        if n == 6:
            prompts.promote(kept, second, now=NOW)
    at = show(monkeypatch, home, PROMPTS)
    told = next(b for b in at.button if b.key == "open_digest-article")
    assert "評価が下がっています" in told.label
    told.click().run()
    assert "平均5\\.0から2\\.0に下がりました" in at.warning[0].value
    assert "前の版に戻す" in at.warning[0].value
    at.button(key="rollback").click().run()
    assert prompts.active(kept, "digest-article").number == 1
    assert not at.warning


# --- チューニング ---------------------------------------------------------------------


def test_no_session_says_how_to_begin(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = show(monkeypatch, home, TUNING)
    assert "まだチューニングがありません" in html_of(at)
    at.button(key="new_session").click().run()
    assert not at.exception
    assert at.button(key="begin_tuning").disabled
    assert "モデルが設定されていません" in at.warning[0].value


@pytest.mark.usefixtures("model")
def test_a_session_is_estimated_started_paused_resumed_and_cancelled(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    task = tasks_with_examples(kept)
    at = show(monkeypatch, home, TUNING, view="new", task=task)
    at.multiselect(key="strategies").set_value(["reflect", "paraphrase"])
    at.number_input(key="max_calls").set_value(120).run()
    at.button(key="estimate").click().run()
    assert "呼び出し 最大 120回" in html_of(at)
    at.button(key="begin_tuning").click().run()
    assert not at.exception
    (begun,) = sessions.list_sessions(kept)
    frozen = tasks.thaw(begun.frozen)[1]
    assert (frozen.strategies, frozen.max_calls) == (("reflect", "paraphrase"), 120)
    (run,) = runs.list_runs(kept)
    assert (run.kind, json.loads(run.arguments)["session"]) == ("tune", begun.id)
    assert at.query_params["item"] == begun.id
    at.button(key="pause").click().run()
    assert sessions.get(kept, begun.id).state == "paused"
    at.button(key="resume").click().run()
    assert sessions.get(kept, begun.id).state == "queued"
    at.button(key="cancel_session").click().run()
    assert sessions.get(kept, begun.id).state == "cancelled"
    assert not at.exception


@pytest.mark.usefixtures("model")
def test_models_are_chosen_among_those_that_the_server_lists(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    found = {"probe": {"server": HOUSE.base_url, "models": ["small", "strong"]}}
    make.run(kept, "probe-1", kind="probe", state="done", result=json.dumps(found))
    at = show(monkeypatch, home, TUNING, view="new", task=tasks_with_examples(kept))
    assert "学習用 9件" in html_of(at)
    box = at.selectbox(key="model_judge")
    assert box.options[1:] == ["m", "small", "strong"]
    box.set_value("strong").run()
    at.button(key="begin_tuning").click().run()
    assert not at.exception
    (begun,) = sessions.list_sessions(kept)
    assert dict(tasks.thaw(begun.frozen)[0].models) == {
        "task": "m",
        "reflect": "m",
        "judge": "strong",
    }


@pytest.mark.usefixtures("model")
def test_a_task_is_pasted_checked_and_chosen(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, TUNING, view="new")
    lines = at.text_area(key="task_lines").value
    at.text_area(key="task_lines").set_value(lines + "kaputt\n")
    add = [b for b in at.button if b.label == "確かめて加える"][-1]
    add.click().run()
    assert "5行目を JSON として読めません" in at.error[0].value.replace("\\", "")
    at.text_area(key="task_lines").set_value(lines)
    next(b for b in reversed(at.button) if b.label == "確かめて加える").click().run()
    assert not at.exception
    assert at.query_params["task"] == "support-triage"
    assert tasks.read(kept, "support-triage")[1].text == "あなたはイカしたアシスタントです"
    assert at.selectbox(key="task").value == "support-triage"


@pytest.mark.usefixtures("model")
def test_the_aa_test_is_a_job_and_its_result_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, TUNING, view="new", task=tasks_with_examples(kept))
    at.button(key="aa").click().run()
    (run,) = runs.list_runs(kept, kind="aa")
    asked = json.loads(run.arguments)
    assert (asked["task"], asked["runs"], asked["models"]) == ("sup", 100, {})
    told = {"runs": 100, "promotions": 2, "rate": 0.02, "naive_rate": 0.47, "noise": 0.1}
    runs.update(kept, run.job_id, now=NOW, state="done", result=json.dumps(told))
    at = show(monkeypatch, home, TUNING, view="new", task="sup")
    assert "2回(2%)" in html_of(at)
    assert "信頼できる" in html_of(at)
    assert "偶然に弱い" in aa_view.result(told | {"rate": 0.2}, "")
    assert "二度採点できず" in aa_view.result({"rate": None}, "")


@pytest.mark.usefixtures("model")
def test_a_past_week_is_compared_blind_and_then_revealed(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, TUNING, view="replay")
    assert "まだ見比べがありません" in html_of(at)
    stored = [make.article(kept, n, kind="paper", text="論文の本文。" * 60) for n in (1, 2)]
    items = tuple(make.item(kept, place, one) for place, one in enumerate(stored))
    digests.save(kept, make.issue(items=items))
    at = show(monkeypatch, home, TUNING, view="replay", prompt="digest-paper")
    _, second = versions(kept, "digest-paper")
    begin = {"prompt": "digest-paper", "week": make.WEEK, "candidate": "2"}
    at = show(monkeypatch, home, TUNING, view="replay", **begin)
    at.button(key="replay").click().run()
    assert not at.exception
    (begun,) = replays.list_replays(kept)
    (run,) = runs.list_runs(kept, kind="replay")
    assert (begun.candidate_id, begun.week) == (second.id, make.WEEK)
    runs.update(kept, run.job_id, now=NOW, state="done")
    for n, one in enumerate(stored):
        pair = ReplayPair(begun.id, f"a{one.id}", n, NASTY, bool(n), "いまの要約", "新しい要約")
        replays.keep(kept, pair)
    at = show(monkeypatch, home, TUNING, view="replay", prompt="digest-paper")
    assert "候補の版</span>" not in html_of(at)
    assert "<script" not in html_of(at)
    for n, side in enumerate("BA"):
        at.text_input(key=f"why_{begun.id}_{n}").input("具体的").run()
        at.button(key=f"{side}_{begun.id}_{n}").click().run()
        assert not at.exception
    assert [pair.choice for pair in replays.pairs(kept, begun.id)] == ["candidate"] * 2
    assert "第2版(候補)が2回" in html_of(at)
    assert "偶然と区別できません" in html_of(at)
    assert "候補の版" in html_of(at)


def tasks_with_examples(db: Database) -> str:
    examples, _ = assign([Example(f"e{n}", f"問{n}") for n in range(20)])
    tasks.add(db, Task("sup", SEED, {}, examples, (ScorerSpec("mentions"),), ()), "file", now=NOW)
    return "sup"


def test_a_task_of_the_digest_is_named_by_what_it_writes() -> None:
    task = Task("digest-paper", SEED, {}, (), (), purpose="paper")
    shown = str(task_view.facts(task, PromptVersion(name="digest-paper", text=SEED), 0))
    assert "<p>論文の要約</p>" in shown
    own = replace(task, name="sup", purpose="試し")
    assert "<p>試し</p>" in str(task_view.facts(own, PromptVersion(name="sup", text=SEED), 0))


def test_a_running_session_shows_how_far_it_is(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    begun = session(kept, ended=False)
    told = {"phase": "search", "round": 2, "calls": 30, "max_calls": 300, "best": 0.5}
    sessions.update(kept, begun.id, now=NOW, state="running", progress=json.dumps(told))
    at = show(monkeypatch, home, TUNING, item=begun.id)
    (bar,) = at.get("progress")
    assert bar.proto.value == 10
    assert "ラウンド 2" in bar.proto.text


def test_before_its_first_round_a_session_tells_what_was_sent_and_what_failed(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    begun = session(kept, ended=False)
    sessions.update(kept, begun.id, now=NOW, state="running")
    for uid, job_id, kind in (("1", begun.id, ""), ("2", begun.id, "rate_limit"), ("3", "x", "")):
        sent = ModelCall(uid=uid, job_id=job_id, ok=not kind, error_kind=kind, started_at=NOW)
        calls.save(kept, sent)
    (bar,) = show(monkeypatch, home, TUNING, item=begun.id).get("progress")
    told = bar.proto.text.replace("\\", "")
    assert "送信 2回(うち失敗 1回)" in told
    assert "直近の失敗: モデルの呼び出し回数の制限に達しました(間を置いて送り直します)" in told


@pytest.mark.parametrize("state", ["queued", "running", "pausing"])
def test_a_session_whose_worker_died_says_so_and_offers_to_go_on(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database, state: str
) -> None:
    begun = session(kept, ended=False)
    sessions.update(kept, begun.id, now=NOW, state=state)
    at = show(monkeypatch, home, TUNING, item=begun.id)
    assert "ワーカーが動いていないため、進んでいません" in at.warning[0].value
    assert "`python -m digest worker`" in at.warning[0].value
    monkeypatch.setenv("DIGEST_START_WORKER", "1")
    assert "起動" in at.run().button(key=f"go_on_{begun.id}").label


def test_a_session_is_said_to_stand_still_only_without_a_worker(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    begun = session(kept, ended=False)
    sessions.update(kept, begun.id, now=NOW, state="running")
    with try_home(home):
        assert not show(monkeypatch, home, TUNING, item=begun.id).warning
    sessions.update(kept, begun.id, now=datetime.now(UTC), state="running")
    assert not show(monkeypatch, home, TUNING, item=begun.id).warning


def test_a_result_has_its_verdict_charts_report_and_the_way_to_promotion(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    ended = session(kept)
    at = show(monkeypatch, home, TUNING, item=ended.id)
    shown = html_of(at)
    assert "PROMOTE 改善が証明された" in shown
    assert "+ - 結論を先に書く。" in shown
    assert len(at.get("plotly_chart")) == 3
    assert len(at.get("download_button")) == 1
    (link,) = at.get("page_link")
    assert "第2版として保存済み" in link.proto.label
    assert "見つかりません" in show(monkeypatch, home, TUNING, item="s-none").warning[0].value


def test_a_session_that_a_model_stopped_calls_nothing_worse_and_draws_no_empty_charts(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    begun = session(kept, ended=False)
    seed = Candidate("a" * 64, SEED, (), "seed", "", 0)
    unsaid = Verdict("UNDECIDED", None, None, None, 0, None, ("The model server refused the key.",))
    calls_made = {"task": 3, "reflect": 0, "judge": 0}
    found = Result(seed, seed, unsaid, (seed,), (), calls_made, 0, (), ())
    outcome.keep(kept, begun.id, found, now=NOW)
    sessions.update(kept, begun.id, now=NOW, state="stopped", error="The model server failed.")
    at = show(monkeypatch, home, TUNING, item=begun.id)
    assert "ここまでに、元のプロンプトより良いものは見つかっていません。" in markdown_of(at)
    assert not at.get("plotly_chart")
    assert "系譜と得点" not in markdown_of(at)


# --- 育てるチャット --------------------------------------------------------------------


@pytest.fixture
def chat(kept: Database) -> Chat:
    """A chat with one answered turn and an open proposal."""
    first, _ = versions(kept, texts=(SEED, "別"))
    begun = chatting.begin(kept, HOUSE, first, now=NOW)
    delta = {
        "kind": "add",
        "target": "",
        "rule": "短く答える。",
        "reason": "長いと言われた",
        "refused": "",
    }
    chats.add(
        kept,
        Turn(
            begun.id,
            1,
            prompt=SEED,
            said="こんにちは",
            answer="長い答え",
            proposal=json.dumps([delta]),
            proposed=f"{SEED}\n- 短く答える。",
        ),
    )
    return begun


@pytest.mark.usefixtures("model")
def test_a_chat_begins_and_a_message_is_a_job(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    versions(kept)
    at = show(monkeypatch, home, GROW)
    assert "プロンプトと話して育てる" in html_of(at)
    at = show(monkeypatch, home, GROW, name="sup")
    at.button(key="new_chat").click().run()
    (begun,) = chats.list_chats(kept, "sup")
    assert at.query_params["chat"] == begun.id
    at.text_area(key="said").input("要約して")
    at.text_area(key="document").input("秘密の資料")
    next(b for b in at.button if b.label == "送る").click().run()
    assert not at.exception
    (run,) = runs.list_runs(kept)
    asked = json.loads(run.arguments)
    assert (run.kind, asked["chat"], asked["number"]) == ("chat", begun.id, 1)
    assert (asked["said"], asked["documents"]) == ("要約して", ["秘密の資料"])


def test_without_a_model_a_chat_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    versions(kept)
    at = show(monkeypatch, home, GROW, name="sup")
    assert "モデルが設定されていません" in at.warning[0].value
    at.button(key="new_chat").click().run()
    assert not at.exception
    assert at.error
    assert chats.list_chats(kept, "sup") == []


def test_a_proposal_is_applied_and_any_earlier_prompt_comes_back(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database, chat: Chat
) -> None:
    at = show(monkeypatch, home, GROW, name="sup", chat=chat.id)
    assert "理由: 長いと言われた" in html_of(at)
    assert "+ - 短く答える。" in html_of(at)
    at.button(key=f"apply_{chat.id}_1").click().run()
    assert chats.get(kept, chat.id).prompt == f"{SEED}\n- 短く答える。"
    assert chats.turns(kept, chat.id)[0].decision == "applied"
    next(b for b in at.button if b.label == "版として保存する").click().run()
    assert prompts.numbered(kept, "sup", 3).origin == "chat"
    assert prompts.active(kept, "sup").number == 1
    at.button(key=f"back_{chat.id}_0").click().run()
    assert not at.exception
    assert chats.get(kept, chat.id).prompt == SEED
    at.button(key=f"back_{chat.id}_0").click().run()
    assert chats.get(kept, chat.id).prompt == f"{SEED}\n- 短く答える。"


def test_a_proposal_is_edited_or_dismissed(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database, chat: Chat
) -> None:
    key = f"{chat.id}_1"
    at = show(monkeypatch, home, GROW, name="sup", chat=chat.id)
    at.text_area(key=f"edit_{key}").input("私の言葉で").run()
    at.button(key=f"edited_{key}").click().run()
    assert chats.get(kept, chat.id).prompt == "私の言葉で"
    at.button(key=f"back_{chat.id}_0").click().run()
    assert chats.get(kept, chat.id).prompt == SEED
    again = next(b for b in at.button if "直して採り入れたプロンプト" in b.label)
    again.click().run()
    assert chats.get(kept, chat.id).prompt == "私の言葉で"
    chats.save(kept, chat, now=NOW)
    chats.change(kept, chats.turns(kept, chat.id)[0], decision="")
    at = show(monkeypatch, home, GROW, name="sup", chat=chat.id)
    at.button(key=f"dismiss_{key}").click().run()
    assert chats.turns(kept, chat.id)[0].decision == "dismissed"
    assert chats.get(kept, chat.id).prompt == SEED


@pytest.mark.usefixtures("model")
def test_a_reaction_is_an_example_and_asks_for_a_new_proposal(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database, chat: Chat
) -> None:
    at = show(monkeypatch, home, GROW, name="sup", chat=chat.id)
    at.text_input(key=f"comment_{chat.id}_1").input("長い")
    next(b for b in at.button if b.label == "直したい").click().run()
    assert not at.exception
    (turn,) = chats.turns(kept, chat.id)
    assert (turn.liked, turn.comment) == (False, "長い")
    assert len(tasks.read(kept, "sup-chat")[0].examples) == 1
    (run,) = runs.list_runs(kept)
    assert json.loads(run.arguments)["number"] == 1


@pytest.mark.usefixtures("model")
def test_words_whose_job_failed_are_kept_and_said_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database, chat: Chat
) -> None:
    asked = {"chat": chat.id, "number": 2, "said": "大事な話", "documents": ["資料"]}
    make.run(kept, "chat-1", kind="chat", state="failed", arguments=json.dumps(asked))
    at = show(monkeypatch, home, GROW, name="sup", chat=chat.id)
    assert "大事な話" in html_of(at)
    at.button(key="again").click().run()
    assert not at.exception
    (queued,) = runs.list_runs(kept, state="queued")
    again = json.loads(queued.arguments)
    assert {name: again[name] for name in asked} == asked
    assert "again" not in [button.key for button in at.button]


# --- stars, and hostile words --------------------------------------------------------


def test_stars_and_a_comment_are_kept_with_the_prompt_version(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    (version, _) = versions(kept, "digest-article")
    article = make.article(kept, 1)
    summary = make.summary(kept, article, method="model", prompt_version_id=version.id)
    digests.save(kept, make.issue(items=(make.item(kept, 0, article, summary=summary),)))
    at = show(monkeypatch, home, DIGEST, item=f"a{article.id}")
    key = f"stars_{summary.id}"
    next(f for f in at.get("feedback") if f.key == key).set_value(3).run()
    assert not at.exception
    (given,) = feedback.of_summary(kept, summary.id)
    assert (given.stars, given.prompt_version_id, given.who) == (4, version.id, "reader")
    assert feedback.stars(kept, version.id) == [4]
    rating.keep(summary, "2026-W47", comment="数字が違う")
    (given,) = feedback.of_summary(kept, summary.id)
    assert (given.stars, given.comment) == (4, "数字が違う")
    rating.keep(summary, "2026-W47", stars=None)
    (given,) = feedback.of_summary(kept, summary.id)
    assert (given.stars, given.comment) == (None, "数字が違う")


@pytest.mark.parametrize("screen", [PROMPTS, TUNING, GROW], ids=lambda s: s.address)
def test_hostile_words_stay_words(
    screen: Screen, home: Path, kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = versions(kept, texts=(f"{SEED}\n{NASTY}", NASTY))
    ended = session(kept, name="nasty", nasty=NASTY)
    sessions.update(kept, ended.id, now=NOW, error=NASTY)
    begun = chatting.begin(kept, HOUSE, first, now=NOW)
    delta = {"kind": "add", "target": NASTY, "rule": NASTY, "reason": NASTY, "refused": NASTY}
    said = Turn(begun.id, 1, NASTY, NASTY, (NASTY,), NASTY, None, NASTY, json.dumps([delta]), NASTY)
    chats.add(kept, said)
    for view in ("text", "diff", "promote", "history", "write"):
        at = show(
            monkeypatch, home, screen, name="sup", view=view, chat=begun.id, item="2", task=NASTY
        )
        shown = html_of(at)
        assert "<script" not in shown
        assert "<img" not in shown
        assert "![x](" not in markdown_of(at)
    at = show(monkeypatch, home, TUNING, item=ended.id)
    assert "<script" not in html_of(at)
    assert "<img" not in html_of(at)
