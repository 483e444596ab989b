"""Files by the API, as a test announces, sends and reads them."""

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.api.caller import Caller


@dataclass(frozen=True)
class Attaching:
    """A caller, with what files need besides."""

    caller: Caller

    def announce(self, record: str, name: str = "ward-rota.jpg") -> Any:
        """Announce a file for the report or the case at this address."""
        return self.caller.post(f"{record}/attachments", {"name": name})

    def send(
        self, attachment_id: str, data: Any, *, tag: str | None = '"v1"', **options: Any
    ) -> TestResponse:
        """Send the content of an announced file."""
        headers = {**self.caller.headers(), **({"If-Match": tag} if tag else {})}
        path = f"/v1/attachments/{attachment_id}/content"
        return self.caller.api.put(path, data=data, headers=headers, **options)

    def attach(self, record: str, data: bytes, name: str = "ward-rota.jpg") -> str:
        """Announce a file and send it; give its id."""
        attachment_id: str = self.announce(record, name)["id"]
        answer = self.send(attachment_id, data)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return attachment_id

    def known(self, attachment_id: str) -> Any:
        """Give what is known of a file."""
        return self.caller.get(f"/v1/attachments/{attachment_id}")

    def read(self, attachment_id: str, **query: str) -> TestResponse:
        """Read a file's content."""
        path = f"/v1/attachments/{attachment_id}/content"
        return self.caller.api.get(path, query_string=query, headers=self.caller.headers())
