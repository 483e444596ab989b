"""What can be cleaned, and how much it may cost. Sizes in bytes."""

import resource

LARGEST = 64 << 20
LARGEST_COPY = 256 << 20
SECONDS = 60
MOST_PIXELS = 64_000_000
"""Of all frames of a picture together."""
MOST_PARTS = 10_000
"""Files in an office file."""
MOST_UNPACKED = 256 << 20
"""All parts of an office file together, unpacked."""

_LIMITS = {
    resource.RLIMIT_AS: 1 << 30,
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_FSIZE: 0,  # no file can be written, so nothing readable is left behind
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 64,
}

IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
PDF = "application/pdf"
OFFICE = frozenset(
    {
        f"application/vnd.openxmlformats-officedocument.{kind}"
        for kind in (
            "wordprocessingml.document",
            "spreadsheetml.sheet",
            "presentationml.presentation",
        )
    }
    | {
        f"application/vnd.oasis.opendocument.{kind}"
        for kind in ("text", "spreadsheet", "presentation")
    }
)
CLEANABLE = IMAGES | {PDF} | OFFICE


class CannotClean(Exception):
    """There is no clean copy of this file. Says why, in words without its contents."""


def confine() -> None:
    """Limit this process, for good."""
    for kind, most in _LIMITS.items():
        resource.setrlimit(kind, (most, most))
