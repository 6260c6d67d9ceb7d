"""半額で待つか: a switch for the Batch API, where the server has one or may have one."""

from __future__ import annotations

import streamlit as st

from pages.shared.db import reading, settings

LABEL = "Batch API で作る(半額、最大26時間)"
_KNOWN = "質問をまとめて送り、答えを待ちます。急がない週次の作成に向きます。"
_UNKNOWN = "このサーバーに Batch API があるかは、まだ分かりません。無ければ通常の方法で作ります。"
_PRICE = "半額は OpenAI と Azure の場合です。"


def show(key: str, value: bool | None = None) -> bool:
    """Whether it is wanted. value: as it was chosen before; None: as DIGEST_BATCH says."""
    from digest.batch_choice import offered  # the model's door takes a moment to load

    with reading() as db:
        house = settings(db)
        has_one = offered(db, house)
    before = house.batch if value is None else value
    if has_one is False and not before:
        return False
    told = f"{_KNOWN}{_PRICE}" if has_one else f"{_UNKNOWN}{_PRICE}"
    return st.toggle(LABEL, before, key=key, help=told)
