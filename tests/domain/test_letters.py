"""Letters: what a template becomes, and that what is filled in is only ever words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.domain.letters import PLACEHOLDERS, Block, check_template, fill, parse

pytestmark = pytest.mark.single_database

Parts = list[tuple[str, ...]]


def parts(blocks: tuple[Block, ...]) -> Parts:
    return [(block.kind, *block.lines) for block in blocks]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", []),
        (" \n\t\n", []),
        ("One\ntwo\n\n\nthree", [("paragraph", "One", "two"), ("paragraph", "three")]),
        ("One\r\n\r\ntwo", [("paragraph", "One"), ("paragraph", "two")]),
        ("Top\n# Head\nend", [("paragraph", "Top"), ("heading", "Head"), ("paragraph", "end")]),
        ("# One\n# Two", [("heading", "One"), ("heading", "Two")]),
        ("- a\n  -  b\n\n- c", [("list", "a", "b"), ("list", "c")]),
        ("As:\n- a\nso", [("paragraph", "As:"), ("list", "a"), ("paragraph", "so")]),
        ("#no\n-no\n#", [("paragraph", "#no", "-no", "#")]),
        ("# # a\n- - b\n- # c", [("heading", "# a"), ("list", "- b", "# c")]),
    ],
)
def test_a_template_is_taken_apart(body: str, expected: Parts) -> None:
    assert parts(parse(body)) == expected


@pytest.mark.parametrize(
    ("body", "value", "expected"),
    [
        ("So: {reasons}.", "it was", [("paragraph", "So: it was.")]),
        ("{reasons}", "# a\n- b", [("paragraph", "# a", "- b")]),
        ("{reasons}", "- a\n\n# b\n", [("paragraph", "- a"), ("paragraph", "# b")]),
        ("So\n{reasons}\nthus", "a\n \nb", [("paragraph", "So", "a"), ("paragraph", "b", "thus")]),
        ("# {reasons}", "a\n\n# b", [("heading", "a # b")]),
        ("- {reasons}\n- c", "a\n- b", [("list", "a - b", "c")]),
        ("- {reasons}", ["# a\nb", "", "- c"], [("list", "# a b", "- c")]),
        ("- So: {reasons}", ["a", "b"], [("list", "So: a; b")]),
        ("# {reasons}", ["a", "b"], [("heading", "a; b")]),
        ("{reasons}", ["a", "b"], [("paragraph", "a; b")]),
        ("# {reasons}\n{reasons}\n- {reasons}", "", []),
        ("Left\n- {reasons}", [], [("paragraph", "Left")]),
        ("{reasons}", "{date} {reasons} {x} {", [("paragraph", "{date} {reasons} {x} {")]),
        ("- {reasons}", ["{date}"], [("list", "{date}")]),
    ],
)
def test_a_template_is_filled_in(body: str, value: str | list[str], expected: Parts) -> None:
    assert parts(fill(body, {"reasons": value, "date": "today"})) == expected


def test_a_placeholder_without_a_value_is_not_sent_out_as_it_is() -> None:
    with pytest.raises(KeyError, match="contact"):
        fill("Ask {contact}.", {"reference": "R"})


def test_every_placeholder_may_be_used() -> None:
    body = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    check_template(body)
    assert parts(fill(body, {name: name for name in PLACEHOLDERS})) == [
        ("paragraph", "reference institution date outcome findings reasons remedies contact")
    ]


@pytest.mark.parametrize(
    "body",
    ["{name}", "{reference!r}", "{}", "{{date}}", "a } b", "# {", "- {Date}", "{ref{date}erence}"],
)
def test_no_other_brace_is_taken(body: str) -> None:
    for act in (check_template, lambda body: fill(body, dict.fromkeys(PLACEHOLDERS, "x"))):
        with pytest.raises(Invalid) as refused:
            act(body)
        faults = [(fault.pointer, fault.code) for fault in refused.value.faults]
        assert faults == [("/body", "unknown_placeholder")]


BODY = """\
{reasons}
# {outcome}
- {findings}
- From {reasons}
- {outcome}

{outcome}
{reasons} {outcome}
# Last
"""
words = st.text(st.sampled_from("#- \n\r\u2028\x0b\t{}<&a")) | st.text()
value = words.map(lambda text: f"{text}x")  # an empty value leaves its block out


@given(value, value, st.lists(value, min_size=1, max_size=3))
def test_no_value_ever_becomes_markup(reasons: str, outcome: str, findings: list[str]) -> None:
    blocks = fill(BODY, {"reasons": reasons, "outcome": outcome, "findings": findings})
    kinds = [block.kind for block in blocks]
    assert [kind for kind in kinds if kind != "paragraph"] == ["heading", "list", "heading"]
    assert kinds[0] == kinds[-2] == "paragraph"
    assert [len(block.lines) for block in blocks if block.kind == "heading"] == [1, 1]
    assert [len(block.lines) for block in blocks if block.kind == "list"] == [len(findings) + 2]
    for line in (line for block in blocks for line in block.lines):
        assert line.splitlines() == [line]
    said = _squeezed(*(line for block in blocks for line in block.lines))
    together = _squeezed(
        reasons, outcome, *findings, "From", reasons, outcome, outcome, reasons, outcome, "Last"
    )
    assert said == together


def _squeezed(*texts: str) -> str:
    return "".join("".join(texts).split())
