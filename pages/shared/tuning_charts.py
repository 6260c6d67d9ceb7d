"""Charts of a session. Plotly is imported when one is drawn; no words from outside stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_HEIGHT = 320
_GREY, _BLUE, _GREEN, _RED = "#8a8f94", "#1f5d86", "#2f9455", "#d0463a"


def search(document: Mapping[str, Any]) -> None:
    """Lineage and scores, where at least two candidates can be compared."""
    splits = ("train", "validation", "sealed")
    listed = document["candidates"]
    if sum(any(one[split]["n"] for split in splits) for one in listed) < 2:
        return
    st.markdown("#### 系譜と得点")
    lineage(document)
    scores(document)


def lineage(document: Mapping[str, Any]) -> None:
    """Every candidate by round and training score, joined to its parents; the best is marked."""
    placed = {one["id"]: one for one in document["candidates"] if one["train"]["mean"] is not None}
    if not placed:
        return
    from plotly import graph_objects  # type: ignore[import-untyped]

    figure = graph_objects.Figure()
    rounds = max(one["round"] for one in placed.values())
    for one in placed.values():
        for parent in (placed[p] for p in one["parents"] if p in placed):
            figure.add_scatter(
                x=[parent["round"], one["round"]],
                y=[parent["train"]["mean"], one["train"]["mean"]],
                mode="lines",
                line={"color": _GREY, "width": 1},
                hoverinfo="skip",
            )
    for best, name, color, size in ((False, "候補", _BLUE, 9), (True, "最良", _GREEN, 16)):
        mine = [one for one in placed.values() if one["best"] == best]
        figure.add_scatter(
            x=[one["round"] for one in mine],
            y=[one["train"]["mean"] for one in mine],
            mode="markers",
            name=name,
            marker={"color": color, "size": size, "symbol": "star" if best else "circle"},
            text=[f"{one['id'][:8]}({one['train']['n']}例)" for one in mine],
            hovertemplate="%{text}<br>ラウンド %{x}<br>平均 %{y:.3f}<extra></extra>",
        )
    _draw(figure, "ラウンド", "学習用の例の平均点", "lineage", most=rounds)


def sealed(document: Mapping[str, Any]) -> None:
    """The difference on each sealed example: best prompt against seed."""
    pairs = document["sealed"]["pairs"]
    if not pairs:
        return
    from plotly import graph_objects

    differences = [one["difference"] for one in pairs]
    figure = graph_objects.Figure()
    figure.add_bar(
        x=list(range(1, len(pairs) + 1)),
        y=differences,
        marker={"color": [_GREEN if d > 0 else _RED if d < 0 else _GREY for d in differences]},
        customdata=[[one["before"], one["after"]] for one in pairs],
        hovertemplate="%{customdata[0]:.2f} → %{customdata[1]:.2f}<extra></extra>",
    )
    _draw(figure, "未公開の例(差の大きい順)", "最良 − 元", "sealed", most=len(pairs))


def scores(document: Mapping[str, Any]) -> None:
    """Training and validation means of the candidates with their intervals."""
    from plotly import graph_objects

    figure = graph_objects.Figure()
    splits = (("train", "学習", _BLUE), ("validation", "検証", _GREEN), ("sealed", "未公開", _RED))
    for split, name, color in splits:
        mine = [one for one in document["candidates"] if one[split]["mean"] is not None]
        if not mine:
            continue
        means = [one[split]["mean"] for one in mine]
        bounds = [one[split]["interval"] or [m, m] for one, m in zip(mine, means, strict=True)]
        figure.add_scatter(
            x=[one["id"][:8] for one in mine],
            y=means,
            mode="markers",
            name=name,
            marker={"color": color, "size": 9},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [high - m for (_, high), m in zip(bounds, means, strict=True)],
                "arrayminus": [m - low for (low, _), m in zip(bounds, means, strict=True)],
                "thickness": 1,
            },
        )
    _draw(figure, "候補", "平均点(95%区間)", "scores", legend=True)


def _draw(figure: Any, x: str, y: str, key: str, *, most: int = 1, legend: bool = False) -> None:
    figure.update_layout(
        height=_HEIGHT,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        showlegend=legend,
        xaxis_title=x,
        yaxis_title=y,
    )
    if key == "scores":
        figure.update_xaxes(type="category")
    else:
        figure.update_xaxes(tick0=0, dtick=max(1, most // 12))
    st.plotly_chart(figure, key=f"chart_{key}", config={"displayModeBar": False})
