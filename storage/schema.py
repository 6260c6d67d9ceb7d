"""The SQL of the first five migrations; like every migration, never edited again."""

S001 = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    title TEXT NOT NULL, language TEXT NOT NULL, folder TEXT NOT NULL,
    weight REAL NOT NULL, enabled INTEGER NOT NULL, etag TEXT NOT NULL,
    last_modified TEXT NOT NULL, body_hash TEXT NOT NULL,
    entry_count INTEGER NOT NULL, checked_at TEXT,
    succeeded_at TEXT, error TEXT NOT NULL, error_code TEXT NOT NULL,
    error_count INTEGER NOT NULL, added_at TEXT);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    source_id INTEGER REFERENCES sources(id) ON DELETE SET NULL,
    url TEXT NOT NULL, url_key TEXT NOT NULL UNIQUE, external_id TEXT NOT NULL,
    title TEXT NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL,
    authors TEXT NOT NULL, published_at TEXT, first_seen_at TEXT NOT NULL,
    week TEXT NOT NULL, sort_at TEXT NOT NULL, text TEXT NOT NULL,
    text_chars INTEGER NOT NULL, text_origin TEXT NOT NULL,
    content_hash TEXT NOT NULL, note TEXT NOT NULL, memo TEXT NOT NULL,
    links TEXT NOT NULL);
CREATE INDEX articles_week ON articles(week, sort_at DESC, id DESC);
CREATE INDEX articles_sort ON articles(sort_at DESC, id DESC);
CREATE INDEX articles_source ON articles(source_id, sort_at DESC, id DESC);
CREATE INDEX articles_external ON articles(external_id) WHERE external_id <> '';
CREATE TABLE marks (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    read_at TEXT, starred_at TEXT);
CREATE VIRTUAL TABLE search_index USING fts5(
    title, body, content='', tokenize="unicode61 remove_diacritics 0");
"""

S002 = """
CREATE TABLE prompt_versions (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, number INTEGER NOT NULL,
    text TEXT NOT NULL, purpose TEXT NOT NULL, origin TEXT NOT NULL,
    reason TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE (name, number));
CREATE TABLE prompt_labels (
    name TEXT NOT NULL, label TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES prompt_versions(id),
    PRIMARY KEY (name, label));
CREATE TABLE model_calls (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, key TEXT NOT NULL,
    job_id TEXT NOT NULL, purpose TEXT NOT NULL, server TEXT NOT NULL,
    model TEXT NOT NULL, messages TEXT NOT NULL, reply TEXT NOT NULL,
    finish TEXT NOT NULL, ok INTEGER NOT NULL, input_tokens INTEGER,
    cached_tokens INTEGER, output_tokens INTEGER, cost_usd REAL,
    seconds REAL NOT NULL, error_kind TEXT NOT NULL, error TEXT NOT NULL,
    prompt_version_id INTEGER REFERENCES prompt_versions(id),
    started_at TEXT NOT NULL);
CREATE INDEX model_calls_key ON model_calls(key, ok);
CREATE INDEX model_calls_job ON model_calls(job_id);
CREATE TABLE summaries (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, story_key TEXT NOT NULL,
    kind TEXT NOT NULL, method TEXT NOT NULL, language TEXT NOT NULL,
    headline TEXT NOT NULL,
    prompt_version_id INTEGER REFERENCES prompt_versions(id),
    call_id INTEGER REFERENCES model_calls(id),
    note TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE INDEX summaries_story ON summaries(story_key);
CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    summary_id INTEGER NOT NULL REFERENCES summaries(id) ON DELETE CASCADE,
    section TEXT NOT NULL, section_position INTEGER NOT NULL,
    position INTEGER NOT NULL, text TEXT NOT NULL, evidence TEXT NOT NULL);
CREATE INDEX claims_summary ON claims(summary_id, section_position, position);
CREATE TABLE digests (
    week TEXT PRIMARY KEY, title TEXT NOT NULL, highlights TEXT NOT NULL,
    highlights_prompt_version_id INTEGER REFERENCES prompt_versions(id),
    highlights_call_id INTEGER REFERENCES model_calls(id),
    method TEXT NOT NULL, notes TEXT NOT NULL, considered INTEGER NOT NULL,
    built_at TEXT NOT NULL);
CREATE TABLE items (
    week TEXT NOT NULL REFERENCES digests(week) ON DELETE CASCADE,
    story_key TEXT NOT NULL, position INTEGER NOT NULL,
    summary_id INTEGER NOT NULL REFERENCES summaries(id), score REAL NOT NULL,
    reasons TEXT NOT NULL, reference_links TEXT NOT NULL, related TEXT NOT NULL,
    findings TEXT NOT NULL, PRIMARY KEY (week, story_key));
CREATE TABLE item_edits (
    week TEXT NOT NULL, story_key TEXT NOT NULL, position INTEGER,
    dropped INTEGER NOT NULL, headline TEXT, comment TEXT NOT NULL,
    updated_at TEXT, PRIMARY KEY (week, story_key));
CREATE TABLE digest_edits (
    week TEXT PRIMARY KEY, title TEXT, greeting TEXT, comment TEXT NOT NULL,
    outlook TEXT NOT NULL, updated_at TEXT);
"""

S003 = """
CREATE TABLE runs (
    job_id TEXT PRIMARY KEY, kind TEXT NOT NULL, arguments TEXT NOT NULL,
    state TEXT NOT NULL, stage TEXT NOT NULL, done INTEGER NOT NULL,
    total INTEGER NOT NULL, result TEXT NOT NULL, error TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE INDEX runs_created ON runs(created_at DESC);
CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

S004 = """
ALTER TABLE prompt_versions ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE prompt_versions ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE prompt_versions ADD COLUMN parents TEXT NOT NULL DEFAULT '[]';
CREATE TABLE prompt_decisions (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES prompt_versions(id),
    replaced_id INTEGER REFERENCES prompt_versions(id),
    action TEXT NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL,
    evidence TEXT NOT NULL, decided_at TEXT NOT NULL);
CREATE INDEX prompt_decisions_name ON prompt_decisions(name, id);
CREATE TABLE tasks (
    name TEXT PRIMARY KEY, prompt_name TEXT NOT NULL, purpose TEXT NOT NULL,
    origin TEXT NOT NULL, definition TEXT NOT NULL,
    added_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE examples (
    task TEXT NOT NULL REFERENCES tasks(name) ON DELETE CASCADE,
    example_id TEXT NOT NULL, position INTEGER NOT NULL, input TEXT NOT NULL,
    expected TEXT NOT NULL, cluster TEXT NOT NULL, split TEXT NOT NULL,
    PRIMARY KEY (task, example_id));
CREATE TABLE sealed_openings (
    task TEXT NOT NULL, session_id TEXT NOT NULL, opened_at TEXT NOT NULL,
    PRIMARY KEY (task, session_id));
CREATE TABLE sessions (
    id TEXT PRIMARY KEY, task TEXT NOT NULL, prompt_name TEXT NOT NULL,
    state TEXT NOT NULL, frozen TEXT NOT NULL,
    seed_version_id INTEGER REFERENCES prompt_versions(id),
    best_version_id INTEGER REFERENCES prompt_versions(id),
    progress TEXT NOT NULL, result TEXT NOT NULL, error TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE INDEX sessions_created ON sessions(created_at DESC);
CREATE TABLE candidates (
    session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    candidate_id TEXT NOT NULL, text TEXT NOT NULL, parents TEXT NOT NULL,
    origin TEXT NOT NULL, note TEXT NOT NULL, round INTEGER NOT NULL,
    lessons TEXT NOT NULL, PRIMARY KEY (session_id, candidate_id));
CREATE TABLE evaluations (
    session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    candidate_id TEXT NOT NULL, example_id TEXT NOT NULL,
    repeat INTEGER NOT NULL, split TEXT NOT NULL, score REAL,
    parts TEXT NOT NULL, feedback TEXT NOT NULL, output TEXT NOT NULL,
    PRIMARY KEY (session_id, candidate_id, example_id, repeat));
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY,
    summary_id INTEGER NOT NULL REFERENCES summaries(id) ON DELETE CASCADE,
    prompt_version_id INTEGER REFERENCES prompt_versions(id),
    week TEXT NOT NULL, story_key TEXT NOT NULL, who TEXT NOT NULL,
    stars INTEGER, comment TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (summary_id, who));
"""

S005 = """
CREATE TABLE chats (
    id TEXT PRIMARY KEY, prompt_name TEXT NOT NULL, prompt TEXT NOT NULL,
    seed_version_id INTEGER REFERENCES prompt_versions(id),
    version_id INTEGER REFERENCES prompt_versions(id),
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE turns (
    chat_id TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
    number INTEGER NOT NULL, prompt TEXT NOT NULL, said TEXT NOT NULL,
    documents TEXT NOT NULL, answer TEXT NOT NULL, liked INTEGER,
    comment TEXT NOT NULL, proposal TEXT NOT NULL, proposed TEXT NOT NULL,
    decision TEXT NOT NULL, PRIMARY KEY (chat_id, number));
"""


S017 = """
CREATE TABLE batches (
    uid TEXT PRIMARY KEY, job_id TEXT NOT NULL, server TEXT NOT NULL,
    model TEXT NOT NULL, file_id TEXT NOT NULL, batch_id TEXT NOT NULL,
    status TEXT NOT NULL, error TEXT NOT NULL, submitted_at TEXT NOT NULL,
    ended_at TEXT);
CREATE TABLE batch_requests (
    uid TEXT NOT NULL REFERENCES batches(uid) ON DELETE CASCADE,
    key TEXT NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (uid, key));
CREATE INDEX batch_requests_key ON batch_requests(key);
"""


S018 = """
CREATE TABLE counts (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    kind TEXT NOT NULL, points INTEGER NOT NULL, PRIMARY KEY (article_id, kind));
INSERT INTO counts SELECT a.id, s.kind, a.points FROM articles AS a
    JOIN sources AS s ON s.id = a.source_id WHERE a.points IS NOT NULL;
CREATE TABLE model_scores (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    way TEXT NOT NULL, content TEXT NOT NULL, score REAL NOT NULL,
    reason TEXT NOT NULL, call_id INTEGER REFERENCES model_calls(id),
    created_at TEXT NOT NULL, PRIMARY KEY (article_id, way, content));
"""


S019 = """
ALTER TABLE items ADD COLUMN accepted TEXT NOT NULL DEFAULT '[]';
CREATE TABLE paper_misses (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    count INTEGER NOT NULL, tried_at TEXT NOT NULL, due_at TEXT NOT NULL,
    reason TEXT NOT NULL);
"""
