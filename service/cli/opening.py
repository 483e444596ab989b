"""Opening the instance for a command, with clear refusals."""

from types import TracebackType
from typing import Any

import click


class Refusal(click.ClickException):
    """A clear message and exit code 1."""


def settings_or_refusal() -> Any:
    """Read the settings, or say clearly what is wrong with them."""
    from service.config import BadSettings, load_settings

    try:
        return load_settings()
    except BadSettings as error:
        raise Refusal(str(error)) from None


def opened_runtime(*, ready: bool = True) -> Any:
    """Open the instance; ``ready`` also asks that it may serve."""
    from flask import Flask

    from service.app import NotReady, check_ready, open_runtime
    from service.config import BadSettings
    from service.crypto.errors import KeyringRefused
    from service.logs import configure_logs

    configure_logs()
    settings = settings_or_refusal()
    try:
        runtime = open_runtime(Flask("redress"), settings)
        if ready:
            check_ready(runtime, settings)
    except (BadSettings, KeyringRefused, NotReady) as error:
        raise Refusal(str(error)) from None
    return runtime


class clear_refusals:  # noqa: N801 - used as a function
    """Turn a rule's refusal into a clear message."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        from service.domain.errors import DomainError, Invalid

        if isinstance(error, Invalid):
            faults = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in error.faults)
            raise Refusal(faults) from None
        if isinstance(error, DomainError):
            raise Refusal(error.message) from None
