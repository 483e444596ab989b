"""Versions as entity tags (RFC 9110, section 13)."""

import re

from flask import Request

from service.api.problems import Problem

_ETAG = re.compile(r'"v([0-9]{1,9})"')


def etag(version: int) -> str:
    """Write a version as a strong entity tag."""
    return f'"v{version}"'


def required_version(request: Request) -> int:
    """Read the version a writer has seen.

    Raises:
        Problem: 428 without If-Match, 412 for a tag that is none of ours.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise Problem("precondition_required")
    match = _ETAG.fullmatch(header.strip())
    if match is None:
        raise Problem("stale", 'Give one strong entity tag, such as "v7".')
    return int(match.group(1))


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller says it has this version already."""
    header = request.headers.get("If-None-Match", "")
    # A weak tag matches here (section 13.1.2): proxies that compress weaken ours.
    known = {part.strip().removeprefix("W/") for part in header.split(",")}
    return tag in known or header.strip() == "*"
