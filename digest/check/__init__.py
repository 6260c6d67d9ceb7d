"""Checks: each finds, none fixes."""
