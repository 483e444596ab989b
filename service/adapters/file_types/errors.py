"""How a file is refused."""


class UnsupportedType(Exception):
    """The file is of no type that is taken. Says why, in words without its contents."""
