"""json_schema: an output that is JSON of the wanted form. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from prompt_tuner.records import Example, Score
from prompt_tuner.scorers.scorer import Scorer, ScorerSettings, say

_FENCE = re.compile(r"\A```[a-z]*\n(.*)\n```\Z", re.DOTALL)
_SHOWN = 3


def json_schema(output: str, _example: Example, settings: ScorerSettings) -> Score:
    """1 if valid; JSON with errors 0.5 divided by their number; no JSON 0."""
    text = output.strip()
    fence = _FENCE.match(text)
    try:
        value = json.loads(fence[1] if fence else text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        return Score(0.0, say(settings, f"JSONではない: {error}", f"Not JSON: {error}"))
    try:
        errors = list(Draft202012Validator(settings["schema"]).iter_errors(value))
    except (RecursionError, ArithmeticError, Unresolvable):  # too deep, a number like 1e999
        return Score(0.0, say(settings, "JSONを検証できない", "The JSON cannot be checked"))
    if not errors:
        return Score(1.0)
    told = "; ".join(f"{one.json_path}: {one.message[:120]}" for one in errors[:_SHOWN])
    feedback = say(settings, f"JSONの形が違う: {told}", f"JSON of another form: {told}")
    return Score(0.5 / len(errors), feedback)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _complaint(settings: ScorerSettings) -> str:
    schema = settings.get("schema")
    if not isinstance(schema, Mapping | bool):
        return "json_schema needs schema: a JSON file, or the schema itself"
    away = [ref for ref in _references(schema) if not ref.startswith("#")]
    if away:
        return f"$ref {away[0]!r} points outside the schema; nothing is fetched"
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return f"the schema itself is wrong at {error.json_path}: {error.message[:200]}"
    return _lost(schema)


def _lost(schema: Any) -> str:
    whole = DRAFT202012.create_resource(schema)
    resolver = Registry().with_resource("", whole).resolver()
    try:
        for ref in _references(schema):
            resolver.lookup(ref)
    except (Unresolvable, RecursionError) as error:
        return f"a $ref of the schema leads nowhere: {str(error)[:200]}"
    return ""


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for name, value in node.items():
            if name in ("$ref", "$dynamicRef") and isinstance(value, str):
                yield value
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


JSON_SCHEMA = Scorer(json_schema, complaint=_complaint, keys=("schema",))
