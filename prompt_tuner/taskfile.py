"""A user's task.yaml and its examples.jsonl → Task, or words that say what is wrong.

Files that a task names must lie beside it or below: their text goes to a model server, and
a task may come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from digest.errors import UsageError
from prompt_tuner.examples import FEWEST, assign, few_sealed
from prompt_tuner.jsonlines import read_examples
from prompt_tuner.records import Example, ScorerSpec, Split, Task
from prompt_tuner.scorers import SCORERS
from prompt_tuner.sources import is_plain, path_of, read_json, read_text

NAMES = ("task.yaml", "task.yml")
FIELDS = ("name", "purpose", "prompt", "prompt_file", "models", "examples", "scorers", "guards")
ROLES = ("task", "reflect", "judge")
# PyYAML lets out what a wrong value of a tag like !!bool or !!int comes to.
UNREADABLE = (yaml.YAMLError, RecursionError, ValueError, LookupError, AttributeError, TypeError)


class _PlainLoader(yaml.SafeLoader):
    """Without aliases: nine lines of them can stand for a billion values."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not read", problem_mark=mark)
        return super().compose_node(parent, index)


def load(path: Path, known: Callable[[str], Mapping[str, Split]] = lambda _name: {}) -> Task:
    """The task of a file, or of the folder that holds task.yaml. Raises UsageError.

    known: the task's name → splits that are stored already; they stay.
    """
    file = _file(path)
    fields = _fields(file)
    scorers = _scorers(fields, file)
    examples, given = read_examples(file.parent, _text(fields, "examples", "examples.jsonl"))
    _check_examples(examples, scorers, file)
    name = _name(fields, file)
    ids = {example.id for example in examples}
    stored = {key: split for key, split in known(name).items() if key in ids}
    split, notes = assign(examples, {**given, **stored})
    return Task(
        name=name,
        prompt=_prompt(fields, file),
        models=_models(fields, file),
        examples=split,
        scorers=scorers,
        guards=_guards(fields, [spec.name for spec in scorers], file),
        purpose=_text(fields, "purpose", ""),
        notes=(*notes, *few_sealed(split)),
    )


def _scorers(fields: Mapping[str, Any], file: Path) -> tuple[ScorerSpec, ...]:
    scorers = tuple(_scorer(one, file) for one in _list(fields, "scorers", file))
    names = [spec.name for spec in scorers]
    _refuse(not names, file, "scorers is empty", "Name at least one scorer.")
    twice = next((name for name in names if names.count(name) > 1), "")
    _refuse(bool(twice), file, f"scorer {twice!r} is named twice", "Name each scorer once.")
    _refuse(not any(s.weight for s in scorers), file, "every weight is 0", "Give one a weight.")
    return scorers


def _check_examples(
    examples: tuple[Example, ...], scorers: tuple[ScorerSpec, ...], file: Path
) -> None:
    _refuse(
        len(examples) < FEWEST,
        file,
        f"{len(examples)} examples; at least {FEWEST} are needed",
        "Write more: 20 is a start, from 40 on small improvements can be proved.",
    )
    counted = [SCORERS[spec.name] for spec in scorers if spec.weight]
    unscored = [e.id for e in examples if not any(scorer.applies(e) for scorer in counted)]
    _refuse(
        bool(unscored),
        file,
        f"no scorer applies to example {unscored[0]!r}" if unscored else "",
        "Give it what its scorer expects (for mentions: expected.mentions), or add a scorer.",
    )


def _file(path: Path) -> Path:
    candidates = [path / name for name in NAMES] if path.is_dir() else [path]
    for file in candidates:
        if file.is_file():
            return file
    raise UsageError(
        f"No task at {path}.", "Give a task.yaml, or the folder that holds one (docs/tuning.md)."
    )


def _fields(file: Path) -> Mapping[str, Any]:
    try:
        fields = yaml.load(read_text(file, 1_000_000), Loader=_PlainLoader)
    except UNREADABLE as error:
        told = " ".join(str(error).split())[:200]
        raise UsageError(f"{file} is not YAML: {told}", "Correct the line it names.") from error
    if not isinstance(fields, Mapping):
        raise UsageError(
            f"{file} holds no fields.", "It needs prompt (or prompt_file) and scorers."
        )
    unknown = [str(name) for name in fields if name not in FIELDS]
    _refuse(
        bool(unknown), file, f"unknown field {', '.join(unknown)}", f"Known: {', '.join(FIELDS)}."
    )
    return fields


def _refuse(wrong: bool, file: Path, what: str, hint: str) -> None:
    if wrong:
        raise UsageError(f"{file}: {what}.", hint)


def _text(fields: Mapping[str, Any], name: str, default: str) -> str:
    value = fields.get(name)
    return default if value is None else str(value)


def _list(fields: Mapping[str, Any], name: str, file: Path) -> list[Any]:
    value = fields.get(name) or []
    _refuse(not isinstance(value, list), file, f"{name} is not a list", "Begin each with a dash.")
    return list(value)


def _name(fields: Mapping[str, Any], file: Path) -> str:
    name = _text(fields, "name", file.resolve().parent.name).strip()
    allowed = 0 < len(name) <= 100 and name.isprintable() and not set(name) & set("/\\@")
    _refuse(not allowed, file, f"name {name[:40]!r} cannot be used", "No / \\ @, 100 at most.")
    return name


def _prompt(fields: Mapping[str, Any], file: Path) -> str:
    both = "prompt" in fields and "prompt_file" in fields
    _refuse(both, file, "prompt and prompt_file are both given", "Keep one of them.")
    if "prompt_file" in fields:
        return read_text(_beside(file, fields["prompt_file"]), 1_000_000).strip()
    _refuse("prompt" not in fields, file, "no prompt", "Add prompt: or prompt_file:.")
    return _text(fields, "prompt", "").strip()


def _models(fields: Mapping[str, Any], file: Path) -> Mapping[str, str]:
    models = fields.get("models") or {}
    fine = isinstance(models, Mapping) and all(
        role in ROLES and isinstance(name, str) and name.strip() for role, name in models.items()
    )
    _refuse(not fine, file, "models is not understood", f"Roles are {', '.join(ROLES)}.")
    return {role: name.strip() for role, name in models.items()}


def _guards(fields: Mapping[str, Any], names: list[str], file: Path) -> tuple[str, ...]:
    guards = [str(name) for name in _list(fields, "guards", file)]
    unknown = [name for name in guards if name not in names]
    _refuse(
        bool(unknown),
        file,
        f"guard {', '.join(unknown)} is no scorer of this task",
        f"Guards are names of its scorers: {', '.join(names)}.",
    )
    return tuple(dict.fromkeys(guards))


def _scorer(given: Any, file: Path) -> ScorerSpec:
    fields = dict(given) if isinstance(given, Mapping) else {"name": given}
    name, weight = str(fields.pop("name", "")), fields.pop("weight", 1.0)
    scorer = SCORERS.get(name)
    if scorer is None:
        raise UsageError(f"{file}: no scorer {name!r}.", f"There are {', '.join(SCORERS)}.")
    number = isinstance(weight, int | float) and not isinstance(weight, bool)
    fine = number and 0 <= weight <= 1000
    _refuse(not fine, file, f"weight {weight!r} of {name} is no number from 0", "Use 1.")
    unknown = [str(key) for key in fields if key not in scorer.keys]
    known = ", ".join(scorer.keys) or "weight only"
    _refuse(bool(unknown), file, f"{name} has no {', '.join(unknown)}", f"It knows: {known}.")
    settings = {str(key): _loaded(str(key), value, file) for key, value in fields.items()}
    fine = is_plain(settings)
    _refuse(not fine, file, f"{name} holds what JSON cannot say", "Quote dates and the like.")
    wrong = scorer.complaint(settings)
    _refuse(bool(wrong), file, wrong, f"See {name} in docs/tuning.md.")
    return ScorerSpec(name, float(weight), settings)


def _loaded(key: str, value: Any, file: Path) -> Any:
    if key == "schema" and isinstance(value, str):
        return read_json(_beside(file, value))
    if key == "rubric" and isinstance(value, str) and "\n" not in value.strip():
        named = value.strip().endswith((".md", ".txt"))
        return read_text(_beside(file, value.strip()), 100_000) if named else value
    return value


def _beside(file: Path, name: Any) -> Path:
    path = path_of(file.parent, str(name))
    inside = path.is_relative_to(file.parent.resolve())
    _refuse(not inside, file, f"{name} lies outside the task's folder", "Copy it beside it.")
    return path
