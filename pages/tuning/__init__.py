"""Screens of the prompt workbench: prompts, sessions, the growing chat."""
