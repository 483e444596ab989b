"""What people said, and what was done: the initiatives that are published."""

from flask import Response, request

from admin.lists import PAGE_SIZE, as_uuid, chosen
from admin.public import base
from admin.public.crisis import urgent
from service.domain.support_lists import THEMES
from service.store.queries.initiatives import InitiativeFilter
from service.store.queries.pages import Page
from service.usecases.initiative_reading import list_public

_HERE = "public.said_and_done"


@base.pages.get("/said-and-done")
def said_and_done() -> Response:
    """Show what is published, newest first; its figures are those the API gives."""
    theme, after = chosen("theme", THEMES), as_uuid(request.args.get("after", ""))
    with base.runtime().reading(base.reader()) as reading:
        rows = list_public(reading, InitiativeFilter(theme=theme), Page(PAGE_SIZE, after))
        at_once = urgent(reading)
    kept = {"theme": theme} if theme else {}
    return base.page(
        "public/said_and_done.html", initiatives=rows.rows, urgent=at_once, theme=theme,
        first_url=base.address(_HERE, kept) if after else None,
        next_url=base.address(_HERE, kept, rows.next_after) if rows.next_after else None,
    )  # fmt: skip
