"""A new tuning session: task, strategies, budget, seed; estimate; start as a job."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest.errors import WorkbenchError
from pages import SETTINGS
from pages.shared import filters, notice, tuning_words, words, work
from pages.shared.db import now, reading, settings, start_worker, writing
from pages.shared.markup import tag, text
from pages.shared.notice import literal
from prompt_tuner import starting
from prompt_tuner.digest_tasks import TASKS
from prompt_tuner.records import Settings
from storage import sessions, tasks

MOST_CALLS = 1_000_000
ROLES = {"task": "回答", "reflect": "改良案", "judge": "採点"}


def show() -> None:
    """The form."""
    with reading() as db:
        names = task_names(db)
        house = settings(db)
    st.markdown("### 新しいチューニング")
    name = filters.choice("タスクを選ぶ", "task", names, _task_label, width=420)
    st.caption(
        "自分のタスクは `python -m prompt_tuner tasks add フォルダ` で加えられます"
        "(プロンプト、例、採点方法)。"
    )
    wished = _wishes(house.max_usd)
    if not house.has_model:
        st.warning("モデルが設定されていません。設定でモデルサーバーとモデルを選んでください。")
        st.page_link(SETTINGS.script, label="設定を開く", icon=SETTINGS.icon)
    with st.container(horizontal=True, gap="small"):
        looked = st.button("見積もる", key="estimate", disabled=not name)
        go = st.button("始める", type="primary", key="begin_tuning", disabled=not name)
    if looked:
        _estimate(name, wished)
    if go:
        _begin(name, wished)


def task_names(db: Database) -> list[str]:
    """The digest's own tasks first, then those of people."""
    own = [one.name for one in tasks.list_tasks(db) if one.name not in TASKS]
    return [*TASKS, *own]


def resume(session_id: str) -> bool:
    """Queue a session's job and see to a worker; an error is told."""
    try:
        with writing() as db:
            house = settings(db)
            session = starting.reopen(db, sessions.get(db, session_id), now=now())
            job_id = starting.launch(db, house, session, now=now())
        start_worker()
    except WorkbenchError as error:
        notice.fail(error)
        return False
    st.session_state.setdefault(work.WATCHED, []).append(job_id)
    return True


def _task_label(name: str) -> str:
    return f"{name}(ダイジェストの要約)" if name in TASKS else name


def _wishes(max_usd: float | None) -> Settings:
    from prompt_tuner.strategies import PROPOSERS

    usual = Settings()
    chosen = st.multiselect(
        "改良案の作り方(複数なら予算を等分して比べます)",
        list(PROPOSERS),
        default=list(usual.strategies),
        format_func=lambda one: f"{one} — {tuning_words.STRATEGIES.get(one, one)}",
        key="strategies",
    )
    with st.container(horizontal=True, gap="small"):
        calls = st.number_input(
            "モデル呼び出しの上限(回)", 1, MOST_CALLS, usual.max_calls, 50, key="max_calls"
        )
        money = st.number_input(
            "費用の上限(USD、0 は設定のまま)", 0.0, 10_000.0, 0.0, 0.5, key="max_usd"
        )
        seed = st.number_input("乱数の種", 0, 1_000_000, usual.seed, 1, key="seed")
    return Settings(
        strategies=tuple(chosen) or usual.strategies,
        max_calls=int(calls),
        max_usd=float(money) or max_usd,
        seed=int(seed),
    )


def _estimate(name: str, wished: Settings) -> None:
    try:
        with writing() as db:
            found = starting.forecast(db, settings(db), name, wished, now=now())
    except WorkbenchError as error:
        st.error(literal(words.explain(error)))
        return
    calls = "、".join(f"{ROLES[role]} {n}回" for role, n in found["calls"].items() if n)
    price = found["cost_usd"]
    money = "料金不明(単価が分からないモデル)" if price is None else f"約 {price:.2f} USD"
    lines = [
        f"呼び出し 最大 {found['max_calls']}回(見込み: {calls or 'なし'})",
        f"入力 約 {found['input_tokens']:,} トークン、出力 約 {found['output_tokens']:,} トークン",
        f"費用 {money}",
        *[f"注意: {note}" for note in found["notes"]],
    ]
    st.html(tag("ul", *(tag("li", text(line)) for line in lines)))


def _begin(name: str, wished: Settings) -> None:
    try:
        with writing() as db:
            session = starting.begin(db, settings(db), name, wished, now=now())
    except WorkbenchError as error:
        notice.fail(error)
        st.rerun()
    resume(session.id)
    for key in ("view", "task"):
        st.query_params.pop(key, None)
    st.query_params["item"] = session.id
    st.rerun()
