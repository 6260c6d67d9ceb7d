"""A session's report as one HTML page that needs nothing else. Pure; every text is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from prompt_tuner.in_japanese import ROLES, SESSION_STATES, all_said, said
from prompt_tuner.report_parts import (
    STYLE,
    bars,
    block,
    diff,
    number,
    signed,
    table,
)

VERDICTS = {
    "PROMOTE": "改善が証明された",
    "REJECT": "改善ではない",
    "UNDECIDED": "まだ言えない",
}
ORIGINS = {"seed": "元のプロンプト", "blank": "白紙からの再出発", "merge": "合成"}
_SHOWN = 200  # sealed examples in the table


def page(document: Mapping[str, Any]) -> str:
    """The page for what report.report() gave."""
    title = f"チューニング報告 {document['task']}"
    parts = [
        _verdict(document),
        _cost(document),
        _strategies(document),
        block("元のプロンプトと最良のプロンプトの差分", diff(document["diff"])),
        _rules(document),
        _scores(document),
        _lineage(document),
        _sealed(document),
        _front(document),
        block("最良のプロンプト", f"<pre>{escape(document['best_prompt'])}</pre>"),
        block("元のプロンプト", f"<pre>{escape(document['seed_prompt'])}</pre>"),
    ]
    return (
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{escape(title)}</h1>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    )


def _verdict(document: Mapping[str, Any]) -> str:
    result = document["result"]
    facts = [
        ("セッション", document["session"]),
        ("状態", SESSION_STATES.get(document["state"], document["state"])),
    ]
    if document["error"]:
        facts.append(("エラー", said(document["error"])))
    if result is None:
        return block("結果", table((), facts))
    low, high = result["interval"] or (None, None)
    facts += [
        ("判定", f"{result['verdict']}({VERDICTS[result['verdict']]})"),
        ("未公開の例での平均の差", signed(result["mean_difference"])),
        ("95%区間", f"{signed(low)} 〜 {signed(high)}"),
        ("p値", number(result["p_value"], 4)),
        ("未公開の例", f"{result['sealed_n']}件(これまでに開いた回数 {result['sealed_openings']})"),
    ]
    if result["sealed_needed"]:
        facts.append(("判定に足りない例", f"約{result['sealed_needed']}件"))
    words = all_said((*result["reasons"], *result["notes"]))
    told = "".join(f"<li>{escape(text)}</li>" for text in words)
    return block("結果", table((), facts) + f"<ul>{told}</ul>", result["verdict"].lower())


def _cost(document: Mapping[str, Any]) -> str:
    spent = document["spending"]
    money = (
        "不明(料金表にないモデル)" if spent["cost_usd"] is None else f"{spent['cost_usd']:.4f} USD"
    )
    models = "、".join(
        f"{ROLES.get(role, role)} {name}" for role, name in document["models"].items()
    )
    facts = [
        ("モデル", models),
        ("送った呼び出し", f"{spent['calls']}回(うち失敗 {spent['failed']}回)"),
        ("トークン", f"入力 {spent['input_tokens']}、出力 {spent['output_tokens']}"),
        ("費用", money),
        ("呼び出しの上限", document["settings"]["max_calls"]),
        ("乱数の種", document["settings"]["seed"]),
    ]
    return block("費用", table((), facts))


def _strategies(document: Mapping[str, Any]) -> str:
    found = (document["result"] or {}).get("strategies") or []
    rows = [
        (
            one["name"],
            one["proposed"],
            one["accepted"],
            sum(one["calls"].values()),
            number(one["mean"]),
            one["best"][:8],
            " / ".join(all_said(one["notes"])),
        )
        for one in found
    ]
    head = ("戦略", "提案", "採用", "呼び出し", "検証例の平均", "最良の候補", "備考")
    return block("戦略の比較(同じ費用で)", table(head, rows)) if rows else ""


def _rules(document: Mapping[str, Any]) -> str:
    """What the best prompt has that the seed had not, and what each step came from."""
    made = []
    for rule in document["rules"]:
        added = "".join(f"<li>{escape(line)}</li>" for line in rule["added"])
        lessons = "".join(
            f"<li>{escape(one['example'])}: {escape(one['feedback']) or '(講評なし)'}</li>"
            for one in rule["lessons"]
        )
        head = f"{rule['candidate'][:8]}({ORIGINS.get(rule['origin'], rule['origin'])})"
        made.append(
            f"<h3>{escape(head)}</h3><p>{escape(said(rule['note']))}</p><ul class=added>{added}</ul>"
            f"<p>もとになった例:</p><ul>{lessons}</ul>"
        )
    return block("採用された規則とその由来", "".join(made)) if made else ""


def _scores(document: Mapping[str, Any]) -> str:
    rows = []
    for one in document["candidates"]:
        name = f"{'★ ' if one['best'] else ''}{one['id'][:8]}"
        cells: list[Any] = [name, one["round"], ORIGINS.get(one["origin"], one["origin"])]
        rows.append((*cells, *(_interval(one[s]) for s in ("train", "validation", "sealed"))))
    head = ("候補", "ラウンド", "由来", "学習例", "検証例", "未公開の例")
    return block("候補の得点(平均と95%区間)", bars(document["candidates"]) + table(head, rows))


def _interval(one: Mapping[str, Any]) -> str:
    if one["mean"] is None:
        return "-"
    low, high = one["interval"]
    return f"{one['mean']:.3f} [{low:.3f}, {high:.3f}] n={one['n']}"


def _lineage(document: Mapping[str, Any]) -> str:
    """Every candidate under its first parent, with what changed."""
    children: dict[str, list[Mapping[str, Any]]] = {}
    known = {one["id"] for one in document["candidates"]}
    for one in document["candidates"]:
        parent = one["parents"][0] if one["parents"] and one["parents"][0] in known else ""
        children.setdefault(parent, []).append(one)
    return block("系譜", _branch(children, "", set())) if document["candidates"] else ""


def _branch(
    children: Mapping[str, Sequence[Mapping[str, Any]]], parent: str, seen: set[str]
) -> str:
    made = []
    for one in children.get(parent, ()):
        if one["id"] in seen:
            continue
        seen.add(one["id"])
        mean = one["train"]["mean"]
        head = f"{'★ ' if one['best'] else ''}{one['id'][:8]} {ORIGINS.get(one['origin'], one['origin'])}"
        told = f"学習例 {number(mean)}" + (f" — {said(one['note'])}" if one["note"] else "")
        more = (
            f"<details><summary>差分</summary>{diff(one['diff'])}</details>" if one["diff"] else ""
        )
        inner = _branch(children, one["id"], seen)
        made.append(f"<li><b>{escape(head)}</b> {escape(told)}{more}{inner}</li>")
    return f"<ul class=tree>{''.join(made)}</ul>" if made else ""


def _sealed(document: Mapping[str, Any]) -> str:
    sealed = document["sealed"]
    if not sealed["pairs"]:
        return ""
    counts = f"改善 {sealed['wins']}、悪化 {sealed['losses']}、同じ {sealed['ties']}"
    rows = [
        (p["example"], number(p["before"]), number(p["after"]), signed(p["difference"]))
        for p in sealed["pairs"][:_SHOWN]
    ]
    head = ("例", "元", "最良", "差")
    return block("未公開の例ごとの勝ち負け", f"<p>{counts}</p>{table(head, rows)}")


def _front(document: Mapping[str, Any]) -> str:
    front = document["front"]
    if not front["examples"]:
        return ""
    rows = [(example, "、".join(c[:8] for c in who)) for example, who in front["examples"].items()]
    alive = "、".join(one[:8] for one in front["undominated"])
    told = f"<p>支配されていない候補: {escape(alive)}</p>"
    return block("パレート前線(学習例ごとの最良)", told + table(("例", "最良の候補"), rows))
