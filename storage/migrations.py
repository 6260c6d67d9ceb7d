"""The schema as append-only steps: never edit a step that has landed, add the next one."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.schema import S001, S002, S003, S004, S005, S017, S018, S019

MIGRATIONS = Migrations("workbench")


S006 = """
CREATE TABLE tags (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    tag TEXT NOT NULL, added_at TEXT NOT NULL, PRIMARY KEY (article_id, tag));
CREATE INDEX tags_by_tag ON tags (tag, article_id);
CREATE TABLE pairings (
    one INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    together INTEGER NOT NULL, decided_at TEXT NOT NULL, PRIMARY KEY (one, other));
CREATE TABLE choices (
    week TEXT NOT NULL, story_key TEXT NOT NULL, wanted INTEGER NOT NULL,
    decided_at TEXT NOT NULL, PRIMARY KEY (week, story_key));
"""


S007 = """
ALTER TABLE sources ADD COLUMN settings TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sources ADD COLUMN seen TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sources ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE articles ADD COLUMN points INTEGER;
"""


S008 = """
ALTER TABLE sources ADD COLUMN due_at TEXT;
ALTER TABLE sources ADD COLUMN interval_minutes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN moved_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN api_total INTEGER;
ALTER TABLE sources ADD COLUMN api_kept INTEGER;
ALTER TABLE sources ADD COLUMN rights TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN rights TEXT NOT NULL DEFAULT '';
"""


S009 = """
CREATE TABLE kind_choices (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    kind TEXT NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL,
    decided_at TEXT NOT NULL);
"""


S010 = """
CREATE TABLE builds (
    job_id TEXT PRIMARY KEY, week TEXT NOT NULL, started_at TEXT NOT NULL,
    built_at TEXT, report TEXT NOT NULL);
CREATE INDEX builds_week ON builds(week, started_at);
ALTER TABLE item_edits ADD COLUMN standalone INTEGER NOT NULL DEFAULT 0;
"""


S011 = """
CREATE TABLE guidelines (
    id INTEGER PRIMARY KEY, text TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY, week TEXT NOT NULL,
    guideline_id INTEGER NOT NULL REFERENCES guidelines(id), text_hash TEXT NOT NULL,
    verdicts TEXT NOT NULL, notes TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE INDEX reviews_week ON reviews (week, id);
"""


S012 = """
ALTER TABLE summaries ADD COLUMN choice TEXT NOT NULL DEFAULT '';
ALTER TABLE summaries ADD COLUMN calls TEXT NOT NULL DEFAULT '[]';
"""

S013 = """
ALTER TABLE summaries ADD COLUMN reading TEXT NOT NULL DEFAULT '[]';
"""


S014 = """
CREATE TABLE glossary (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, term TEXT NOT NULL,
    definition TEXT NOT NULL, evidence TEXT NOT NULL, origin TEXT NOT NULL,
    hidden INTEGER NOT NULL, note TEXT NOT NULL,
    call_id INTEGER REFERENCES model_calls(id), created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL);
"""


S015 = """
ALTER TABLE sources ADD COLUMN newest_at TEXT;
"""


S016 = """
CREATE TABLE replays (
    id TEXT PRIMARY KEY, week TEXT NOT NULL, prompt_name TEXT NOT NULL,
    active_id INTEGER NOT NULL REFERENCES prompt_versions(id),
    candidate_id INTEGER NOT NULL REFERENCES prompt_versions(id),
    created_at TEXT NOT NULL);
CREATE TABLE replay_pairs (
    replay_id TEXT NOT NULL REFERENCES replays(id) ON DELETE CASCADE,
    story_key TEXT NOT NULL, position INTEGER NOT NULL, title TEXT NOT NULL,
    candidate_first INTEGER NOT NULL, active_text TEXT NOT NULL,
    candidate_text TEXT NOT NULL, note TEXT NOT NULL, choice TEXT NOT NULL,
    comment TEXT NOT NULL, chosen_at TEXT, PRIMARY KEY (replay_id, story_key));
CREATE INDEX replay_pairs_story ON replay_pairs(story_key);
"""


@MIGRATIONS()
def s001_reading(db: Database) -> None:
    """Sources, articles, marks, the search index."""
    _run(db, S001)


@MIGRATIONS()
def s002_digests(db: Database) -> None:
    """Prompts, model calls, summaries, digests, and what writers decided."""
    _run(db, S002)


@MIGRATIONS()
def s003_house(db: Database) -> None:
    """Runs of jobs and preferences (never keys)."""
    _run(db, S003)


@MIGRATIONS()
def s004_tuning(db: Database) -> None:
    """Decisions on prompts, tasks, tuning sessions, and feedback on summaries."""
    _run(db, S004)


@MIGRATIONS()
def s005_chats(db: Database) -> None:
    """Growing chats and their turns."""
    _run(db, S005)


@MIGRATIONS()
def s006_choosing(db: Database) -> None:
    """Tags of articles, and what people decided: what is one story, what is in an issue."""
    _run(db, S006)


@MIGRATIONS()
def s007_kinds(db: Database) -> None:
    """What kinds of source need beyond a URL, what they said; points of articles."""
    _run(db, S007)


@MIGRATIONS()
def s008_asking(db: Database) -> None:
    """When a source is asked next, where it moved, what an API counted, and under what rights."""
    _run(db, S008)


@MIGRATIONS()
def s009_kinds_of_story(db: Database) -> None:
    """The kinds of story that people chose, or a model where the rules were in doubt."""
    _run(db, S009)


@MIGRATIONS()
def s010_reports(db: Database) -> None:
    """What each build did and spent; items whose 続報 a writer took away."""
    _run(db, S010)


@MIGRATIONS()
def s011_guidelines(db: Database) -> None:
    """A writer's guideline in versions, and its reviews of issues."""
    _run(db, S011)


@MIGRATIONS()
def s012_drafts(db: Database) -> None:
    """Which of several replies a summary is, why, and the calls that led to it."""
    _run(db, S012)


@MIGRATIONS()
def s013_reading_lists(db: Database) -> None:
    """Which sections of a long text were read in which request."""
    _run(db, S013)


@MIGRATIONS()
def s014_glossary(db: Database) -> None:
    """Terms with their definitions."""
    _run(db, S014)


@MIGRATIONS()
def s015_newest(db: Database) -> None:
    """The newest entry that a source ever showed: how long it has been silent."""
    _run(db, S015)


@MIGRATIONS()
def s016_replays(db: Database) -> None:
    """Past weeks written again by two versions, and which was chosen."""
    _run(db, S016)


@MIGRATIONS()
def s017_batches(db: Database) -> None:
    """Batches at a model server, and what came of their requests."""
    _run(db, S017)


@MIGRATIONS()
def s018_scores(db: Database) -> None:
    """What each kind of source counted for an article; what a model thinks of it."""
    _run(db, S018)


@MIGRATIONS()
def s019_accepted(db: Database) -> None:
    """What checks accepted with a reason; whole papers that could not be had, and since when."""
    _run(db, S019)


def _run(db: Database, script: str) -> None:
    """Statement by statement: executescript would commit the migration's transaction."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


SCHEMA_VERSION = len(MIGRATIONS._migrations)
