"""A client generated from the contract does the main job: what integrators will really use."""

import importlib
import io
import subprocess
import sys
import tarfile
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from service.domain.actors import Scope
from service.tlog.verify_folder import verify_folder
from tests.builders import OFFICE, World

ROOT = Path(__file__).parents[2]
PACKAGE = "generated_redress_client"
# The generator formats what it made with ruff unless told not to, and must be told what
# are bytes to it. Neither is a fault of the contract.
CONFIG = """\
post_hooks: []
content_type_overrides:
  application/atom+xml: application/octet-stream
  application/pdf: application/octet-stream
  application/x-ndjson: application/octet-stream
  application/x-tar: application/octet-stream
  text/csv: application/octet-stream
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The client, made offline from the committed contract; a single warning fails."""
    folder = tmp_path_factory.mktemp("generated")
    config = folder / "config.yaml"
    config.write_text(CONFIG)
    made = subprocess.run(
        [
            sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning",
            "--meta", "none", "--path", ROOT / "openapi.yaml", "--config", config,
            "--output-path", folder / PACKAGE,
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    assert "WARNING" not in made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The instance on a port of loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Client:
    """The generated client, with the models its operations take and give."""

    def __init__(self, address: str, token: str | None = None, basic: str | None = None) -> None:
        package = importlib.import_module(PACKAGE)
        if token:
            self.client = package.AuthenticatedClient(
                address, token, raise_on_unexpected_status=True
            )
        else:
            headers = {"Authorization": f"Basic {basic}"} if basic else {}
            self.client = package.Client(address, headers=headers, raise_on_unexpected_status=True)
        self.calls = 0

    def __call__(self, operation: str, *ids: Any, **given: Any) -> Any:
        """Call ``tag.operation``; ``body`` is made into its model, and the answer is its model."""
        return self.detailed(operation, *ids, **given).parsed

    def detailed(self, operation: str, *ids: Any, **given: Any) -> Any:
        module = importlib.import_module(f"{PACKAGE}.api.{operation}")
        kinds = module._get_kwargs.__annotations__
        if "body" in given:
            given["body"] = kinds["body"].from_dict(given["body"])
        if "idempotency_key" in kinds:
            self.calls += 1
            given["idempotency_key"] = f"generated-{self.calls}"
        answer = module.sync_detailed(*ids, client=self.client, **given)
        assert answer.status_code < 400, answer.content
        return answer


def test_the_main_job_with_a_generated_client(
    generated: ModuleType, address: str, world: World, tmp_path: Path
) -> None:
    office = Client(address, token_of(address, world, *OFFICE))
    form = Client(address, token_of(address, world, Scope.REPORTS_WRITE))

    report = form(
        "reports.submit_report",
        body={
            "narrative": "On the ward round I was asked where I am really from, again.",
            "setting": "hospital_placement",
            "occurred_from": "2026-10-01",
            "consents": [{"scope": "referral", "state": "granted", "wording_version": "2026-09"}],
        },
    )
    session = Client(address)("follow_up.start_follow_up", body={"receipt": report.receipt})
    reporter = Client(address, session.access_token)
    reporter("follow_up.write_to_team", body={"text": "Is anybody there?"})
    heard = office("reports.list_report_messages", report.id)
    assert [message.text for message in heard.data[1:]] == ["Is anybody there?"]
    office("reports.write_to_reporter", report.id, body={"text": "Yes, I am."})
    assert reporter("follow_up.get_follow_up_status").messages_since_yours == 1

    case = office("cases.open_case", body={"report_ids": [str(report.id)]})
    service = office(
        "support_services.create_support_service",
        body={"name": "Counselling", "service_type": "counselling"},
    )
    referral = office(
        "referrals.create_referral",
        body={"service_id": str(service.id), "report_id": str(report.id), "need": "To talk."},
    )
    sent = office("referrals.move_referral", referral.id, body={"action": "send"}, if_match='"v1"')
    assert sent.status == "sent"
    case = move(office, case, "start_triage")
    office(
        "casework.record_outcome",
        case.id,
        body={"outcome_type": "apology", "finding": "upheld", "reasons": "It was so."},
    )
    for party in office("parties.list_parties", case.id).data:
        office(
            "parties.amend_party", case.id, party.id,
            body={"told_text": "They apologised."}, if_match=f'"v{party.version}"',
        )  # fmt: skip
    assert move(office, case, "close", reason="resolved").state == "closed"
    assert reporter("follow_up.get_follow_up_status").case_state == "closed"

    export = office("audit.create_audit_export", body={"purpose": "audit"})
    archive = office.detailed("audit.get_audit_export_archive", export.id).content
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(tmp_path / "export", filter="data")
    assert verify_folder(tmp_path / "export").size == export.size


def token_of(address: str, world: World, *scopes: Scope) -> str:
    client, secret, _ = world.client(*scopes)
    basic = b64encode(f"{client.client_id}:{secret}".encode()).decode()
    granted = Client(address, basic=basic)(
        "o_auth.issue_token", body={"grant_type": "client_credentials"}
    )
    return str(granted.access_token)


def move(office: Client, case: Any, action: str, **more: str) -> Any:
    body = {"action": action, **more}
    return office("cases.move_case", case.id, body=body, if_match=f'"v{case.version}"')
