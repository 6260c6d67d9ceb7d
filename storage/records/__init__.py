"""Every noun of the workbench: frozen records, standard library only.

Times are aware datetimes in UTC; weeks are ISO weeks in Asia/Tokyo ("2026-W47").
`id` is 0 until the record is stored. Text from outside is kept as it came (NFC, no
control characters); escaping is the business of whoever shows it.
"""

from storage.records.guiding import Guideline, Review, RuleFinding, RuleVerdict
from storage.records.house import ModelCall, PromptVersion, Run, SentBatch
from storage.records.reading import (
    KINDS,
    Article,
    Entry,
    KindChoice,
    Mark,
    ModelScore,
    PaperMiss,
    Pick,
    Source,
    Story,
)
from storage.records.terms import Term
from storage.records.tuning import (
    SPLITS,
    Chat,
    Decision,
    Feedback,
    Replay,
    ReplayPair,
    Session,
    StoredCandidate,
    StoredEvaluation,
    StoredExample,
    StoredTask,
    Turn,
)
from storage.records.writing import (
    Build,
    Claim,
    Digest,
    DigestEdit,
    Evidence,
    Finding,
    Item,
    ItemEdit,
    Link,
    Section,
    SectionRead,
    Summary,
)

__all__ = [
    "KINDS",
    "SPLITS",
    "Article",
    "Build",
    "Chat",
    "Claim",
    "Decision",
    "Digest",
    "DigestEdit",
    "Entry",
    "Evidence",
    "Feedback",
    "Finding",
    "Guideline",
    "Item",
    "ItemEdit",
    "KindChoice",
    "Link",
    "Mark",
    "ModelCall",
    "ModelScore",
    "PaperMiss",
    "Pick",
    "PromptVersion",
    "Replay",
    "ReplayPair",
    "Review",
    "RuleFinding",
    "RuleVerdict",
    "Run",
    "Section",
    "SectionRead",
    "SentBatch",
    "Session",
    "Source",
    "StoredCandidate",
    "StoredEvaluation",
    "StoredExample",
    "StoredTask",
    "Story",
    "Summary",
    "Term",
    "Turn",
]
