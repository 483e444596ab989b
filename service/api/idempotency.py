"""Creating something once, however often the request is repeated.

The answer is kept for a day in the transaction that did the work, sealed under a key that only the
provider and the client's own Idempotency-Key together give: it may hold a receipt.
"""

import hmac
from collections.abc import Callable

import orjson
from flask import Request, Response
from sqlalchemy import func, select

from service.api.problems import Problem
from service.crypto.response import open_bytes, seal_bytes
from service.store.models import IdempotencyKey
from service.usecases.unit import Unit

REPLAYED = "Idempotency-Replayed"
_KEPT = ("Content-Type", "ETag", "Location")
_MAX_KEY = 255


def once(unit: Unit, request: Request, work: Callable[[], Response]) -> Response:
    """Do the work, or give the answer it had the first time.

    Raises:
        Problem: 400 without a key, 422 for another request under the same key, 409 while the
            first is still at work.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > _MAX_KEY or not key.isascii() or not key.isprintable():
        raise Problem("malformed", "Send an Idempotency-Key of 1 to 255 printable characters.")
    client = unit.actor.id or unit.actor.report_id
    if client is None:
        raise Problem("unauthenticated")
    scope = client.bytes + request.path.encode() + b"\x00"
    key_mac = unit.provider.mac("idempotency", b"key" + scope + key.encode())
    seal_key = unit.provider.mac("idempotency", b"seal" + scope + key.encode())
    body_mac = unit.provider.mac("idempotency", b"body" + scope + request.get_data(cache=True))
    _take_turn(unit, key_mac)
    kept = unit.session.get(IdempotencyKey, (client, key_mac))
    if kept is not None:
        if not hmac.compare_digest(kept.body_mac, body_mac):
            raise Problem("idempotency_mismatch")
        return _replay(open_bytes(seal_key, kept.answer_ct, key_mac))
    response = work()
    unit.add(
        IdempotencyKey(
            client_id=client,
            key_mac=key_mac,
            body_mac=body_mac,
            answer_ct=seal_bytes(seal_key, _freeze(response), key_mac),
            created_at=unit.now,
        )
    )
    return response


def _take_turn(unit: Unit, key_mac: bytes) -> None:
    """Let one request at a time use a key. SQLite needs no help: it has one writer."""
    if unit.instance.engine.dialect.name != "postgresql":
        unit.session.connection()
        return
    number = int.from_bytes(key_mac[:8], "big", signed=True)
    if not unit.session.scalar(select(func.pg_try_advisory_xact_lock(number))):
        raise Problem("in_flight", headers={"Retry-After": "1"})


def _freeze(response: Response) -> bytes:
    headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
    body = response.get_data().decode()
    return orjson.dumps({"status": response.status_code, "headers": headers, "body": body})


def _replay(frozen: bytes) -> Response:
    kept = orjson.loads(frozen)
    response = Response(kept["body"], kept["status"], headers=kept["headers"])
    response.headers[REPLAYED] = "true"
    return response
