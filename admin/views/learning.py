"""What was learned from cases, for those who may read it without any case."""

from flask import request
from flask_admin.base import expose

from admin.secure import ConsoleView
from service.domain.support_lists import THEMES
from service.store.queries.outcomes import approved_learning_points
from service.usecases.access import allow


class LearningView(ConsoleView):
    """The learning points that two people agreed on."""

    permission = "learning.read"

    @expose("/")
    def index(self) -> str:
        """List them, the latest month first."""
        asked = request.args.get("theme", "")
        theme = asked if asked in THEMES else None
        allow(self.actor, "learning.read")
        with self.reading() as reading:
            rows = approved_learning_points(reading.connection, theme=theme)
        return self.render("console/learning.html", rows=rows, theme=theme or "")
