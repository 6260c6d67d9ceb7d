"""TUNING: feedback in, a better prompt version out (the prompt workbench issue)."""
