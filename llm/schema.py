"""pydantic model → JSON schema in the subset that every enforcing server accepts.

OpenAI's strict mode: every property required, additionalProperties false. Bounds, patterns
and formats are left out (some servers refuse them); pydantic checks them afterwards.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import BaseModel

_KEPT = ("type", "enum", "description", "$ref")


@lru_cache(maxsize=64)
def _generated(reply_type: type[BaseModel]) -> dict[str, Any]:
    return reply_type.model_json_schema()


def strict_schema(reply_type: type[BaseModel]) -> dict[str, Any]:
    """The schema of a reply. Raises TypeError for a type that strict mode cannot say (dict)."""
    whole = _generated(reply_type)
    strict = _strict(whole, whole)
    if "$defs" in whole:
        strict["$defs"] = {name: _strict(part, whole) for name, part in whole["$defs"].items()}
    return strict


def _strict(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    if len(node.get("allOf", ())) == 1:
        node = {**node["allOf"][0], **{k: v for k, v in node.items() if k != "allOf"}}
    if "$ref" in node and len(node.keys() - {"default", "title"}) > 1:
        node = {**_resolve(node["$ref"], whole), **{k: v for k, v in node.items() if k != "$ref"}}
    made = {key: node[key] for key in _KEPT if key in node}
    if "const" in node:
        made["enum"] = [node["const"]]
    variants = node.get("anyOf") or node.get("oneOf")
    if variants:
        made["anyOf"] = [_strict(variant, whole) for variant in variants]
    if node.get("type") == "array":
        made["items"] = _items(node, whole)
    if node.get("type") == "object":
        made |= _object(node, whole)
    return made


def _items(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """One schema for every element: strict mode knows no tuples."""
    if "prefixItems" in node:
        return {"anyOf": [_strict(item, whole) for item in node["prefixItems"]]}
    return _strict(node.get("items") or {"type": "string"}, whole)


def _object(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    properties = node.get("properties")
    if not properties:
        raise TypeError(f"Strict mode has no free-form objects: {node.get('title', 'dict')}.")
    return {
        "properties": {name: _strict(part, whole) for name, part in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }


def _resolve(ref: str, whole: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = whole["$defs"][ref.rsplit("/", 1)[-1]]
    return found
