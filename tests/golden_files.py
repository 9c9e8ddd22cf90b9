"""Golden files: what people read, kept as text that can be reviewed."""

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> str:
    """What the golden file holds. With WRITE_GOLDEN=1 the text is written there first.

    Read the difference before it is committed.
    """
    path = GOLDEN / name
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")
