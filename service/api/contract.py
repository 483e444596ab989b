"""The contract."""

from flask import Flask

from service.config import Settings


def install_contract(app: Flask, settings: Settings) -> None:
    """Later."""
