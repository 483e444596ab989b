"""Where somebody comes in from, as the log may keep it."""


def coarse_origin(address: str | None) -> str:
    """Give a caller's network, coarsened: enough to see a pattern, not to find a person."""
    address = address or ""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::/48"
    return ".".join(address.split(".")[:3]) + ".0/24" if address.count(".") == 3 else ""
