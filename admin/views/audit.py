"""The audit log for auditors: who did what, when and why; and the tree that proves it."""

import json
from uuid import UUID

from flask import Response, request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin.acting import Answer, found
from admin.secure import ConsoleView
from admin.views import audit_words
from admin.views.audit_filters import read_search
from service.domain.verbs import VERBS
from service.store.queries import audit as queries
from service.store.queries.people import everybody
from service.store.queries.rows import AnyRow
from service.usecases.entry_proof import prove_entry
from service.usecases.reading import Reading
from service.usecases.sequencing import log_key
from service.usecases.tree_check import check_tree


class AuditView(ConsoleView):
    """The log of everything that was done and read. Nothing here decrypts."""

    permission = "audit.read"

    @expose("/")
    def index(self) -> Answer:
        """Search the log, newest first."""
        with self.reading() as reading:
            connection, zone = reading.connection, self.settings.time_zone
            search = read_search(request.args, reading, zone)
            listed = queries.list_entries(connection, self.actor, search.where, search.page)
            said = audit_words.say(reading, listed.rows, zone)
            people = [(str(row.id), row.name) for row in everybody(connection)]
            tree = self._tree(reading)
        after = listed.next_after
        page = self.render(
            "console/audit/list.html", search=search, said=[] if search.problems else said,
            people=people, verbs=VERBS, purposes=audit_words.PURPOSES,
            results=audit_words.RESULTS, tree=tree,
            newest_url=url_for(".index", **search.values) if search.page.after else None,
            next_url=url_for(".index", **search.values, after=after) if after else None,
        )  # fmt: skip
        return page, 422 if search.problems else 200

    @expose("/check", methods=("POST",))
    def check(self) -> str:
        """Check the tree now."""
        with self.reading() as reading:
            result = check_tree(reading, self.settings.log_origin)
            tree = self._tree(reading)
        return self.render(
            "console/audit/check.html", result=result, tree=tree,
            at=audit_words.moment(result.at, self.settings.time_zone),
        )  # fmt: skip

    @expose("/entries/<uuid:entry_id>/")
    def entry(self, entry_id: UUID) -> str:
        """Show one entry, its exact bytes and its proof."""
        with self.reading() as reading:
            row = self._entry(reading, entry_id)
            said = audit_words.say(reading, [row], self.settings.time_zone)[0]
            proof = prove_entry(reading, self.settings.log_origin, row)
        pretty = json.dumps(said.entry, indent=2, ensure_ascii=False) if said.entry else ""
        return self.render(
            "console/audit/entry.html", said=said, proof=proof, pretty=pretty,
            raw=row.leaf.decode("utf-8", "backslashreplace"),
            facts=list(audit_words.facts(said.entry)),
            readings=list(audit_words.readings(said.entry)),
        )  # fmt: skip

    @expose("/entries/<uuid:entry_id>/leaf")
    def leaf(self, entry_id: UUID) -> Response:
        """Give an entry's exact bytes, as the tree hashes them."""
        with self.reading() as reading:
            row = self._entry(reading, entry_id)
        return _download(row.leaf, "application/json", f"entry-{entry_id}.json")

    @expose("/entries/<uuid:entry_id>/proof")
    def proof(self, entry_id: UUID) -> Response:
        """Give an entry's proof of inclusion, as other verifiers read it."""
        with self.reading() as reading:
            row = self._entry(reading, entry_id)
            file = prove_entry(reading, self.settings.log_origin, row).file
            found(row if file else None)
        return _download(file.encode(), "text/plain", f"entry-{entry_id}.tlog-proof")

    @staticmethod
    def _entry(reading: Reading, entry_id: UUID) -> AnyRow:
        return found(queries.entry_row(reading.connection, reading.actor, entry_id))

    def _tree(self, reading: Reading) -> dict[str, object]:
        """Say how large the tree is, what has been signed and what waits."""
        latest = queries.latest_checkpoint(reading.connection)
        key = log_key(reading.instance.provider, self.settings.log_origin)
        return {
            "size": queries.tree_size(reading.connection),
            "waiting": queries.count_pending(reading.connection),
            "latest": latest,
            "signed": audit_words.moment(latest.signed_at, self.settings.time_zone)
            if latest
            else None,
            "key_id": key.key_id.hex(),
            "key": key.encode(),
        }


def _download(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def views() -> list[ConsoleView]:
    """Make the screens of the log."""
    return [AuditView(name=_("Audit log"), endpoint="audit_log", url="/console/audit")]
