"""Settings, messages and files in a real browser: kept, written and added by keyboard."""

from pathlib import Path

import pytest

from service.domain.actors import Actor
from service.usecases import messages
from service.usecases.checking import check_quarantined
from service.usecases.runtime import Runtime
from tests.adapters import samples
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = pytest.mark.browser


@pytest.fixture
def case(manager: Actor, world: World, runtime: Runtime) -> str:
    """Give the address of a case whose reporter has written."""
    report, _ = world.report()
    with runtime.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "I can talk on Thursday.")
    return f"/console/cases/{world.case(manager, report.id).id}/"


def test_the_settings_are_kept(visitor: Visitor, case: str) -> None:
    page = visitor.page
    visitor.go("/console/settings/templates/")
    visitor.look("templates-none")
    visitor.press("Add a template")
    visitor.look("template-add")
    page.get_by_label("Name").fill("First words")
    page.get_by_label("Words").fill("About {reference}: thank you for telling us.")
    visitor.press("Add the template")
    visitor.says("First words")
    visitor.look("templates")

    visitor.press("Placement providers")
    visitor.look("providers-none")
    visitor.press("Add a provider")
    page.get_by_label("Name").fill("St Elsewhere University Hospitals Trust")
    page.get_by_label("E-mail address").fill("education@st-elsewhere.example.org")
    visitor.press("Add the provider")
    visitor.look("providers")

    visitor.press("Policy")
    visitor.look("policy-none")
    visitor.press("Publish a version")
    visitor.look("policy-publish")
    page.get_by_label("Version").fill("2026.1")
    page.get_by_label("Title").fill("Dignity at work and study")
    page.get_by_label("In force from").fill("2026-01-01")
    page.get_by_label("The policy").fill("We listen.\n\nThen we act.")
    visitor.press("Go on")
    visitor.look("policy-confirm")
    visitor.press("Publish")
    visitor.says("The version is published.")
    visitor.look("policies")
    visitor.press("2026.1")
    visitor.look("policy")

    visitor.press("Deadlines")
    visitor.press("Formal stage")
    visitor.look("deadline")
    page.get_by_label("Days").fill("60")
    visitor.press("Set it")
    visitor.says("60 calendar days")
    visitor.look("deadlines")


def test_a_message_and_files(
    visitor: Visitor, case: str, world: World, runtime: Runtime, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.go("/console/settings/templates/add/")
    page.get_by_label("Name").fill("First words")
    page.get_by_label("Words").fill("About {reference}: thank you for telling us.")
    visitor.press("Add the template")
    visitor.go(case)
    visitor.says("1 not read")
    visitor.look("case-unread")
    visitor.press("Write to the reporter")
    visitor.look("messages-unread")
    page.get_by_label("Template", exact=True).select_option(label="First words")
    visitor.press("Put it in the box")
    assert "thank you for telling us." in page.get_by_label("Message").input_value()
    visitor.reveal("casework")
    visitor.says("I can talk on Thursday.")
    visitor.look("messages")
    visitor.press("Mark as read")
    visitor.says("The messages are marked as read.")

    visitor.go(f"{case}files/")
    visitor.look("files-none")
    picture, text = tmp_path / "ward-rota.jpg", tmp_path / "said.txt"
    picture.write_bytes(samples.picture("JPEG", (64, 64)))
    text.write_bytes(b"Said on the ward.\n" * 100_000)
    for file in (picture, text):
        page.get_by_label("File", exact=True).set_input_files(file)
        visitor.press("Add the file")
        visitor.says("It can be read once it has been checked.")
    visitor.look("files-waiting")
    check_quarantined(runtime)
    visitor.reveal("casework")
    visitor.says("ward-rota.jpg")
    visitor.look("files")
    page.get_by_role("link", name="ward-rota.jpg").click()
    visitor.look("file")
    page.get_by_label("What do you need it for?").select_option("casework")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Read the copy without metadata").press("Enter")
    assert fetched.value.suggested_filename.endswith(".jpg")
    visitor.press("Back to the files")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "x", "mimeType": "", "buffer": bytes(99)}
    )
    visitor.press("Add the file")
    visitor.says("is of no type that is taken")
    visitor.look("files-refused")
