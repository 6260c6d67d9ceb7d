"""One error tree, that survives a job's checkpoint."""

import pickle

import pytest

from digest import errors
from digest.errors import BadStatus, FetchError, LLMSystemic, NotFound, WorkbenchError


@pytest.mark.parametrize(
    "error",
    [
        NotFound("articles in", "2026-W47", "Run `collect` first."),
        BadStatus("https://example.com/", 500, "The server failed.", "Try later."),
        LLMSystemic("auth", "The key was refused.", "Set OPENAI_API_KEY."),
    ],
)
def test_an_error_is_the_same_after_pickling(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_every_error_is_in_the_tree_that_the_docstring_draws():
    for name in errors.__all__:
        assert issubclass(getattr(errors, name), WorkbenchError)
        assert name in (errors.__doc__ or "")


def test_codes_are_unique():
    found = [getattr(errors, name).code for name in errors.__all__]
    assert len(found) == len(set(found))


def test_an_error_says_what_happened_and_what_to_do():
    error = FetchError("https://example.com/", "No answer.", "Try later.")
    assert str(error) == "No answer. Try later."
