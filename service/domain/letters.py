"""Letters: the words of an institution about an outcome, as blocks that can be printed.

A template is plain text. Paragraphs stand between blank lines, a line that starts with ``# `` is a
heading, and consecutive lines that start with ``- `` are a list. It is taken apart before it is
filled in, so what stands for a placeholder is only ever words: it cannot make a heading or a list.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from service.domain import placeholders

BlockKind = Literal["heading", "paragraph", "list"]
Values = Mapping[str, str | Sequence[str]]

PLACEHOLDERS = (
    "reference", "institution", "date", "outcome", "findings", "reasons", "remedies", "contact",
)  # fmt: skip
"""What is filled in, each a name in braces."""

_MARKS: dict[BlockKind, str] = {"heading": "# ", "list": "- "}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter. ``lines``: one for a heading, the items of a list; none has a break."""

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is printed; what stands above its title is left out where it is empty."""

    language: str
    """A language tag of BCP 47, such as ``cy``."""
    title: str
    sender: str
    dated: str
    """The date in words, in the letter's language."""
    reference: str
    blocks: tuple[Block, ...]


def parse(body: str) -> tuple[Block, ...]:
    """Take a template apart. There is no text that cannot be."""
    return tuple(_blocks(body))


def check_template(body: str) -> None:
    """Refuse a template that cannot be filled in.

    Raises:
        Invalid: at ``/body``, code ``unknown_placeholder``: a brace that is none of a placeholder.
    """
    placeholders.check(body, PLACEHOLDERS)


def fill(body: str, values: Values) -> tuple[Block, ...]:
    """Take a template apart and put in what stands for its placeholders.

    A blank line within a value starts another paragraph, where the placeholder stands in one;
    elsewhere a value is put on one line. Several strings become an item each where a list has
    their placeholder alone on its line; elsewhere semicolons part them. Blocks that come out
    empty are left out.

    Args:
        body: the template.
        values: something for each of `PLACEHOLDERS` that the template uses.

    Raises:
        Invalid: as for `check_template`.
    """
    check_template(body)
    return tuple(filled for block in parse(body) for filled in _filled(block, values))


def _blocks(body: str) -> Iterator[Block]:
    for kind, group in groupby(map(str.strip, body.splitlines()), key=_kind):
        if kind is None:
            continue
        lines = tuple(line.removeprefix(_MARKS.get(kind, "")).strip() for line in group)
        if kind == "heading":
            yield from (Block(kind, (line,)) for line in lines)
        else:
            yield Block(kind, lines)


def _kind(line: str) -> BlockKind | None:
    """Say what a line belongs to; a blank one to nothing."""
    if not line:
        return None
    return next((kind for kind, mark in _MARKS.items() if line.startswith(mark)), "paragraph")


def _filled(block: Block, values: Values) -> Iterator[Block]:
    said = [_said(line, values) for line in block.lines]
    if block.kind == "paragraph":
        yield from _paragraphs("\n".join(said))
        return
    if block.kind == "list":
        said = [item for line in block.lines for item in _items(line, values)]
    if lines := tuple(filter(None, map(_on_one_line, said))):
        yield Block(block.kind, lines)


def _paragraphs(text: str) -> Iterator[Block]:
    for words, lines in groupby(map(str.strip, text.splitlines()), key=bool):
        if words:
            yield Block("paragraph", tuple(lines))


def _on_one_line(text: str) -> str:
    return " ".join(filter(None, map(str.strip, text.splitlines())))


def _items(line: str, values: Values) -> Sequence[str]:
    value = values[name] if (name := placeholders.alone(line)) else ""
    return [_said(line, values)] if isinstance(value, str) else value


def _said(line: str, values: Values) -> str:
    words = {name: v if isinstance(v, str) else "; ".join(v) for name, v in values.items()}
    return placeholders.fill(line, words)
