"""The nouns of tuning: decisions on prompts, tasks with examples, sessions and what they found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SPLITS = ("train", "validation", "sealed")


@dataclass(frozen=True, slots=True)
class Decision:
    """Who made which version of a prompt the active one, on which evidence."""

    id: int = 0
    name: str = ""  # of the prompt
    version_id: int = 0
    replaced_id: int | None = None  # the version that was active before
    action: str = "promote"  # promote, rollback, seed
    who: str = "person"  # person, session, chat, program
    reason: str = ""
    evidence: str = "{}"  # JSON: session, verdict, p_value, interval, ...
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A task as it was added; its examples are rows of their own."""

    name: str
    prompt_name: str = ""
    purpose: str = ""
    origin: str = ""  # the file or folder that it came from, or "digest"
    definition: str = "{}"  # JSON: models, scorers, guards
    added_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredExample:
    """One example of a task; its split never changes once it is stored."""

    task: str
    example_id: str
    position: int = 0
    input: str = ""
    expected: str = ""  # JSON object, or "" for none
    cluster: str = ""
    split: str = "train"  # one of SPLITS


@dataclass(frozen=True, slots=True)
class Session:
    """A tuning session: what it set out from, how far it is, what it found."""

    id: str
    task: str = ""
    prompt_name: str = ""
    state: str = "queued"  # queued, running, pausing, paused, stopped, done, cancelled, failed
    frozen: str = "{}"  # JSON: the task with its examples and the settings, as they were
    seed_version_id: int | None = None
    best_version_id: int | None = None
    progress: str = "{}"  # JSON, for screens
    result: str = ""  # JSON; "" until there is one
    error: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredCandidate:
    """A prompt that a session tried. round 0 is the seed."""

    session_id: str
    candidate_id: str
    text: str = ""
    parents: tuple[str, ...] = ()
    origin: str = ""
    note: str = ""
    round: int = 0
    lessons: tuple[str, ...] = ()  # ids of the examples that it was proposed from


@dataclass(frozen=True, slots=True)
class StoredEvaluation:
    """One candidate on one example; score None: it could not be had, feedback says why."""

    session_id: str
    candidate_id: str
    example_id: str
    repeat: int = 0
    split: str = "train"
    score: float | None = None
    parts: str = "{}"  # JSON: scorer → 0..1
    feedback: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """A talk to a prompt that grows with it."""

    id: str
    prompt_name: str = ""
    prompt: str = ""  # as it has grown so far
    seed_version_id: int | None = None
    version_id: int | None = None  # the last version that was saved from it
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a chat, with the proposal that it brought and what became of it."""

    chat_id: str
    number: int
    prompt: str = ""  # that answered
    said: str = ""
    documents: tuple[str, ...] = ()  # data, never instructions
    answer: str = ""
    liked: bool | None = None  # None: no reaction
    comment: str = ""
    proposal: str = "[]"  # JSON: [{"kind", "target", "rule", "reason", "refused"}]
    proposed: str = ""  # the whole prompt that the proposal makes; "" for none
    decision: str = ""  # applied, edited, dismissed, or "" while open


@dataclass(frozen=True, slots=True)
class Feedback:
    """A reader's or writer's stars and words on one summary, kept with its prompt version."""

    id: int = 0
    summary_id: int = 0
    prompt_version_id: int | None = None
    week: str = ""
    story_key: str = ""
    who: str = "writer"  # reader, writer
    stars: int | None = None  # 1..5; None: only words
    comment: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """A past week written again by two versions of a prompt, to be told apart blind."""

    id: str
    week: str = ""
    prompt_name: str = ""
    active_id: int = 0  # the version that was active when it began
    candidate_id: int = 0
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReplayPair:
    """What both versions wrote about one story (or about the week), and which was chosen."""

    replay_id: str
    story_key: str
    position: int = 0
    title: str = ""
    candidate_first: bool = False  # whether the candidate is shown as A
    active_text: str = ""
    candidate_text: str = ""
    note: str = ""  # why one of them is missing, English
    choice: str = ""  # active, candidate, tie, or "" while open
    comment: str = ""
    chosen_at: datetime | None = None
