"""設定: model server and model, what is found on this machine, a test call, the cost so far."""

from __future__ import annotations

from typing import Any

import streamlit as st

from digest.settings import PURPOSES, Settings
from pages.shared import job_panel, job_words, notice, settings_view, words, work
from pages.shared.db import environment, reading, settings, writing
from pages.shared.markup import safe_url
from storage import calls, preferences, runs
from storage.records import Run


def main() -> None:
    """The whole page."""
    with reading() as db:
        chosen, fixed = settings(db), environment()
        saved = preferences.get(db, "model", {}) or {}
        spent = calls.spending(db)
        probed = next(iter(runs.list_runs(db, kind="probe", state="done", limit=1)), None)
    left, right = st.columns([7, 5], gap="large")
    with left:
        _model(chosen, fixed, saved)
        _look(probed, chosen, fixed)
    with right:
        st.html(settings_view.key_state(chosen))
        st.html(settings_view.costs(spent))
        st.html(settings_view.others(chosen))


def _model(chosen: Settings, fixed: Settings, saved: dict[str, Any]) -> None:
    st.markdown("### モデル")
    if not chosen.has_model:
        st.caption("モデルを設定しなくても、原文からの抽出でダイジェストを作れます(AI未使用)。")
    with st.form("model", border=True):
        server = _field(
            "サーバー(OpenAI 互換の base URL)",
            chosen.base_url,
            fixed.base_url,
            "OPENAI_BASE_URL",
            "例: http://127.0.0.1:11434/v1(空なら OpenAI)",
        )
        model = _field("モデル", chosen.model, fixed.model, "DIGEST_MODEL", "例: qwen3:8b")
        with st.expander("用途ごとに別のモデルを使う", expanded=bool(chosen.purpose_models)):
            purposes = {
                name: _field(
                    words.PURPOSES[name],
                    dict(chosen.purpose_models).get(name, ""),
                    dict(fixed.purpose_models).get(name, ""),
                    f"DIGEST_MODEL_{name.upper()}",
                    "空なら上のモデル",
                )
                for name in PURPOSES
            }
        if st.form_submit_button("保存", type="primary"):
            _save(saved, server, model, purposes)


def _field(label: str, value: str, fixed: str, variable: str, placeholder: str) -> str | None:
    """A text box; None where the environment decides."""
    if fixed:
        st.text_input(label, fixed, disabled=True, key=f"fixed_{variable}")
        st.caption(f"環境変数 {variable} の値を使っています。ここでは変えられません。")
        return None
    return st.text_input(label, value, placeholder=placeholder, key=f"own_{variable}").strip()


def _save(
    saved: dict[str, Any], server: str | None, model: str | None, purposes: dict[str, str | None]
) -> None:
    if server and not safe_url(server):
        st.error("サーバーは http:// か https:// で始まる URL で書いてください。")
        return
    if server and set(server.split("://", 1)[-1]) & set("@?#"):
        st.error(
            "サーバーの URL に、ユーザー名、パスワード、? や # は書けません。"
            "鍵は環境変数 OPENAI_API_KEY に入れてください。"
        )
        return
    kept = dict(saved.get("purpose_models") or {})
    fresh = saved | {
        "base_url": saved.get("base_url", "") if server is None else server.rstrip("/"),
        "model": saved.get("model", "") if model is None else model,
        "purpose_models": {
            name: kept.get(name, "") if value is None else value for name, value in purposes.items()
        },
    }
    with writing() as db:
        preferences.put(db, "model", fresh)
    notice.say("モデルの設定を保存しました。")
    st.rerun()


def _look(probed: Run | None, chosen: Settings, fixed: Settings) -> None:
    st.markdown("### 接続の確認")
    st.caption(
        "この PC のモデルサーバー(Ollama、LM Studio、llama.cpp、vLLM)を探し、設定したモデルを短い問いで試します。"
    )
    st.button(
        "サーバーを探して接続を確認",
        icon=":material/network_check:",
        key="probe",
        on_click=work.probe,
    )
    if job_panel.show(("probe",)) or probed is None:
        return
    found = job_words.read(probed.result)
    st.html(settings_view.probe(found.get("probe"), chosen, probed.updated_at))
    servers = [one for one in found.get("found") or [] if isinstance(one, dict)]
    if not servers:
        st.caption("この PC で動いているモデルサーバーは見つかりませんでした。")
    for place, server in enumerate(servers):
        _offer(place, server, editable=not (fixed.base_url or fixed.model))


def _offer(place: int, server: dict[str, Any], *, editable: bool) -> None:
    names = [str(name) for name in server.get("models") or []]
    with st.container(border=True), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text(f"{server.get('name', '')}\n{server.get('base_url', '')}")
        model = st.selectbox(
            "モデル",
            names,
            index=0 if names else None,
            key=f"found_model_{place}",
            placeholder="モデルがありません",
        )
        st.button(
            "これを使う",
            key=f"found_use_{place}",
            disabled=not (model and editable),
            on_click=_use,
            args=(str(server.get("base_url", "")), model or ""),
        )


def _use(base_url: str, model: str) -> None:
    with writing() as db:
        saved = preferences.get(db, "model", {}) or {}
        preferences.put(db, "model", saved | {"base_url": base_url, "model": model})
    for key in ("own_OPENAI_BASE_URL", "own_DIGEST_MODEL"):
        st.session_state.pop(key, None)
    notice.say("このサーバーとモデルを使います。")


main()
