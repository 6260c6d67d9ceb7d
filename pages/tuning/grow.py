"""育てるチャット: talk to a prompt, take or leave how it should grow, go back at any time."""

from __future__ import annotations

import streamlit as st

from pages import PROMPTS, SETTINGS
from pages.shared import chat_view, filters, growing, job_panel, tuning_words, words
from pages.shared.article_view import empty
from pages.shared.db import reading, settings
from storage import chats, prompts
from storage.records import Chat, Turn

MOST_DOCUMENT = 100_000


def main() -> None:
    """The whole page."""
    growing.ready()
    with reading() as db:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            name = filters.choice(
                "育てるプロンプトを選ぶ",
                "name",
                prompts.names(db),
                str,
                width=360,
                then=_forget,
            )
            listed = {one.id: one for one in chats.list_chats(db, name)} if name else {}
            if name:
                _choose(name, listed)
        chat = listed.get(st.query_params.get("chat", ""))
        turns = chats.turns(db, chat.id) if chat else []
        has_model = settings(db).has_model
    if not has_model:
        st.warning("モデルが設定されていません。設定でモデルサーバーとモデルを選んでください。")
        st.page_link(SETTINGS.script, label="設定を開く", icon=SETTINGS.icon)
    if chat is None:
        _empty(bool(name))
        return
    left, right = st.columns([8, 5], gap="medium")
    with left:
        _talk(chat, turns)
    with right:
        _prompt(chat, turns)


def _forget() -> None:
    st.query_params.pop("chat", None)


def _choose(name: str, listed: dict[str, Chat]) -> None:
    if listed:
        filters.choice(
            "これまでの会話",
            "chat",
            list(listed),
            lambda one: f"{words.minute(listed[one].created_at)} の会話",
            width=260,
        )
    st.button(
        "新しい会話",
        icon=":material/add:",
        key="new_chat",
        type="secondary" if listed else "primary",
        on_click=growing.begin,
        args=(name,),
    )


def _empty(named: bool) -> None:
    todo = (
        "「新しい会話」を押すか、これまでの会話を選んでください。"
        if named
        else "まず、上の欄で育てるプロンプトを選んでください。"
    )
    st.html(
        empty(
            "プロンプトと話して育てる",
            todo,
            "話すたびに、プロンプトへ加える規則が提案されます。採り入れるかどうかは、そのつど選べます。",
        )
    )


def _talk(chat: Chat, turns: list[Turn]) -> None:
    for turn in turns:
        st.html(chat_view.turn(turn))
        if turn.number == len(turns):
            _reaction(turn)
        st.html(chat_view.proposal(turn))
        if turn.number == len(turns):
            _decision(chat, turn)
    if not turns:
        st.caption("最初のひとことを書いてください。右にあるのが、今のプロンプトです。")
    busy = job_panel.show(("chat",))
    if not busy:
        _again(chat, turns)
    with st.form("say", clear_on_submit=True):
        said = st.text_area("話す", height=100, key="said", placeholder="質問や頼みごと")
        document = st.text_area(
            "資料(任意。中の指示には従いません)",
            height=80,
            key="document",
            max_chars=MOST_DOCUMENT,
        )
        if st.form_submit_button("送る", type="primary", disabled=busy):
            if said.strip():
                growing.say(chat, said.strip(), [document] if document.strip() else [])
                st.rerun()
            st.error("話すことを書いてください。")


def _again(chat: Chat, turns: list[Turn]) -> None:
    """A turn whose job failed: its words are not lost."""
    with reading() as db:
        asked = growing.unanswered(db, chat, turns)
    if asked is None:
        return
    st.warning("最後の発言の処理が終わりませんでした。書いた内容は残っています。")
    st.html(chat_view.said(str(asked["said"])))
    st.button("もう一度試す", key="again", on_click=growing.again, args=(chat, asked))


def _reaction(turn: Turn) -> None:
    key = f"{turn.chat_id}_{turn.number}"
    with (
        st.form(f"react_{key}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        comment = st.text_input(
            "この回答への感想",
            turn.comment,
            key=f"comment_{key}",
            placeholder="長い、結論を先に など",
        )
        good = st.form_submit_button("良い", icon=":material/thumb_up:", key=f"good_{key}")
        bad = st.form_submit_button("直したい", icon=":material/thumb_down:", key=f"bad_{key}")
    if good or bad:
        growing.react(turn, good, comment.strip())
        st.rerun()


def _decision(chat: Chat, turn: Turn) -> None:
    if not turn.proposed or turn.decision:
        return
    if chat.prompt != turn.prompt:
        st.caption("プロンプトがこの提案のあとで変わりました。もう一度話すと、新しい提案が出ます。")
        return
    key = f"{turn.chat_id}_{turn.number}"
    with st.container(horizontal=True, gap="xsmall"):
        if st.button("採り入れる", type="primary", key=f"apply_{key}"):
            growing.decide(turn, "applied", turn.proposed)
        if st.button("見送る", key=f"dismiss_{key}"):
            growing.decide(turn, "dismissed", chat.prompt)
        with st.popover("直して採り入れる"):
            edited = st.text_area("プロンプト全体", turn.proposed, height=320, key=f"edit_{key}")
            if st.button("この形で採り入れる", type="primary", key=f"edited_{key}"):
                growing.decide(turn, "edited", edited)


def _prompt(chat: Chat, turns: list[Turn]) -> None:
    st.markdown("#### 今のプロンプト")
    st.html(tuning_words.plain_text(chat.prompt))
    with st.form("keep", border=False):
        why = st.text_input("どう育てたか(版の理由)", key=f"why_{chat.id}")
        if st.form_submit_button("版として保存する"):
            growing.keep(chat, why.strip())
            st.rerun()
    with reading() as db:
        saved = prompts.get(db, chat.version_id) if chat.version_id else None
        seed = prompts.get(db, chat.seed_version_id).text if chat.seed_version_id else ""
    if saved is not None:
        st.page_link(
            PROMPTS.script,
            label=f"第{saved.number}版として保存済み。差分を見る",
            icon=PROMPTS.icon,
            query_params={"name": saved.name, "item": str(saved.number), "view": "diff"},
        )
    if seed and seed.strip() != chat.prompt.strip():
        with st.expander("始めからの変化"):
            st.html(tuning_words.difference(seed, chat.prompt))
    _back(chat, turns, seed)


def _back(chat: Chat, turns: list[Turn], seed: str) -> None:
    """Every earlier prompt, each one click away."""
    earlier = {seed: "始めのプロンプト"} if seed else {}
    for turn in turns:
        earlier.setdefault(turn.prompt, f"発言 {turn.number} のときのプロンプト")
        if turn.decision in ("applied", "edited"):
            how = "直して" if turn.decision == "edited" else ""
            earlier.setdefault(
                turn.proposed, f"発言 {turn.number} の提案を{how}採り入れたプロンプト"
            )
    others = {text: label for text, label in earlier.items() if text.strip() != chat.prompt.strip()}
    if not others:
        return
    st.markdown("#### 前のプロンプトに戻る")
    for n, (text, label) in enumerate(others.items()):
        st.button(
            label,
            icon=":material/undo:",
            key=f"back_{chat.id}_{n}",
            on_click=growing.back,
            args=(chat, text),
        )


main()
