"""Issues for tests of exporting: a plain one, and one whose every word is hostile."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from digest.export.escape import clean
from digest.issue import Issue, apply_edits
from storage.records import (
    Claim,
    Digest,
    DigestEdit,
    Evidence,
    Finding,
    Item,
    ItemEdit,
    Link,
    Section,
    Summary,
)

WEEK = "2026-W47"
SALT = "a1b2"
DATA = json.loads((Path(__file__).parent / "data/zenn/nasty.json").read_text(encoding="utf-8"))
TEXTS = [c["input"] for c in DATA["cases"] if not c["context"].startswith("url-")]
TEXTS += [c["input"] for c in DATA["front_matter_cases"] if clean(c["input"])]
URLS = list(dict.fromkeys(c["input"] for c in DATA["cases"] if c["context"] == "url-bare"))
URLS += ["javascript:alert(1)", "https://x.com/a/status/1", "https://x.com/a/status/x(1)"]
URLS += ["https://www.youtube.com/watch?v=short", "https://youtu.be/dQw4w9WgXcQ?t=1)"]
URLS += ["https://github.com/a/b/blob/main/x.py#L1-L3", "https://gist.github.com/a/1)"]


def summary(text: str, kind: str = "article", **fields: object) -> Summary:
    """A model's summary with the text in every place."""
    claim = Claim(text, (Evidence(1, 0, text),))
    given = {"kind": kind, "method": "model", "headline": text}
    return Summary(**given | {"sections": (Section(text, (claim, claim)),)} | fields)  # type: ignore[arg-type]


def _every_style(text: str) -> tuple[Section, ...]:
    """Bullets, numbered steps, quotations."""
    claim = Claim(text, (Evidence(1, 0, text),))
    return tuple(Section(name, (claim, claim)) for name in (text, "手順", "引用"))


def hostile(text: str, url: str) -> Issue:
    """An issue of a paper and an article in which everything from outside is this text."""
    links = (
        Link(url, text, "primary", 1),
        Link(f"https://example.com/{url}", text, "secondary", 2),
    )
    finding = Finding("numbers", "要確認", text, text, text, text, section=text, claim=1)
    items = tuple(
        Item(
            story_key=f"a{n}",
            position=n,
            summary=summary(text, kind, note=text, sections=_every_style(text)),
            references=links,
            related=(Link(url, text, "related"),),
            findings=(finding,),
        )
        for n, kind in enumerate(("paper", "article"))
    )
    digest = Digest(
        WEEK,
        text,
        items,
        highlights=(Claim(text, (Evidence(2, 3, text),)),),
        method="model",
        notes=(text,),
    )
    edits = {"a0": ItemEdit(WEEK, "a0", comment=f"{text}\n{text}")}
    written = DigestEdit(WEEK, greeting=f"{text}\n\n{text}", comment=text, outlook=text)
    return apply_edits(digest, edits, written, previous=url)


def plain(**fields: object) -> Digest:
    """Three items: a paper, an article, and one that no model wrote."""
    claim = Claim("正答率は51.0%に上がった。", (Evidence(1, 2, "Accuracy rose to 51.0%."),))
    items = (
        Item("a1", 0, summary("要約の見出し", "paper", sections=(Section("結果", (claim,)),))),
        Item("a2", 1, summary("新版が公開された", sections=(Section("何が起きたか", (claim,)),))),
        Item(
            "a3",
            2,
            Summary(
                method="extractive",
                language="en",
                headline="Copied",
                note="抽出要約(原文のまま・英語)",
            ),
        ),
    )
    items = tuple(
        replace(i, references=(Link(f"https://example.com/{n}", f"題名{n}", "primary", n),))
        for n, i in enumerate(items, start=1)
    )
    given = {"title": "今週の生成AI情報まとめ", "items": items, "method": "mixed", "considered": 20}
    return Digest(WEEK, **given | fields)  # type: ignore[arg-type]
