"""What the demonstration says once it is ready."""

import os
from pathlib import Path
from typing import Any

from service.demo.credentials import current_code
from service.demo.place import Place
from service.domain.code_lists import ROLES


def ready_text(place: Place, secrets: dict[str, Any]) -> str:
    """Say where to go and how to sign in."""
    officers = secrets["officers"]
    rows = [(o["username"], o["password"], _roles(o["roles"])) for o in officers]
    first = officers[0]["username"]
    code, seconds = current_code(officers, first) or ("", 0)
    return f"""
Redress is ready. Everybody and everything in it is invented.

  Console       {place.base_url}/console/
  API           {place.base_url}/v1
  API manual    {place.base_url}/docs

  Sign in with a user name, its password and a six-digit code:

{_table([("USER NAME", "PASSWORD", "MAY ACT AS"), *rows])}

  {first}'s code is {code} now, for {seconds} seconds. Each code works once; the next:
      .venv/bin/redress demo code {first}

  API clients and every secret   {_short(place.credentials)}
  Command line                   . {_short(place.env)} && .venv/bin/redress audit --help
  Logs                           {_short(place.logs)}

Ctrl-C stops it. The data stays until 'make demo-reset'."""


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(f"      {line.rstrip()}" for line in lines)


def _roles(roles: list[str]) -> str:
    return ", ".join(ROLES.label(role) for role in roles)


def _short(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
