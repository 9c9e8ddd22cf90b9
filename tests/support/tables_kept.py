"""Tables that tests keep between runs."""

from pathlib import Path

from connectors.warehouse.cache import TableCache

_ROOT = Path(__file__).resolve().parents[2]


def tables_kept(name: str) -> TableCache:
    """A cache in this checkout: code of another would remove files that it does not believe."""
    return TableCache(_ROOT / ".pytest_cache" / "tables" / name)
