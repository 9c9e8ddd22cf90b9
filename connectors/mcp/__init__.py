"""Retainer for other programs' models: its tools over the Model Context Protocol."""
