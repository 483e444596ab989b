"""A service without an account, in a real browser: by keyboard, at any width, without scripts."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.browser.visiting import Visitor
from tests.usecases.helping import NAME, NEED, Help

pytestmark = [pytest.mark.browser, pytest.mark.single_database]


def test_from_the_mail_to_the_first_appointment(app: Flask, visitor: Visitor) -> None:
    help_ = Help(app.extensions["redress"], with_system=False)
    app.extensions["redress"] = help_.house
    referral = help_.referral("sent")
    page = visitor.page

    visitor.go(f"/service/{help_.token()}")
    visitor.says(NAME)
    visitor.look("come")
    visitor.press("Send me a code")
    visitor.says("It is in an e-mail")
    visitor.look("code")
    page.get_by_label("Six-digit code").fill(help_.code())
    visitor.press("Go on")
    visitor.says(NEED)
    assert page.url.endswith("/service/visit")
    visitor.look("sent")

    visitor.press("Accept")
    visitor.look("accept")
    visitor.press("Accept")
    visitor.press("Book an appointment")
    visitor.press("Book it")
    visitor.says("Something needs your attention")
    page.get_by_label("How", exact=True).select_option("in_person")
    tomorrow = help_.now() + timedelta(days=1)
    page.get_by_label("Day").fill(tomorrow.date().isoformat())
    page.get_by_label("From").fill("10:00")
    page.get_by_label("Until").fill("10:50")
    page.get_by_label("Where").fill("Room 2, Garden Building")
    visitor.errors.clear()  # the browser tells of the answer 422
    visitor.look("book")
    visitor.press("Book it")
    visitor.says("Room 2, Garden Building")
    visitor.press("Say how it goes")
    page.get_by_label("What happened").select_option("contact_made")
    visitor.press("Send")
    visitor.says("Contact made")
    visitor.look("accepted")

    help_.move(referral, "withdraw")
    page.reload()
    visitor.says("Withdrawn by sender")
    visitor.look("over")
    assert NEED not in page.content()
    visitor.press("Leave")
    visitor.says("You have left")
    visitor.look("left")
