"""The database file: created once, migrated, refused when it is not ours, never half written."""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from storage import articles, preferences, sources
from storage.database import OLDEST_SQLITE, check_sqlite, connect, schema, write
from storage.errors import DatabaseTooNew, DatabaseUnusable, StorageError
from storage.migrations import MIGRATIONS, SCHEMA_VERSION
from storage.records import Source
from storage.search import search
from tests.factories import article

TABLES = {
    "articles": "id source_id url url_key external_id title kind language authors published_at"
    " first_seen_at week sort_at text text_chars text_origin content_hash note memo links"
    " points rights",
    "batch_requests": "uid key outcome",
    "batches": "uid job_id server model file_id batch_id status error submitted_at ended_at",
    "builds": "job_id week started_at built_at report",
    "candidates": "session_id candidate_id text parents origin note round lessons",
    "choices": "week story_key wanted decided_at",
    "chats": "id prompt_name prompt seed_version_id version_id created_at updated_at",
    "claims": "id summary_id section section_position position text evidence",
    "counts": "article_id kind points",
    "digest_edits": "week title greeting comment outlook updated_at",
    "digests": "week title highlights highlights_prompt_version_id highlights_call_id method notes"
    " considered built_at",
    "evaluations": "session_id candidate_id example_id repeat split score parts feedback output",
    "examples": "task example_id position input expected cluster split",
    "feedback": "id summary_id prompt_version_id week story_key who stars comment updated_at",
    "replays": "id week prompt_name active_id candidate_id created_at",
    "replay_pairs": "replay_id story_key position title candidate_first active_text"
    " candidate_text note choice comment chosen_at",
    "glossary": "id key term definition evidence origin hidden note call_id created_at updated_at",
    "guidelines": "id text created_at",
    "item_edits": "week story_key position dropped headline comment updated_at standalone",
    "items": "week story_key position summary_id score reasons reference_links related findings"
    " accepted",
    "kind_choices": "article_id kind who reason decided_at",
    "marks": "article_id read_at starred_at",
    "model_calls": "id uid key job_id purpose server model messages reply finish ok input_tokens"
    " cached_tokens output_tokens cost_usd seconds error_kind error prompt_version_id started_at",
    "model_scores": "article_id way content score reason call_id created_at",
    "paper_misses": "article_id count tried_at due_at reason",
    "pairings": "one other together decided_at",
    "preferences": "name value",
    "prompt_decisions": "id name version_id replaced_id action who reason evidence decided_at",
    "prompt_labels": "name label version_id",
    "prompt_versions": "id name number text purpose origin reason created_at model settings"
    " parents",
    "reviews": "id week guideline_id text_hash verdicts notes created_at",
    "runs": "job_id kind arguments state stage done total result error created_at updated_at",
    "sealed_openings": "task session_id opened_at",
    "search_index": "title body",
    "sessions": "id task prompt_name state frozen seed_version_id best_version_id progress result"
    " error created_at updated_at",
    "sources": "id url kind title language folder weight enabled etag last_modified body_hash"
    " entry_count checked_at succeeded_at error error_code error_count added_at settings seen notes"
    " due_at interval_minutes moved_to moved_count api_total api_kept rights newest_at",
    "summaries": "id key story_key kind method language headline prompt_version_id call_id note"
    " created_at choice calls reading",
    "tags": "article_id tag added_at",
    "tasks": "name prompt_name purpose origin definition added_at updated_at",
    "turns": "chat_id number prompt said documents answer liked comment proposal proposed decision",
}
INDEXES = (
    "articles_external articles_sort articles_source articles_week batch_requests_key"
    " builds_week claims_summary model_calls_job model_calls_key prompt_decisions_name"
    " replay_pairs_story reviews_week runs_created sessions_created summaries_story"
    " tags_by_tag"
)


def _shape(conn: sqlite3.Connection) -> dict[str, str]:
    names = [
        row[0]
        for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not re.match(r"search_index_|sqlite_|_sqlite_", row[0])
    ]
    return {n: " ".join(c[1] for c in conn.execute(f"PRAGMA table_info({n})")) for n in names}


def test_the_final_schema_is_this_one(tmp_path: Path) -> None:
    db = connect(tmp_path / "digest.db")
    assert _shape(db.conn) == TABLES
    made = db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql > ''")
    assert " ".join(sorted(r[0] for r in made if not r[0].startswith("idx__"))) == INDEXES
    assert schema(db) == SCHEMA_VERSION
    assert db.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert db.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("step", [m.name for m in MIGRATIONS._migrations[1:]])
def test_an_old_file_is_brought_up_to_date_with_what_it_holds(tmp_path: Path, step: str) -> None:
    path = tmp_path / "digest.db"
    new = connect(":memory:")
    kept = article(new, 1, title="推論の話")
    old = connect(path)
    old.conn.executescript(
        "".join(f"DROP TABLE {name};" for name in (*TABLES, "_sqlite_migrations"))
        + "PRAGMA user_version=0"
    )
    MIGRATIONS.apply(old, stop_before=step)
    done = [m.name for m in MIGRATIONS._migrations].index(step)
    old.conn.execute(f"PRAGMA user_version={done}")
    row = dict(new.conn.execute("SELECT * FROM articles").fetchone())
    known = set(_shape(old.conn)["articles"].split())
    row = {name: value for name, value in row.items() if name in known}
    old.conn.execute(
        f"INSERT INTO articles ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        [*row.values()],
    )
    old.close()
    with pytest.raises(DatabaseUnusable, match="needs"):
        connect(path, readonly=True)
    db = connect(path)
    assert (schema(db), _shape(db.conn)) == (SCHEMA_VERSION, TABLES)
    assert articles.get(db, kept.id) == kept
    assert [hit.article.title for hit in search(db, "推論")] == ["推論の話"]


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    connect(path).close()
    before = path.read_bytes()
    connect(path).close()
    assert path.read_bytes() == before


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    db = connect(path)
    db.conn.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    db.close()
    for readonly in (False, True):
        with pytest.raises(DatabaseTooNew, match=f"schema {SCHEMA_VERSION + 1}") as caught:
            connect(path, readonly=readonly)
        assert "Update" in caught.value.hint


def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    path.write_bytes(b"not a database, but somebody's file" * 100)
    with pytest.raises(DatabaseUnusable, match="not a database") as caught:
        connect(path)
    assert caught.value.hint
    assert path.read_bytes().startswith(b"not a database")


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE articles (x)")
    other.close()
    with pytest.raises(DatabaseUnusable, match="another program"):
        connect(path)
    assert _shape(sqlite3.connect(path)) == {"articles": "x"}


def test_places_that_cannot_hold_a_file_are_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "digest.db", tmp_path / "folder"):
        with pytest.raises(DatabaseUnusable, match=re.escape(str(path))):
            connect(path)
    with pytest.raises(DatabaseUnusable, match="unable to open"):
        connect(tmp_path / "absent.db", readonly=True)


def test_a_file_without_permission_is_said(tmp_path: Path) -> None:
    if os.name != "posix" or os.geteuid() == 0:
        db = connect(tmp_path / "digest.db")  # root may write everywhere: ask SQLite instead
        db.conn.execute("PRAGMA query_only=1")
        with pytest.raises(DatabaseUnusable, match="readonly"):
            preferences.put(db, "x", 1)
        return
    path = tmp_path / "digest.db"
    connect(path).close()
    path.chmod(0o400)
    with pytest.raises(DatabaseUnusable):
        preferences.put(connect(path), "x", 1)


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    db = connect(path)
    kept = article(db, 1)
    pages = db.conn.execute("PRAGMA page_count").fetchone()[0]
    db.conn.execute(f"PRAGMA max_page_count={pages + 2}")

    def fill() -> None:
        with write(db):
            article(db, 2, text="短い")
            article(db, 3, text="長い本文。" * 100_000)

    with pytest.raises(DatabaseUnusable, match="full") as caught:
        fill()
    assert "disk space" in caught.value.hint
    assert not db.conn.in_transaction
    assert [a.id for a in articles.list_articles(db)] == [kept.id]
    db.conn.execute("PRAGMA max_page_count=100000")
    article(db, 3, text="長い本文。" * 100_000)
    db.close()
    assert connect(path).conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_an_error_inside_a_transaction_takes_all_of_it_back(tmp_path: Path) -> None:
    db = connect(tmp_path / "digest.db")

    def fail() -> None:
        with write(db):
            sources.add(db, Source(url="https://a.jp/"))  # joins the outer transaction
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert sources.list_sources(db) == []
    with write(db), write(db):
        sources.add(db, Source(url="https://a.jp/"))
    assert not db.conn.in_transaction
    assert len(sources.list_sources(db)) == 1


def test_a_bug_is_not_called_a_full_disk(tmp_path: Path) -> None:
    db = connect(tmp_path / "digest.db")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), write(db) as conn:
        conn.execute("INSERT INTO absent VALUES (1)")
    assert not db.conn.in_transaction


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    db = connect(path)
    for n in range(50):
        article(db, n, text="本文。" * 500)
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    content = bytearray(path.read_bytes())
    content[20_000:] = b"\xde\xad" * ((len(content) - 20_000) // 2)
    path.write_bytes(content)

    def use() -> None:
        for n in range(50, 200):
            article(connect(path), n, text="本文。" * 500)

    with pytest.raises(DatabaseUnusable, match=r"malformed|Cannot"):
        use()


def test_two_writers_and_readers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            db = connect(path)  # four at once also create and migrate the file
            for n in range(25):
                with write(db):
                    have = preferences.get(db, "counter", 0)
                    article(db, 100 * number + n)
                    preferences.put(db, "counter", have + 1)
                assert articles.count(db) > 0
            db.close()
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    db = connect(path, readonly=True)
    assert preferences.get(db, "counter") == articles.count(db) == 100


def test_a_reader_sees_the_old_state_while_somebody_writes(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    writer = connect(path)
    first = article(writer, 1)
    reader = connect(path, readonly=True)
    with write(writer):
        articles.save(writer, replace(first, title="書きかけ"))
        assert articles.get(reader, first.id).title == first.title
    assert articles.get(reader, first.id).title == "書きかけ"
    with pytest.raises(DatabaseUnusable, match="readonly"):
        article(reader, 2)


def test_a_closed_connection_is_a_bug(tmp_path: Path) -> None:
    db = connect(tmp_path / "digest.db")
    db.close()
    with pytest.raises(sqlite3.ProgrammingError):
        preferences.put(db, "a", 1)


def test_preferences_are_json_by_name(tmp_path: Path) -> None:
    db = connect(tmp_path / "digest.db")
    value = {"model": "m\ufffd", "rungs": [1, None, True]}
    preferences.put(db, "a", value)
    assert preferences.get(db, "a") == value
    preferences.put(db, "a", "別の\ud800")
    assert preferences.get(db, "a") == "別の\ufffd"
    preferences.put(db, "a", None)
    assert preferences.get(db, "a", 7) == 7


def test_an_sqlite_that_is_too_old_is_told_at_once():
    check_sqlite(OLDEST_SQLITE)
    check_sqlite((4, 0, 0))
    with pytest.raises(StorageError, match=r"SQLite is 3\.34\.1; 3\.35 or newer"):
        check_sqlite((3, 34, 1))


def test_no_statement_needs_a_newer_sqlite_than_is_asked_for():
    """-> and ->>, unixepoch() and concat() are of 3.38 and later, and so is STRICT of 3.37."""
    newer = re.compile(r"->>?\s*'|unixepoch\(|\bconcat(?:_ws)?\(|\)\s*STRICT\b")
    for path in (Path(__file__).parent.parent / "storage").rglob("*.py"):
        assert not newer.search(path.read_text(encoding="utf-8")), path
