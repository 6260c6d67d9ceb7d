"""Issue → files on disk: what `export` and the screens' downloads share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from digest.errors import ExportError
from digest.export import ExportedFile, ExportOptions, export, unsupported
from digest.export.frontmatter import ACCOUNT
from digest.issue import Issue, apply_edits
from storage import digests, glossary, preferences
from storage.database import write


def load_issue(db: Database, week: str) -> Issue:
    """The week's digest with the writer's edits. Raises NotFound."""
    digest = digests.get(db, week)
    earlier = [other for other in digests.weeks(db) if other < week]
    return apply_edits(
        digest,
        digests.item_edits(db, week),
        digests.digest_edit(db, week),
        previous=earlier[0] if earlier else None,
    )


def slug_salt(db: Database) -> str:
    """A part of every slug that is this workbench's own: Zenn's slugs are unique site-wide."""
    with write(db):
        salt = preferences.get(db, "slug_salt")
        if salt is None:
            salt = secrets.token_hex(4)
            preferences.put(db, "slug_salt", salt)
    return str(salt)


def files(
    db: Database,
    week: str,
    format_name: str,
    *,
    footnotes: bool = False,
    glossed: bool = True,
    supported: bool | None = False,
) -> tuple[ExportedFile, ...]:
    """The week's export as text. Raises NotFound, ExportError.

    supported: refuse while a statement has no evidence, also where the screen's choice does not;
    None: never, as these words are only looked at.
    """
    options = ExportOptions(
        slug_salt(db),
        footnotes=footnotes,
        supported=supported is not None and (supported or _chosen(db).get("supported") is True),
        account=account(db),
        glossed=glossed and _chosen(db).get("glossed") is not False,
        glossary=glossary.defined(db),
    )
    return export(load_issue(db, week), format_name, options)


def account(db: Database) -> str:
    """The Zenn user name that was given on the screen; "" without a sound one."""
    name = _chosen(db).get("account")
    return name if isinstance(name, str) and ACCOUNT.fullmatch(name) else ""


def _chosen(db: Database) -> dict[str, Any]:
    """The export options that were chosen on the screen."""
    kept = preferences.get(db, "export", {})
    return kept if isinstance(kept, dict) else {}


def write_export(
    db: Database,
    week: str,
    format_name: str,
    out: Path,
    *,
    footnotes: bool = False,
    glossed: bool = True,
    supported: bool = False,
) -> dict[str, Any]:
    """Write the files below `out`; each is whole or not there. Raises NotFound, ExportError."""
    made = files(db, week, format_name, footnotes=footnotes, glossed=glossed, supported=supported)
    written = [_write(out / file.path, file.text) for file in made]
    return {
        "week": week,
        "format": format_name,
        "files": [str(path) for path in written],
        "warnings": warnings(load_issue(db, week)),
    }


def warnings(issue: Issue) -> list[str]:
    """What a writer should look at before publishing, in Japanese."""
    marked: Sequence[tuple[str, int]] = [
        (item.headline, len(item.item.findings)) for item in issue.items if item.item.findings
    ]
    bare = unsupported(issue)
    return [
        *(f"要確認 {count}件: {headline}" for headline, count in marked),
        *([f"根拠の文が無い記述が{len(bare)}件あります"] if bare else []),
    ]


def _write(path: Path, text: str) -> Path:
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8", newline="\n")
        os.replace(partial, path)
    except OSError as error:
        raise ExportError(
            f"Cannot write {path}: {error.strerror}.",
            "Choose a folder that you can write, with enough free space.",
        ) from error
    return path
