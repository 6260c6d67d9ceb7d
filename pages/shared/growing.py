"""What a person does in a growing chat; what needs a model is a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st
from sqlite_utils import Database

from digest.errors import WorkbenchError
from pages.shared import job_words, notice, work
from pages.shared.db import now, reading, settings, start_worker, writing
from prompt_tuner import registry
from storage import chats, prompts, runs
from storage.records import Chat, Turn


def ready() -> None:
    """The digest's own prompts are in the registry before the first build."""
    with reading() as db:
        known = set(prompts.names(db))
    if not known.issuperset(registry.SHIPPED):
        with writing() as db:
            registry.ensure_shipped(db, now=now())


def begin(name: str) -> None:
    """A new chat with the active version of a prompt, opened by the address."""
    from prompt_tuner import chatting

    try:
        with writing() as db:
            chat = chatting.begin(db, settings(db), prompts.active(db, name), now=now())
    except WorkbenchError as error:
        notice.fail(error)
        return
    st.query_params["chat"] = chat.id


def say(chat: Chat, said: str, documents: Sequence[str], *, number: int | None = None) -> None:
    """Queue a turn; number: only a new proposal for a turn that has its answer."""
    from prompt_tuner import chat_job

    try:
        with writing() as db:
            house = settings(db)
            job_id = chat_job.launch(db, house, chat, said, documents, number=number, now=now())
        start_worker()
    except WorkbenchError as error:
        notice.fail(error)
        return
    st.session_state.setdefault(work.WATCHED, []).append(job_id)


def unanswered(db: Database, chat: Chat, turns: Sequence[Turn]) -> dict[str, Any] | None:
    """What the newest job of a chat was asked, where that job failed or was cancelled."""
    for run in runs.list_runs(db, kind="chat", limit=20):
        asked = job_words.read(run.arguments)
        if asked.get("chat") != chat.id:
            continue
        open_ = asked.get("number") in (len(turns), len(turns) + 1)
        return asked if run.state in ("failed", "cancelled") and open_ else None
    return None


def again(chat: Chat, asked: dict[str, Any]) -> None:
    """The same words once more: what was answered already is not asked again."""
    say(chat, asked["said"], asked["documents"], number=asked["number"])


def react(turn: Turn, liked: bool, comment: str) -> None:
    """Keep a reaction as an example; an open or dismissed proposal is asked for anew."""
    from prompt_tuner import chatting

    with writing() as db:
        chatting.react(db, turn, liked, comment, now=now())
        chat = chats.get(db, turn.chat_id)
    if turn.decision in ("", "dismissed") and chat.prompt == turn.prompt:
        say(chat, turn.said, turn.documents, number=turn.number)


def decide(turn: Turn, decision: str, text: str) -> None:
    """The prompt is text from now on; the page is drawn again."""
    from prompt_tuner import chatting

    try:
        clean = registry.check_text(text).rstrip()
        with writing() as db:
            chatting.decide(db, turn, decision, clean, now=now())
    except WorkbenchError as error:
        notice.fail(error)
    st.rerun()


def back(chat: Chat, text: str) -> None:
    """An earlier prompt again."""
    with writing() as db:
        chats.save(db, replace(chats.get(db, chat.id), prompt=text), now=now())
    notice.say("前のプロンプトに戻しました。")


def keep(chat: Chat, why: str) -> None:
    """Store what has grown as a version; it is not yet active."""
    from prompt_tuner import chatting

    with writing() as db:
        version = chatting.keep(db, chats.get(db, chat.id), why, now=now())
    notice.say(f"第{version.number}版として保存しました。使うにはプロンプトの画面で採用します。")
