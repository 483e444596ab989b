"""What a test may do without on a developer's machine, and may not in CI."""

import os

import pytest


def everything_is_required() -> bool:
    """Tell whether this run may leave nothing out (``.ci/run`` says so)."""
    return os.environ.get("REDRESS_TEST_REQUIRE_ALL") == "1"


def require(condition: bool, what: str) -> None:
    """Skip the test, loudly, unless ``condition`` holds; fail it where nothing may be left out.

    ``what`` names the missing thing: ``require(CHROMIUM.exists(), "chromium in /usr/bin")``.
    """
    __tracebackhide__ = True
    if condition:
        return
    if everything_is_required():
        pytest.fail(f"MISSING: {what} (REDRESS_TEST_REQUIRE_ALL=1 forbids skipping)", pytrace=False)
    pytest.skip(f"NOT TESTED, for want of {what}")
