"""What a task consists of, as HTML: examples by split, scorers, guards, its prompt. Pure."""

from __future__ import annotations

from pages.shared import tuning_words
from pages.shared.markup import EMPTY, Html, tag, text
from prompt_tuner.digest_tasks import TASKS
from prompt_tuner.in_japanese import all_said
from prompt_tuner.records import SPLITS, Task
from storage.records import PromptVersion

SPLIT_NAMES = {"train": "学習用", "validation": "検証用", "sealed": "未公開"}


def facts(task: Task, version: PromptVersion, opened: int) -> Html:
    """A few lines, and the prompt that is the starting point."""
    counts = "、".join(f"{SPLIT_NAMES[split]} {len(task.of(split))}件" for split in SPLITS)
    scorers = "、".join(tuning_words.SCORERS.get(s.name, s.name) for s in task.scorers)
    guards = "、".join(tuning_words.SCORERS.get(name, name) for name in task.guards)
    used = f"(これまでに{opened}回使用)" if opened else ""
    lines = [
        f"例: {counts}{used}",
        f"採点: {scorers}",
        f"下げてはいけない項目: {guards}" if guards else "",
        *all_said(task.notes),
    ]
    name = f"出発点: {version.name} 第{version.number}版({len(version.text):,}字)"
    prompt = tag("details", tag("summary", text(name)), tuning_words.plain_text(version.text))
    listed = tag("ul", *(tag("li", text(line)) for line in lines if line))
    told = tuning_words.digest_task(task.name) if task.name in TASKS else task.purpose
    purpose = tag("p", text(told)) if told and told != task.name else EMPTY
    return tag("div", purpose, listed, prompt, cls="prose wide")
