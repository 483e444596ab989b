"""Where the project's own files are."""

from pathlib import Path

MIGRATIONS = Path(__file__).parents[1] / "migrations"
