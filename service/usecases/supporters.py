"""Supporters: somebody a reporter lets follow their report, with a code of their own."""

from uuid import UUID

from service.domain.errors import NotFound
from service.domain.ids import new_id, new_receipt
from service.store.models import Report, Supporter
from service.usecases.access import load
from service.usecases.receipts import supporter_mac
from service.usecases.unit import Unit


def add_supporter(
    unit: Unit, report_id: UUID, *, name: str | None = None, may_read_messages: bool = False
) -> tuple[Supporter, str]:
    """Let somebody follow a report.

    Returns:
        The supporter, and their code: shown once, never stored.
    """
    report = load(unit, Report, report_id, "report.supporters")
    code = new_receipt()
    mac = supporter_mac(unit.provider, code)
    if mac is None:
        raise ValueError("A fresh code must be well formed.")
    supporter = Supporter(
        id=new_id(), report_id=report.id, code_mac=mac, may_read_messages=may_read_messages,
        created_at=unit.now,
    )  # fmt: skip
    unit.seal(supporter, Supporter.name, {"name": name} if name else None)
    unit.add(supporter)
    unit.record(
        "supporter.add", supporter, case_id=report.case_id,
        change={"may_read_messages": may_read_messages},
    )  # fmt: skip
    return supporter, code


def end_supporter(unit: Unit, report_id: UUID, supporter_id: UUID) -> None:
    """End a supporter's access, at once: it is looked up at each call.

    Raises:
        NotFound: the report has no such supporter any more.
    """
    report = load(unit, Report, report_id, "report.supporters")
    supporter = unit.session.get(Supporter, supporter_id)
    if supporter is None or supporter.report_id != report.id or supporter.ended_at is not None:
        raise NotFound
    supporter.ended_at = unit.now
    unit.record("supporter.end", supporter, case_id=report.case_id)
