"""READING: sources in, a weekly Japanese digest out."""

__version__ = "0.1.0"

import storage  # noqa: F401  # before anything here takes sqlite-utils: it is imported lean there
