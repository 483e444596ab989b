"""What the institution says of itself in public: its policy, and where its students learn."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import PageQuery
from service.api.schemas.policies import PolicyOut, PolicyOutPage, ProviderOut, ProviderOutPage
from service.api.v1.shared import found
from service.store.queries import case_parts as queries
from service.usecases.reading import Reading

policies = Resource("Institution", "The policy by version, and placement providers. Public.")


@policies.operation(
    "GET", "/v1/policies", "listPolicies", "List the versions of the policy",
    query=PageQuery(), answer=PolicyOutPage(), public=True, paged=True, caches=300,
)  # fmt: skip
def list_policies(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page, the one published last first."""
    page = page_of(runtime().provider, "listPolicies", query["limit"], query["cursor"])
    rows = queries.list_policies(reading.connection, page)
    return PageResult(rows.rows, rows.next_after)


@policies.operation(
    "GET", "/v1/policies/<uuid:policy_id>", "getPolicy", "Read a version of the policy",
    answer=PolicyOut(), public=True, caches=300, errors=["not_found"],
)  # fmt: skip
def get_policy(reading: Reading, policy_id: UUID) -> Result:
    """Give one, old or new, with its text."""
    return Result(found(queries.policy_row(reading.connection, policy_id)))


@policies.operation(
    "GET", "/v1/placement-providers", "listPlacementProviders", "List placement providers",
    query=PageQuery(), answer=ProviderOutPage(), public=True, paged=True, caches=300,
)  # fmt: skip
def list_providers(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page of those in use."""
    page = page_of(runtime().provider, "listPlacementProviders", query["limit"], query["cursor"])
    rows = queries.list_providers(reading.connection, page)
    return PageResult(rows.rows, rows.next_after)


@policies.operation(
    "GET", "/v1/placement-providers/<uuid:provider_id>", "getPlacementProvider",
    "Read a placement provider", answer=ProviderOut(), public=True, caches=300,
    errors=["not_found"],
)  # fmt: skip
def get_provider(reading: Reading, provider_id: UUID) -> Result:
    """Give one, in use or not."""
    row = found(queries.provider_row(reading.connection, provider_id))
    return Result(row, row.version)
