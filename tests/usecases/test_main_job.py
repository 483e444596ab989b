"""The main job through the use cases, on either database."""

from service.domain.actors import SYSTEM
from service.store.queries.audit import tree_size
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log
from tests.builders import World
from tests.usecases.helpers import verbs_of
from tests.usecases.main_job import run_main_job

_BY_ITSELF = ("clock.", "task.", "message.automatic", "notice.")
"""What follows from the acts, and has tests of its own."""


def test_from_report_to_closed_case(world: World, runtime: Runtime) -> None:
    report, case, referral = run_main_job(world, runtime, lambda what: f"The {what}.")
    assert (case.state, case.close_reason, referral.status) == ("closed", "resolved", "sent")
    assert report.mode == "named"
    expected = (
        ["instance.init", "officer.create", "client.create", "report.submit"]
        + ["consent.record"] * 3
        + ["report.acknowledge", "case.open", "report.link"]
        + ["party.add"] * 2
        + ["case.assign"]
        + ["message.from_reporter", "message.to_reporter", "note.write", "party.add"]
        + ["service.create", "referral.create", "referral.send"]
        + ["case.start_triage", "outcome.record"]
        + ["message.to_reporter"]  # the reporting party is told in their conversation
        + ["party.told"] * 3
        + ["case.close"]
    )
    verbs = verbs_of(runtime)
    assert [verb for verb in verbs if not verb.startswith(_BY_ITSELF)] == expected
    assert sequence_log(runtime) > 0
    with runtime.reading(SYSTEM) as reading:
        assert tree_size(reading.connection) == len(verbs)
