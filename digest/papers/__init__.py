"""A paper whole: arXiv's HTML or a PDF → sections, their text, and a plan to read them all."""
