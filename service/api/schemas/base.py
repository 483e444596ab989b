"""What every schema stands on: strict input, exact output, codes from the published lists."""

from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from service.api.compiled import Moment
from service.api.schemas.exact import QueryWhole
from service.domain import code_lists as lists
from service.domain.codes import CodeList
from service.store.queries.pages import DEFAULT_LIMIT, MAX_LIMIT

LONG_TEXT = 20_000
SHORT_TEXT = 300


class Input(Schema):
    """A body or a query: unknown fields are refused."""

    contract: ClassVar[dict[str, Any]] = {}
    """What the contract says of the whole besides its fields (JSON Schema)."""

    class Meta:
        """marshmallow's settings."""

        unknown = RAISE


class Output(Schema):
    """An answer. New fields may be added to it within /v1."""


def string(maximum: int = SHORT_TEXT, **options: Any) -> fields.String:
    """Make a field for text of 1 to ``maximum`` characters."""
    return fields.String(validate=validate.Length(1, maximum), **options)


def coded(values: CodeList, **options: Any) -> fields.String:
    """Make a field for a code of a published list."""
    return fields.String(validate=validate.OneOf(values.values()), **options)


def coded_list(values: CodeList, *, least: int = 0, **options: Any) -> fields.List[Any]:
    """Make a field for a list of at least so many distinct codes."""
    options["metadata"] = {"uniqueItems": True, **options.get("metadata", {})}
    return fields.List(coded(values), validate=Distinct(least, len(values.codes)), **options)


class Distinct(validate.Length):
    """So many items, none twice."""

    def __init__(self, minimum: int, maximum: int) -> None:
        super().__init__(min=minimum or None, max=maximum)

    def __call__(self, value: Any) -> Any:
        """Give the value back."""
        super().__call__(value)
        if len(set(value)) != len(value):
            raise ValidationError("No value may be given twice.")
        return value


def uuid(**options: Any) -> fields.UUID:
    """Make a required output field for an id."""
    return fields.UUID(required=True, **options)


def out(field: type[fields.Field[Any]] = fields.String, **options: Any) -> fields.Field[Any]:
    """Make an output field that is always there."""
    return field(required=True, **options)


def maybe(field: type[fields.Field[Any]] = fields.String, **options: Any) -> fields.Field[Any]:
    """Make an output field that is always there and may be null."""
    return field(required=True, allow_none=True, **options)


def moment(**options: Any) -> Moment:
    """Make a required output field for a moment."""
    return Moment(required=True, **options)


def strings(**options: Any) -> fields.List[Any]:
    """Make a required output field for a list of strings."""
    return fields.List(fields.String(), required=True, **options)


class PageQuery(Input):
    """Which page of a list."""

    limit = QueryWhole(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": "How many at most."},
    )
    cursor = fields.String(
        load_default=None,
        validate=validate.Length(1, 200),
        metadata={"description": "Where to go on: the `next_cursor` of the page before."},
    )


class PurposeQuery(Input):
    """Why sealed words are opened."""

    purpose = coded(
        lists.READ_PURPOSES,
        load_default="integration",
        metadata={"description": "Why sealed groups are opened; kept in the audit log."},
    )


def page_schema(item: type[Schema]) -> type[Schema]:
    """Make the schema of a page of items."""
    name = item.__name__
    return type(
        f"{name}Page",
        (Output,),
        {
            "__doc__": f"A page of {name}.",
            "data": fields.List(fields.Nested(item), required=True),
            "next_cursor": maybe(metadata={"description": "Null on the last page."}),
        },
    )


class TransitionIn(Input):
    """A step to take."""

    action = string(50, required=True)
    reason = string(
        2000,
        load_default=None,
        metadata={"description": "A code where the step needs one, otherwise free text."},
    )


class TransitionOut(Output):
    """A step that exists in the present state."""

    action = out()
    label = out()
    target = out(metadata={"description": "The state it leads to."})
    allowed = out(fields.Boolean, metadata={"description": "Whether this caller may take it."})
    reason_list = maybe(metadata={"description": "The code list its reason must come from."})
    confirm = maybe(metadata={"description": "Consequences worth a second thought."})


class TransitionsOut(Output):
    """The steps that exist in the present state."""

    data = fields.List(fields.Nested(TransitionOut), required=True)
