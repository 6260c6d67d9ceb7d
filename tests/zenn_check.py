"""Zenn's own packages over many articles in one Node run (tests/zenn/check.mjs)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html

from tests.tools import needs

FRONT = '---\ntitle: "x"\nemoji: "📰"\ntype: "tech"\ntopics: ["ai"]\npublished: false\n---\n\n'


@dataclass(frozen=True)
class Checked:
    """What Zenn says about one article."""

    findings: tuple[Mapping[str, str], ...]
    meta: Mapping[str, Any]
    html: str

    @property
    def errors(self) -> list[str]:
        """In words, with the package that says so."""
        return [
            f"{f['source']} {f['type']}: {f['message']}"
            for f in self.findings
            if f["severity"] == "error"
        ]

    @property
    def warnings(self) -> list[str]:
        """Things that Zenn takes but may show wrongly."""
        return [
            f"{f['source']} {f['type']}: {f['message']}"
            for f in self.findings
            if f["severity"] == "warning"
        ]


def check(root: Path, texts: Mapping[str, str], *, fast: bool = True) -> dict[str, Checked]:
    """texts: path below root (articles/SLUG.md) → text. Skips where Zenn's packages are missing.

    fast leaves out the preview server and its page, which cost about a second an article.
    """
    folder = needs("zenn")
    files = []
    for name, text in texts.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        files.append(str(file))
    options = ["--json", "--root", str(root), *(["--fast"] if fast else [])]
    run = subprocess.run(
        [needs("node"), f"{folder}/check.mjs", *options, *files],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert run.returncode in (0, 1), run.stderr
    found = json.loads(run.stdout)
    return {
        name: Checked(tuple(one["findings"]), one["meta"] or {}, one["html"])
        for name, one in zip(texts, found, strict=True)
    }


def chapters(body: str) -> list[tuple[str, list[html.HtmlElement]]]:
    """(text of an h2, the blocks below it); the first is "" for what stands before any."""
    out: list[tuple[str, list[html.HtmlElement]]] = [("", [])]
    for element in html.fragment_fromstring(body, create_parent="main"):
        if element.tag == "h2":
            out.append((visible(element), []))
        else:
            out[-1][1].append(element)
    return out


def visible(element: html.HtmlElement) -> str:
    """What a reader sees of it: no hidden links, white space single."""
    for hidden in element.xpath('.//*[contains(@style, "display:none")]'):
        hidden.text = ""
    return " ".join(element.text_content().split())


def tags(elements: Iterable[html.HtmlElement]) -> set[str]:
    """Every kind of element in these."""
    return {str(e.tag) for top in elements for e in top.iter()}


def addresses(elements: Iterable[html.HtmlElement]) -> set[str]:
    """Every address that a reader can follow."""
    return {str(a.get("href")) for top in elements for a in top.iter("a")}
