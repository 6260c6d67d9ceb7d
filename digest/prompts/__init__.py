"""Seed system prompts, one text file each."""
