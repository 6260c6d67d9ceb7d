"""A digest item, and a whole issue's front page, as HTML for reading. Pure.

Every claim can show the sentence of its source: one by one, or all side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.compose import UNTRANSLATED
from digest.link_findings import is_of_look
from digest.summarize.styles import NUMBERED, QUOTED, style_of
from pages.shared import words
from pages.shared.markup import (
    EMPTY,
    Html,
    badge,
    host,
    join,
    link,
    paragraphs,
    safe_url,
    tag,
    text,
)
from pages.shared.reading_view import reading
from storage.records import Claim, Digest, Evidence, Finding, Item, Link, Section
from storage.weeks import label

_SET_A_MODEL = "日本語の要約には、「設定」でモデルを選んでください。"
_ROLES = {"primary": "一次情報", "secondary": "二次情報"}


def head(item: Item, headline: str, meta: Html) -> Html:
    """Kind, labels and the headline."""
    label = words.summary_label(item.summary)
    parts = [badge(words.kind(item.summary.kind)), meta]
    if label:
        parts.append(badge(label, "warn"))
    return tag(
        "div",
        tag("div", *parts, cls="meta"),
        tag("h2", text(headline), lang=item.summary.language or "ja"),
        cls="prose",
    )


def body(
    item: Item,
    titles: Mapping[int, str],
    *,
    beside: bool,
    said: str = "",
    alone: bool = False,
) -> Html:
    """Findings, sections with claims, the writer's comment, links, reasons.

    titles: article id → title, for the quotes; beside: claim and source in two columns;
    said: the writer's 所感; alone: the writer took 続報 away.
    """
    parts = [
        _note(item),
        findings(item.findings),
        _accepted([one for one in item.accepted if one.claim < 0]),
        *[
            section(
                one, item.summary.language, titles, beside=beside, accepted=_of(one, item.accepted)
            )
            for one in item.summary.sections
        ],
        reading(item.summary),
        comment(said),
        cards("参考", item.references),
        earlier(item.earlier if not alone else None),
        cards("関連", item.neighbours),
        _reasons(item.reasons),
    ]
    return tag("div", *parts, cls="prose wide beside" if beside else "prose")


def address(item: Item) -> str:
    """The page that was read, also where it only links to a primary source; "" for none."""
    return next((one.url for one in item.references if one.article_id), "")


def findings(found: tuple[Finding, ...]) -> Html:
    """What the checks found, above what they found it in."""
    return join(_finding(one) for one in found)


def overview(digest: Digest, titles: Mapping[int, str], *, beside: bool) -> Html:
    """The front page of an issue: highlights, and how it was made."""
    lines = [
        f"今週の話題 {digest.considered} 件から {len(digest.items)} 件を選びました。",
        *(f"{note}。{_SET_A_MODEL}" if note == UNTRANSLATED else note for note in digest.notes),
    ]
    highlights = section(
        Section("今週のハイライト", digest.highlights), "ja", titles, beside=beside
    )
    return tag(
        "div",
        highlights if digest.highlights else EMPTY,
        tag("h3", text("この号について")),
        tag("ul", *(tag("li", text(line)) for line in lines)),
        tag("p", text("j / k で項目を送り、? でキー操作の一覧を開きます。"), cls="faint"),
        cls="prose wide beside" if beside else "prose",
    )


def comment(said: str) -> Html:
    """所感: a person's words, apart from the summary."""
    if not said.strip():
        return EMPTY
    return tag("div", tag("b", text("所感")), paragraphs(said), cls="comment")


def _note(item: Item) -> Html:
    """Why a summary fell back (not where the label says it all), and which reply it is."""
    note, choice = item.summary.note, item.summary.choice
    told = not note or note == words.summary_label(item.summary)
    said = [tag("p", text(line), cls="faint") for line in ("" if told else note, choice) if line]
    return join(said)


def section(
    one: Section,
    language: str,
    titles: Mapping[int, str],
    *,
    beside: bool,
    accepted: Sequence[Finding] = (),
) -> Html:
    """A section's name and its claims, each with the sentence it rests on, and why it holds."""
    style = style_of(one.name)
    shown = [
        _claim(
            claim,
            titles,
            beside,
            quoted=style == QUOTED,
            said_of=_accepted([ok for ok in accepted if ok.claim == index]),
        )
        for index, claim in enumerate(one.claims)
    ]
    name = tag("h3", text(one.name)) if one.name else EMPTY
    kind = "claims numbered" if style == NUMBERED else "claims"
    listed = "ol" if style == NUMBERED else "ul"
    return join([name, tag(listed, *shown, cls=kind, lang=language or "ja")])


def _claim(
    claim: Claim, titles: Mapping[int, str], beside: bool, *, quoted: bool, said_of: Html
) -> Html:
    said = join([text(f"「{claim.text}」" if quoted else claim.text), said_of])
    if not claim.evidence:
        missing = badge("要確認: 根拠の文なし", "warn")
        return tag("li", tag("div", said), tag("div", missing))
    quotes = join(_quote(one, titles) for one in claim.evidence)
    if beside:
        return tag("li", tag("div", said), tag("div", quotes))
    return tag("li", tag("details", tag("summary", said), quotes))


def _of(one: Section, accepted: Sequence[Finding]) -> list[Finding]:
    return [ok for ok in accepted if ok.section == one.name and ok.claim >= 0]


def _accepted(found: Sequence[Finding]) -> Html:
    """What stands in no source as it is, and why it holds: 「13.4」は「84.6」と「71.2」の差."""
    return join(
        tag(
            "small",
            badge(f"{one.verdict} {words.CHECKS.get(one.check, one.check)}", "good"),
            text(f" {one.found}: {one.reason}"),
            cls="accepted",
        )
        for one in found
    )


def _quote(evidence: Evidence, titles: Mapping[int, str]) -> Html:
    title = titles.get(evidence.article_id, "")
    place = "題名" if evidence.sentence < 0 else f"第{evidence.sentence + 1}文"
    where = f"{title} {place}".strip()
    return tag("blockquote", text(evidence.quote), tag("cite", text(where)))


def _finding(one: Finding) -> Html:
    checked = words.CHECKS.get(one.check, one.check)
    looked = is_of_look(one)
    details = [
        f"{name}: {value}"
        for name, value in (
            ("見つかった値", "" if looked else one.found),
            ("移転先" if looked else "原文の値", one.expected),
            ("原文", one.evidence),
        )
        if value
    ]
    tone = "bad" if one.verdict == "NG" else "warn"
    return tag(
        "div",
        badge(f"{one.verdict} {checked}", tone),
        text(f" {one.reason}: {one.passage}" if one.reason else f" {one.passage}"),
        tag("small", text(" / ".join(details))) if details else EMPTY,
        cls=f"finding {'bad' if tone == 'bad' else ''}".strip(),
    )


def earlier(one: Link | None) -> Html:
    """続報: what an item goes on from, and why it is said to."""
    if one is None:
        return EMPTY
    when = f"続報(前回: {label(one.week)})" if one.week else "続報"
    why = tag("p", text(one.reason), cls="faint") if one.reason else EMPTY
    return join([cards(when, (one,)), why])


def cards(name: str, links: tuple[Link, ...]) -> Html:
    """Links under a name, each saying where it leads."""
    if not links:
        return EMPTY
    return join([tag("h3", text(name)), tag("ul", *(_card(one) for one in links), cls="cards")])


def _card(one: Link) -> Html:
    told = [_ROLES.get(one.role, ""), host(one.url)]
    if one.role == "primary" and one.reason:
        told.append(one.reason)
    if one.week and one.role == "related":
        told.append(f"{label(one.week)}の号")
    where = " · ".join(part for part in told if part)
    if not safe_url(one.url):
        return tag("li", text(one.title), tag("small", text("リンクを開けない形式です")))
    anchor = link(one.url, one.title or one.url)
    return tag("li", Html(anchor.removesuffix("</a>") + tag("small", text(where)) + "</a>"))


def _reasons(reasons: tuple[str, ...]) -> Html:
    if not reasons:
        return EMPTY
    chips = join([badge(reason) for reason in reasons], " ")
    return join([tag("h3", text("選んだ理由")), tag("div", chips, cls="meta")])
