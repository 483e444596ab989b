"""The API: parses, calls use cases, answers."""

from service.api.wiring import register

__all__ = ["register"]
