"""pydantic model → the subset of JSON schema that every enforcing server accepts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from pydantic import BaseModel, Field

from llm.schema import strict_schema
from tests.fakes_llm import example


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = Field(ge=0, le=9)


class Dog(BaseModel):
    kind: Literal["dog"]


class Zoo(BaseModel):
    """A zoo."""

    title: str = Field(min_length=1, max_length=80, description="名前")
    default: Annotated[str, Field(pattern="^a")] = "a"
    note: str | None = None
    colour: Colour = Field(description="色", default=Colour.RED)
    cats: list[Cat] = Field(min_length=1, max_length=3, default_factory=list)
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    place: tuple[int, str]
    best: Cat = Field(description="the best")


class Tree(BaseModel):
    name: str
    children: list[Tree]


class Loose(BaseModel):
    pairs: dict[str, str]


def _nodes(node: Any) -> list[dict[str, Any]]:
    """Every schema inside a schema (properties are names, not schemas)."""
    if isinstance(node, list):
        return [found for part in node for found in _nodes(part)]
    if not isinstance(node, dict):
        return []
    inner = []
    for key, value in node.items():
        inner += _nodes(list(value.values()) if key in ("properties", "$defs") else value)
    return [node, *inner]


def test_every_property_is_required_and_nothing_else_is_allowed() -> None:
    for node in _nodes(strict_schema(Zoo)):
        if "properties" in node:
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])


def test_only_the_common_subset_is_left() -> None:
    known = {"type", "enum", "description", "$ref", "$defs", "anyOf", "items", "properties"}
    known |= {"required", "additionalProperties"}
    for node in _nodes(strict_schema(Zoo)):
        assert node.keys() <= known
        assert "$ref" not in node or node.keys() == {"$ref"}


def test_properties_named_like_keywords_stay() -> None:
    properties = strict_schema(Zoo)["properties"]
    assert properties["title"] == {"type": "string", "description": "名前"}
    assert properties["default"] == {"type": "string"}


def test_what_can_be_missing_can_be_null() -> None:
    variants = strict_schema(Zoo)["properties"]["note"]["anyOf"]
    assert variants == [{"type": "string"}, {"type": "null"}]


def test_recursion_stays_a_reference() -> None:
    schema = strict_schema(Tree)
    assert "$defs" in schema
    jsonschema.validate({"name": "a", "children": []}, _anchored(schema))


def test_a_value_of_the_schema_is_a_value_of_the_type() -> None:
    schema = strict_schema(Zoo)
    made = example(schema, schema)
    jsonschema.validate(made, schema)
    made |= {"default": "a", "place": [1, "x"]}  # what strict mode cannot say
    assert Zoo.model_validate(made).pet == Cat(lives=1)


def test_free_form_objects_are_refused_when_written_not_when_running() -> None:
    with pytest.raises(TypeError, match="free-form"):
        strict_schema(Loose)


def _anchored(schema: dict[str, Any]) -> dict[str, Any]:
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema
