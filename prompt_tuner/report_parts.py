"""Pieces of the report page: tables, differences, a chart. Pure; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

STYLE = """
body{font-family:system-ui,"Hiragino Sans","Noto Sans JP",sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem;line-height:1.6;color:#1b1f24}
h1{font-size:1.5rem}h2{font-size:1.15rem;border-bottom:1px solid #d0d7de;margin-top:2rem}
h3{font-size:1rem;margin-bottom:.2rem}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border:1px solid #d0d7de;padding:.3rem .5rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}th{background:#f6f8fa}
pre{background:#f6f8fa;padding:.8rem;white-space:pre-wrap;overflow-wrap:anywhere}
.add{background:#dafbe1}.del{background:#ffebe9}.tree,.tree ul{list-style:none;border-left:2px solid #d0d7de;
padding-left:1rem}.added li{background:#dafbe1}.promote{border-left:6px solid #1a7f37;padding-left:1rem}
.reject{border-left:6px solid #cf222e;padding-left:1rem}.undecided{border-left:6px solid #9a6700;
padding-left:1rem}svg{width:100%;height:auto}svg text{font-size:12px}
"""
_COLOURS = {"train": "#0969da", "validation": "#8250df", "sealed": "#1a7f37"}
_ROW, _LEFT, _WIDTH = 22, 110, 560
_MOST_BARS = 40


def block(title: str, body: str, kind: str = "") -> str:
    """A section; body is HTML already."""
    return f'<section class="{escape(kind)}"><h2>{escape(title)}</h2>{body}</section>'


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Cells as text; without a head the first cell of a row is its heading."""
    lines = []
    if head:
        lines.append("".join(f"<th>{escape(name)}</th>" for name in head))
    for row in rows:
        cells = [f"<td>{escape(str(cell))}</td>" for cell in row]
        if not head:
            cells[0] = f"<th>{escape(str(row[0]))}</th>"
        lines.append("".join(cells))
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def diff(text: str) -> str:
    """A unified diff with colours."""
    if not text:
        return "<p>差分はありません。</p>"
    kinds = {"+": "add", "-": "del"}
    lines = [
        f'<span class="{kinds.get(line[:1], "")}">{escape(line)}</span>'
        for line in text.splitlines()
    ]
    return "<pre>" + "\n".join(lines) + "</pre>"


def number(value: float | None, digits: int = 3) -> str:
    """A number, or a dash."""
    return "-" if value is None else f"{value:.{digits}f}"


def signed(value: float | None) -> str:
    """A number with its sign, or a dash."""
    return "-" if value is None else f"{value:+.3f}"


def bars(candidates: Sequence[Mapping[str, Any]]) -> str:
    """Means with intervals between 0 and 1, one line a candidate and split, as SVG."""
    rows = [
        (one, split)
        for one in candidates[-_MOST_BARS:]
        for split in _COLOURS
        if one[split]["mean"] is not None
    ]
    if not rows:
        return ""
    height = _ROW * (len(rows) + 1)
    drawn = "".join(_bar(one, split, _ROW * place) for place, (one, split) in enumerate(rows))
    axis = "".join(
        f'<line x1="{_x(t)}" y1="0" x2="{_x(t)}" y2="{height - _ROW}" stroke="#d0d7de"/>'
        f'<text x="{_x(t) - 8}" y="{height - 6}">{t:g}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    )
    legend = "候補ごとの平均と95%区間。青: 学習例、紫: 検証例、緑: 未公開の例"
    view = f"0 0 {_LEFT + _WIDTH + 30} {height}"
    return (
        f'<p>{legend}</p><svg viewBox="{view}" role="img" aria-label="{legend}">{axis}{drawn}</svg>'
    )


def _x(value: float) -> float:
    return round(_LEFT + _WIDTH * value, 1)


def _bar(one: Mapping[str, Any], split: str, top: int) -> str:
    low, high = one[split]["interval"]
    middle, colour = top + _ROW / 2, _COLOURS[split]
    name = f"{'★' if one['best'] else ''}{one['id'][:8]}"
    return (
        f'<text x="0" y="{middle + 4}">{escape(name)}</text>'
        f'<line x1="{_x(low)}" y1="{middle}" x2="{_x(high)}" y2="{middle}" stroke="{colour}"'
        f' stroke-width="3"/><circle cx="{_x(one[split]["mean"])}" cy="{middle}" r="5"'
        f' fill="{colour}"/>'
    )
