"""READING: sources in, a weekly Japanese digest out."""

__version__ = "0.1.0"
