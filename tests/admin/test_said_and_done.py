"""What people said and what was done, as anybody reads it; and every number on a public page."""

import re

from flask.testing import FlaskClient

from tests.admin import public_town
from tests.admin.public_town import CIRCLE, said
from tests.builders import World

FIND, SAID = "/support", "/said-and-done"


def test_what_was_done_is_shown_once_it_is_published(api: FlaskClient, world: World) -> None:
    assert "Nothing is published yet" in said(api.get(SAID))
    public_town.initiative(world, behind=25)
    public_town.initiative(world, title="A draft", publish=False)
    public_town.initiative(world, title="Somebody like me", themes=["representation"],
                           led_by="institution", people_reached=None)  # fmt: skip
    answer = api.get(SAID)
    shown = said(answer)
    for words in (
        "A named contact Under way Placements You said Nobody to turn to. We did Each ward has one",
        "Led by peers · since 1 March 2026", "Hospital placement", "It reached about 145 people.",
        "Led by the institution", "About 25 reports touched on this",
    ):  # fmt: skip
        assert words in shown, words
    assert "A draft" not in shown
    assert "None" not in shown
    assert shown.index("Somebody like me") < shown.index("A named contact")
    only = said(api.get(SAID, query_string={"theme": "representation"}))
    assert "Somebody like me" in only
    assert "A named contact" not in only
    assert "Nothing on this theme yet" in said(api.get(SAID, query_string={"theme": "belonging"}))
    assert "A named contact" in said(api.get(SAID, query_string={"theme": "\0", "after": "x"}))
    feed = re.search(
        r'rel="alternate" type="application/atom\+xml" [^>]*href="([^"]+)"', answer.text
    )
    assert feed
    assert api.get(feed[1]).mimetype == "application/atom+xml"


NO_PEOPLE = re.compile(
    r"\b(999|116 123|0808 157 0101|01632 960123|07700 900123)\b"  # what is dialled
    r"|\b\d\d:\d\d\b|\b\d{1,2} [A-Z][a-z]+ \d{4}\b"  # when
    r"|\broom for 12\b"  # how many fit in
)


def test_every_other_number_is_one_that_may_be_published(api: FlaskClient, world: World) -> None:
    circle = public_town.service(world, CIRCLE)
    public_town.meetings(world, circle)
    public_town.initiative(world, behind=25)
    public_town.initiative(world, title="Few", people_reached=7)
    found = {
        path: re.findall(r"\d+", NO_PEOPLE.sub("", said(api.get(path))))
        for path in (FIND, f"{FIND}/{circle.id}", SAID)
    }
    in_feed = {row["people_reached"] for row in api.get("/v1/initiatives").json["data"]}
    assert in_feed == {145, None}
    assert found == {FIND: [], f"{FIND}/{circle.id}": [], SAID: ["145", "25"]}
