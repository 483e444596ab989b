"""Access tokens: short-lived JWTs (RFC 9068) signed by the key provider."""

import base64
import hashlib
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from service.crypto.provider import KeyProvider
from service.domain.errors import SignInFailed

_ALGORITHM = "Ed25519"
_REMEMBERED = 4096
MALFORMED = (JoseError, ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What reading a token or key raises when it is not at all what it should be."""


def public_jwks(provider: KeyProvider) -> list[dict[str, Any]]:
    """Give the keys that check tokens, newest first, as JSON Web Keys."""
    raw = [provider.public_key("token"), *provider.previous_public_keys("token")]
    return [
        {
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": _ALGORITHM,
            "kid": hashlib.sha256(key).hexdigest()[:16], "x": _b64(key),
        }
        for key in raw
    ]  # fmt: skip


class Tokens:
    """Issues tokens and checks them. A checked token is remembered, so a check is paid once."""

    def __init__(self, provider: KeyProvider, issuer: str, seconds: int) -> None:
        self._provider, self._issuer, self.seconds = provider, issuer, seconds
        self._seen: OrderedDict[bytes, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def issue(self, now: datetime, *, subject: str, claims: Mapping[str, Any]) -> str:
        """Sign a token. The private key stays with the provider, so the signing input is ours."""
        issued = int(now.timestamp())
        header = {
            "alg": _ALGORITHM, "typ": "at+jwt", "kid": public_jwks(self._provider)[0]["kid"],
        }  # fmt: skip
        payload = {
            "iss": self._issuer, "aud": self._issuer, "sub": subject, "iat": issued,
            "exp": issued + self.seconds, "jti": secrets.token_urlsafe(12), **claims,
        }  # fmt: skip
        signed = f"{_b64(json.dumps(header).encode())}.{_b64(json.dumps(payload).encode())}"
        return f"{signed}.{_b64(self._provider.sign('token', signed.encode()))}"

    def check(self, token: str, now: datetime) -> dict[str, Any]:
        """Give a valid token's claims.

        Raises:
            SignInFailed: it is not one of ours, was altered, or is over.
        """
        digest = hashlib.sha256(token.encode()).digest()
        with self._lock:
            claims = self._seen.get(digest)
        if claims is None:
            claims = self._verify(token)
            with self._lock:
                self._seen[digest] = claims
                if len(self._seen) > _REMEMBERED:
                    self._seen.popitem(last=False)
        if not claims["iat"] - 60 <= now.timestamp() < claims["exp"]:
            raise SignInFailed
        return claims

    def _verify(self, token: str) -> dict[str, Any]:
        for jwk in public_jwks(self._provider):
            try:
                decoded = jwt.decode(token, OKPKey.import_key(jwk), [_ALGORITHM])
            except MALFORMED:
                continue
            claims: dict[str, Any] = dict(decoded.claims)
            if decoded.header.get("typ") == "at+jwt" and claims.get("aud") == self._issuer:
                return claims
        raise SignInFailed


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
