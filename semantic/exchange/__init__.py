"""Definitions from and to other tools' formats; what cannot be taken over is always reported."""
