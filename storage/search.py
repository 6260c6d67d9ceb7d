"""Full text search that finds Japanese words of any length: character bigrams in FTS5.

The index is contentless, so a row is removed with FTS5's 'delete' command and exactly the
text that was put in: article and index change in one transaction, in storage.articles only.
"""

from __future__ import annotations

import re
import unicodedata

from sqlite_utils import Database

_CJK = "々〆ヶー\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")


def fold(text: str) -> str:
    """NFKC and lower case: what index and query have in common."""
    return unicodedata.normalize("NFKC", text).lower()


def terms(text: str) -> str:
    """Words as they are, CJK runs as overlapping bigrams; joined by spaces."""
    out: list[str] = []
    for run in _RUNS.findall(fold(text)):
        if re.match(f"[{_CJK}]", run) and len(run) > 1:
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            out.append(run)
    return " ".join(out)


def put(
    db: Database, article_id: int, before: tuple[str, str] | None, after: tuple[str, str] | None
) -> None:
    """Replace the index row of an article (title, text); runs in the caller's transaction."""
    if before is not None:
        db.conn.execute(
            "INSERT INTO search_index (search_index, rowid, title, body)"
            " VALUES ('delete', ?, ?, ?)",
            [article_id, terms(before[0]), terms(before[1])],
        )
    if after is not None:
        db.conn.execute(
            "INSERT INTO search_index (rowid, title, body) VALUES (?, ?, ?)",
            [article_id, terms(after[0]), terms(after[1])],
        )
