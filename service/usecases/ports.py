"""What use cases need of the outside world, as Protocols that adapters implement."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, in UTC."""

    def __call__(self) -> datetime:
        """Give the present moment."""
        ...
