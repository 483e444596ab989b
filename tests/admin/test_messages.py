"""Writing to reporters: from a template or not, what was read, and what nobody wrote by hand."""

import re

from service.domain.code_lists import Role
from service.usecases import messages, templates
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain
from tests.builders import World

WORDS = "About {reference}: {institution} has read it. <b>Come by.</b>"


def template(runtime: Runtime, officer: Person, *, name: str = "First", active: bool = True) -> str:
    with runtime.unit(officer.actor) as unit:
        made = templates.add_template(unit, name=name, body=WORDS, active=active)
    return str(made.id)


def test_a_message_begins_with_a_template_and_is_sent_as_changed(
    person: Sign, world: World, runtime: Runtime
) -> None:
    officer = person(Role.CASE_MANAGER)
    report, _ = world.report()
    url = f"/console/reports/{report.id}/messages/"
    assert "Begin with ready-made words" not in officer.get(url)
    chosen = template(runtime, officer)
    ended = template(runtime, officer, name="Old words", active=False)
    assert "Old words" not in officer.get(url)
    said = f"About {report.reference}: Northbridge Medical School has read it. <b>Come by.</b>"
    assert said not in officer.get(url)
    assert "has read it" not in officer.get(f"{url}?template={ended}")
    assert "has read it" not in officer.get(f"{url}?template=nonsense")
    page = officer.client.get(f"{url}?template={chosen}").text
    assert "&lt;b&gt;Come by." in page
    assert said in officer.get(f"{url}?template={chosen}")
    assert officer.reveal(f"{url}?template={chosen}").count(said) == 1
    officer.post(f"{url}new", body=f"{said} On Thursday.")
    assert f"{said} On Thursday." in officer.reveal(url)


def test_what_is_not_read_is_counted_until_it_is_marked(
    person: Sign, world: World, runtime: Runtime
) -> None:
    officer = person(Role.CASE_MANAGER)
    report, _ = world.report()
    case = world.case(officer.actor, report.id)
    pages = [f"/console/reports/{report.id}/", f"/console/cases/{case.id}/"]
    url = f"/console/reports/{report.id}/messages/"
    assert not any("not read" in officer.get(page) for page in pages)
    for words in ("I can talk.", "On Thursday."):
        with runtime.unit(world.reporter(report)) as unit:
            messages.write_to_team(unit, report.id, words)
    assert all("2 not read" in officer.get(page) for page in pages)
    assert "2 messages of the reporter are not marked as read" in officer.get(url)
    other = person(Role.WELFARE_OFFICER)
    other.post(f"{url}read", 404)
    assert officer.client.post(f"{url}read").status_code == 400
    assert "2 not read" in officer.get(pages[0])
    officer.post(f"{url}read")
    assert not any("not read" in officer.get(page) for page in pages)
    assert "Mark as read" not in officer.get(url)


def test_automatic_answers_are_shown_as_such(person: Sign, world: World, runtime: Runtime) -> None:
    officer = person(Role.CASE_MANAGER)
    report, _ = world.report()
    url = f"/console/reports/{report.id}/messages/"
    page = plain(officer.get(url))
    assert "Automatic answer" in page
    assert "Not read by the reporting party yet" in page
    with runtime.unit(world.client()[2]) as unit:
        messages.write_to_reporter(unit, report.id, "Said by a system.")
    page = officer.reveal(url)
    by = re.findall(r'message-head"><strong>([^<]+)<', page)
    assert by == ["Automatic answer", "The team, from another system"]
    assert page.count("The reporting party can see this") == 2
    with runtime.unit(world.reporter(report)) as unit:
        messages.reporter_has_read(unit, report.id)
    assert "Not read by the reporting party yet" not in officer.get(url)
