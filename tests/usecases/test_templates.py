"""Templates: often-used words, with nothing filled in but what is meant to be."""

from dataclasses import replace
from typing import Any

import pytest

from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale
from service.domain.ids import new_id
from service.store.models import Message, MessageTemplate
from service.store.queries.templates import templates_in_use
from service.usecases import messages, templates
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of

BODY = "Dear {reference}, {institution} thanks you."


def added(world: World, **values: Any) -> MessageTemplate:
    with world.runtime.unit(world.officer(Role.CASE_MANAGER)) as unit:
        return templates.add_template(unit, **{"name": "Thanks", "body": BODY, **values})


def test_a_template_is_filled_in_and_sent(world: World, runtime: Runtime) -> None:
    odd = replace(runtime, rules=replace(runtime.rules, institution="{reference} College"))
    officer, (report, _) = world.officer(), world.report()
    template = added(world)
    with odd.unit(officer) as unit:
        sent = messages.write_to_reporter(unit, report.id, template_id=template.id)
        with unit.opening([Message.body.target(sent)]):
            text = Message.body.open(sent)["text"]
    assert text == f"Dear {report.reference}, {{reference}} College thanks you."
    entry = next(e for e in log_of(runtime) if e["verb"] == "message.to_reporter")
    assert entry["change"] == {"report": str(report.id), "template": str(template.id)}


def test_either_words_or_a_template(world: World, runtime: Runtime) -> None:
    officer, (report, _) = world.officer(), world.report()
    used, retired = added(world), added(world, name="Old", active=False)
    for given, pointer, code in (
        ({}, "", "one_of"),
        ({"text": "Words.", "template_id": used.id}, "", "one_of"),
        ({"template_id": retired.id}, "/template_id", "not_available"),
        ({"template_id": new_id()}, "/template_id", "not_available"),
    ):
        with pytest.raises(Invalid) as refused, runtime.unit(officer) as unit:
            messages.write_to_reporter(unit, report.id, **given)  # type: ignore[arg-type]
        assert [(f.pointer, f.code) for f in refused.value.faults] == [(pointer, code)]
    assert "message.to_reporter" not in verbs_of(runtime)


@pytest.mark.parametrize(
    "body",
    [
        "{name}",
        "{reference!r}",
        "{reference.__class__}",
        "{}",
        "{0}",
        "{{reference}}",
        "a } b",
        "{",
    ],
)
def test_nothing_else_is_filled_in(world: World, body: str) -> None:
    template = added(world)
    for act in (
        lambda unit: templates.add_template(unit, name="Odd", body=body),
        lambda unit: templates.amend_template(unit, template.id, {"body": body}, version=1),
    ):
        with (
            pytest.raises(Invalid) as refused,
            world.runtime.unit(world.officer(Role.CASE_MANAGER)) as unit,
        ):
            act(unit)
        assert [f.code for f in refused.value.faults] == ["unknown_placeholder"]


def test_templates_are_kept_by_managers(world: World, runtime: Runtime) -> None:
    manager, template = world.officer(Role.CASE_MANAGER), added(world)
    with pytest.raises(NotAllowed), runtime.unit(world.officer()) as unit:
        templates.add_template(unit, name="Mine", body="Words.")
    with pytest.raises(NotAllowed), runtime.unit(world.officer()) as unit:
        templates.amend_template(unit, template.id, {"body": "Words."}, version=1)
    with pytest.raises(NotFound), runtime.unit(manager) as unit:
        templates.amend_template(unit, new_id(), {}, version=1)
    with pytest.raises(Stale), runtime.unit(manager) as unit:
        templates.amend_template(unit, template.id, {"body": "Words."}, version=2)
    added(world, name="Another")
    with pytest.raises(Invalid) as refused, runtime.unit(manager) as unit:
        templates.amend_template(unit, template.id, {"name": "Another"}, version=1)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/name", "taken")]
    with runtime.unit(manager) as unit:
        changed = templates.amend_template(unit, template.id, {"active": False}, version=1)
        unit.flush()
        assert changed.version == 2
    with runtime.reading(manager) as reading:
        assert [row.name for row in templates_in_use(reading.connection)] == ["Another"]
