"""The named peer of bench/screens.py: every article in one st.dataframe, a selection opens one."""

from __future__ import annotations

import os
import sqlite3

import pandas as pd
import streamlit as st

db = sqlite3.connect(f"{os.environ['DIGEST_HOME']}/digest.db")
st.set_page_config(layout="wide")
table = pd.read_sql("SELECT id, title, url, kind, published_at, week FROM articles", db)
left, right = st.columns([5, 8])
with left:
    chosen = st.dataframe(table, on_select="rerun", selection_mode="single-row", height=600)
with right, st.container(key="detail"):
    if chosen.selection.rows:
        row_id = int(table.iloc[chosen.selection.rows[0]]["id"])
        st.write(db.execute("SELECT text FROM articles WHERE id = ?", [row_id]).fetchone()[0])
    else:
        st.write("ready")
