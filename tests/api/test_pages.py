"""Lists: keyset pages that can be walked to the end and nowhere else."""

import base64
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.api.pagination import encode_cursor
from service.crypto.keyring import FileKeyring
from service.domain.actors import Scope
from service.domain.code_lists import Role
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.api.places import PLACES
from tests.api.things import Things
from tests.builders import World

PAGED = [name for name, place in PLACES.items() if place.operation.paged]


@pytest.fixture
def form(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.REPORTS_WRITE, Scope.REPORTS_READ)


@pytest.fixture
def made(form: Caller) -> list[str]:
    """Seven reports, oldest first."""
    return [form.post("/v1/reports", {"narrative": "Words."})["id"] for _ in range(7)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_every_row_comes_once_newest_first(form: Caller, made: list[str], limit: int) -> None:
    seen, path = [], f"/v1/reports?limit={limit}&mode=anonymous"
    while path:
        answer = form.call("GET", path)
        page: Any = answer.json
        assert len(page["data"]) <= limit
        seen += [row["id"] for row in page["data"]]
        link = answer.headers.get("Link", "")
        assert bool(link) == (page["next_cursor"] is not None)
        assert link.endswith('; rel="next"') or not link
        path = link.partition(">")[0].removeprefix("<")
        assert "mode=anonymous" in path or not path
    assert seen == made[::-1]


def test_a_row_added_meanwhile_does_not_shift_the_pages(form: Caller, made: list[str]) -> None:
    first = form.get("/v1/reports?limit=3")
    form.post("/v1/reports", {"narrative": "Words."})
    second = form.get(f"/v1/reports?limit=4&cursor={first['next_cursor']}")
    assert [row["id"] for row in first["data"] + second["data"]] == made[::-1]


def test_without_a_limit_a_page_has_fifty(form: Caller, world: World) -> None:
    office = world.officer(Role.WELFARE_OFFICER)
    for _ in range(51):
        world.report(office)
    everything = Caller.with_scopes(form.api, world, Scope.CASES_READ)
    assert len(everything.get("/v1/reports")["data"]) == 50


@pytest.mark.parametrize("name", PAGED)
def test_a_cursor_is_good_for_its_own_list_only(
    api: FlaskClient, world: World, runtime: Runtime, tmp_path: Path, name: str
) -> None:
    things = Things(api, world)
    place = PLACES[name]
    caller, path = place.caller(things), place.at(things)
    row = UUID(things.ids["report_id"])
    good = encode_cursor(runtime.provider, name, row)
    assert caller.call("GET", f"{path}?cursor={good}").status_code == 200
    another = next(other for other in PAGED if other != name)
    raw = bytearray(base64.urlsafe_b64decode(good))
    raw[3] ^= 1
    elsewhere = FileKeyring.create(tmp_path / "elsewhere" / "keyring.json")
    bad = {
        "of another list": encode_cursor(runtime.provider, another, row),
        "of another instance": encode_cursor(elsewhere, name, row),
        "altered": base64.urlsafe_b64encode(raw).decode(),
        "cut": good[:-4],
        "longer": good + "AAAA",
        "an id": str(row),
        "not ASCII": "é",
        "empty": "",
    }
    for what, cursor in bad.items():
        answer = caller.call("GET", f"{path}?{urlencode({'cursor': cursor})}")
        assert (answer.status_code, answer.json["code"]) == (422, "invalid"), what
        assert answer.json["errors"][0]["pointer"] == "?/cursor"
