"""Adapters: the outside world behind the Protocols of `usecases.ports`."""
