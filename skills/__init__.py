"""Analyses, a folder each: SKILL.md says when and how, the Python beside it does the arithmetic."""
