"""The console: what officers and auditors see. Reads through queries, writes through use cases."""

from flask import Flask

from service.config import Settings
from service.usecases.runtime import Runtime


def register(app: Flask, runtime: Runtime, settings: Settings) -> None:
    """Put the console on the application."""
