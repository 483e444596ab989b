import hmac
import threading
import time
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.crypto.errors import ProviderAway, Undecryptable, UnknownKey
from service.crypto.kek import KekCache, kek_context, new_kek
from service.crypto.provider import KeyProvider

NONCE = bytes(12)


class CountingProvider:
    """Wraps by writing the context before the key; counts, waits and fails on demand."""

    def __init__(self) -> None:
        self.unwrapped: list[bytes] = []
        self.away = False
        self.delay = 0.0

    def wrap(self, key: bytes, context: Mapping[str, str]) -> bytes:
        return f"{sorted(context.items())}".encode() + key

    def unwrap(self, blob: bytes, context: Mapping[str, str]) -> bytes:
        time.sleep(self.delay)
        if self.away:
            raise ProviderAway
        self.unwrapped.append(blob)
        return blob.removeprefix(f"{sorted(context.items())}".encode())


class Bench:
    """A cache over a dict of stored KEKs, with a clock that moves when told."""

    def __init__(self, ttl: float = 600) -> None:
        self.provider = CountingProvider()
        self.now = 1000.0
        self.stored = {n: ("dek", self.provider.wrap(bytes([n] * 32), kek_context("dek", n)))
                       for n in (1, 2)}  # fmt: skip
        self.cache = KekCache(self.provider, self.load, ttl, lambda: self.now)  # type: ignore[arg-type]

    def load(self, kek_id: int) -> tuple[str, bytes]:
        if kek_id not in self.stored:
            raise UnknownKey(f"no KEK {kek_id}")
        return self.stored[kek_id]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_new_keks_open_through_a_real_provider(provider: KeyProvider) -> None:
    stored = {7: ("match", new_kek(provider, "match", 7))}
    sealed = KekCache(provider, stored.__getitem__).aead(7).encrypt(NONCE, b"x", None)
    key = provider.unwrap(stored[7][1], {"purpose": "match", "kek": "7"})
    assert len(key) == 32
    assert AESGCM(key).decrypt(NONCE, sealed, None) == b"x"


def test_a_kek_under_another_number_or_purpose_refuses(provider: KeyProvider) -> None:
    wrapped = new_kek(provider, "dek", 7)
    for number, purpose in ((8, "dek"), (7, "index")):
        with pytest.raises(Undecryptable):
            KekCache(provider, lambda _, purpose=purpose: (purpose, wrapped)).aead(number)


def test_unwraps_once_until_its_time_is_up(bench: Bench) -> None:
    first = bench.cache.aead(1)
    bench.now += 599.9
    assert bench.cache.aead(1) is first
    assert len(bench.provider.unwrapped) == 1
    bench.now += 0.1
    assert bench.cache.aead(1) is not first
    assert len(bench.provider.unwrapped) == 2


def test_keys_do_not_mix(bench: Bench) -> None:
    for number in (1, 2):
        sealed = bench.cache.aead(number).encrypt(NONCE, b"x", None)
        assert AESGCM(bytes([number] * 32)).encrypt(NONCE, b"x", None) == sealed


def test_a_stale_key_is_not_used_while_the_provider_is_away(bench: Bench) -> None:
    bench.cache.aead(1)
    bench.provider.away = True
    bench.cache.aead(1)
    bench.now += 600
    with pytest.raises(ProviderAway):
        bench.cache.aead(1)
    bench.provider.away = False
    bench.cache.aead(1)


def test_stale_keys_are_dropped_when_another_is_opened(bench: Bench) -> None:
    bench.cache.aead(1)
    bench.now += 600
    bench.cache.aead(2)
    assert set(bench.cache._held) == {2}


def test_unknown_numbers_are_the_loaders_to_refuse(bench: Bench) -> None:
    with pytest.raises(UnknownKey, match="no KEK 9"):
        bench.cache.aead(9)


def test_a_key_of_the_wrong_size_refuses(bench: Bench) -> None:
    bench.stored[3] = ("dek", bench.provider.wrap(bytes(16), kek_context("dek", 3)))
    with pytest.raises(Undecryptable):
        bench.cache.aead(3)


def test_derived_keys_follow_rfc_5869_and_differ_by_info(bench: Bench) -> None:
    assert bench.cache.derive(1, b"a") == hmac.digest(b"\x01" * 32, b"a\x01", "sha256")
    assert bench.cache.derive(1, b"a") != bench.cache.derive(1, b"b")
    assert bench.cache.derive(1, b"a") != bench.cache.derive(2, b"a")


def test_threads_share_one_unwrapping(bench: Bench) -> None:
    bench.provider.delay = 0.05
    found: list[AESGCM] = []
    threads = [
        threading.Thread(target=lambda: found.append(bench.cache.aead(1))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(map(id, found))) == len(bench.provider.unwrapped) == 1


def test_printing_a_held_key_shows_nothing(bench: Bench) -> None:
    bench.cache.aead(1)
    assert "x01" not in repr(bench.cache._held)
