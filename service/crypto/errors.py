"""What can go wrong, in five names.

Callers need to tell apart only what they would do differently: a blob that cannot be
opened is a sign of tampering or loss, an unknown key is a configuration to repair, and a
provider that is away is worth trying again. Messages never hold keys or contents.
"""


class CryptoError(Exception):
    """Root of everything this package raises on purpose."""


class Undecryptable(CryptoError):
    """The bytes do not open: wrong key, wrong place, cut short, altered or badly padded.

    One error with one message for every cause, so that nobody can use the difference
    between causes as an oracle. Never answered by handing back what was stored.
    """

    def __init__(self) -> None:
        super().__init__("this ciphertext does not open here under this key")


class UnknownKey(CryptoError):
    """A blob or a caller names a key that is not held. Says the key's name or number only."""


class KeyringRefused(CryptoError):
    """The keyring file cannot be trusted or used. The message tells the operator what to do."""


class ProviderAway(CryptoError):
    """The key provider did not answer. Nothing is wrong with the data; try again later."""
