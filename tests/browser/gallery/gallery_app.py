# ruff: noqa: ARG002, PLR0917 - the signatures are Flask-Admin's
"""Serve every page of the gallery, under the console's real Content-Security-Policy."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace as Obj
from typing import Any

from flask import Flask, Response, flash, jsonify, render_template, request, url_for
from flask_admin import Admin, AdminIndexView
from flask_admin.model import BaseModelView
from flask_admin.model.filters import BaseFilter
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from . import fakes

HERE = Path(__file__).parent
CONSOLE = HERE.parents[2] / "admin"
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NEEDED = [InputRequired("Fill this in.")]
KINDS = ["Peer network", "Counselling", "Freedom to speak up guardian", "Disability service"]


class ServiceForm(Form):
    name = StringField("Name", NEEDED)
    kind = SelectField("Kind of service", choices=[SelectChoice(k) for k in KINDS])
    reach = SelectMultipleField(
        "Settings it reaches",
        choices=[
            SelectChoice(c)
            for c in (
                "Campus",
                "Hospital placement",
                "GP placement",
                "Accommodation",
                "Online",
                "Elective abroad",
                "Research",
                "Theatre or ward round",
            )
        ],
    )
    urgency = RadioField(
        "How soon can it respond?",
        NEEDED,
        choices=[
            SelectChoice("day", "The same day"),
            SelectChoice("week", "Within a week"),
            SelectChoice("later", "Later"),
        ],
        description="Officers see this when they search in an emergency.",
    )
    about = TextAreaField("What it offers", NEEDED, description="Plain words, two or three lines.")
    places = IntegerField("Places this term")
    review = DateField("Next review")
    leaflet = FileField("Leaflet")
    public = BooleanField("Show in the public directory")


class ReplyForm(Form):
    template = SelectField(
        "Begin from a template",
        choices=[SelectChoice("", "None"), SelectChoice("a", "First reply")],
    )
    body = TextAreaField("Message", NEEDED)


class StepOne(Form):
    username = StringField("Username", NEEDED)
    password = PasswordField("Password", NEEDED)


class StepTwo(Form):
    code = StringField("Six-digit code", NEEDED)


class ReasonForm(Form):
    reason = TextAreaField("Why", NEEDED, description="The reporting party is told this.")


class KindFilter(BaseFilter):
    def apply(self, query: Any, value: str) -> Any:
        return [row for row in query if row.kind == value]

    def operation(self) -> str:
        return "is"


class Directory(BaseModelView):
    """The smallest Flask-Admin model view: proves our overrides of its pages."""

    can_view_details = can_export = True
    create_label = "Add a service"
    column_list = ("name", "kind", "reach", "open")
    column_labels = {"reach": "Reaches", "open": "Availability"}
    column_sortable_list = ("name", "kind")
    column_searchable_list = ("name",)
    column_filters = (KindFilter("Kind", options=[(k, k) for k in KINDS]),)

    def scaffold_form(self) -> type[Form]:
        return ServiceForm

    def scaffold_list_form(self, widget: Any = None, validators: Any = None) -> type[Form]:
        return ServiceForm

    def scaffold_sortable_columns(self) -> dict[str, str]:
        return {"name": "name"}

    def scaffold_list_columns(self) -> list[str]:
        return ["name"]

    def scaffold_filters(self, name: Any) -> Any:
        return None

    def init_search(self) -> bool:
        return True

    def is_valid_filter(self, filter: Any) -> bool:  # noqa: A002 - Flask-Admin's name
        return isinstance(filter, BaseFilter)

    def get_pk_value(self, model: Any) -> str:
        return str(model.id)

    def get_list(
        self,
        page: Any,
        sort_field: Any,
        sort_desc: Any,
        search: Any,
        filters: Any,
        page_size: Any = None,
    ) -> tuple[None, list[Any]]:
        rows = [self.get_one(s["id"]) for s in fakes.SERVICES]
        for index, _name, value in filters or []:
            if value:  # an empty filter is no filter
                rows = self._filters[index].apply(rows, value)
        return None, [r for r in rows if (search or "").lower() in r.name.lower()]

    def get_one(self, id: Any) -> Any:  # noqa: A002 - Flask-Admin's name
        return _Service(**next(s for s in fakes.SERVICES if s["id"] == id))


class _Service(Obj):
    def __str__(self) -> str:
        return str(self.name)


def gettext(text: str, **names: Any) -> str:
    return text % names if names else text


def _context() -> dict[str, Any]:
    if "sign-in" in request.path:
        return {"institution_name": "University of St Brannock"}
    ends = int(time.time()) + int(request.args.get("left", 1800))
    return {
        "institution_name": "University of St Brannock",
        "officer": Obj(display_name="Morgan Ellis"),
        "nav_items": [
            {"group": g, "label": label, "url": u, "count": n, "current": request.path == u}
            for g, label, u, n in fakes.NAV
        ],
        "signout_url": "/sign-in",
        "home_url": "/worklist",
        "session_ends": ends,
        "session_extend_url": "/extend",
    }


def _form(cls: type[Form], *, wrong: bool = False) -> Form:
    form = cls(MultiDict() if wrong else None)
    if wrong:
        form.validate()
    return form


PAGES: dict[str, dict[str, Any]] = {
    "worklist": {},
    "case": {},
    "messages": {},
    "audit": {},
    "components": {},
    "empty": {},
    "confirm": {
        "title": "Send the outcome to both parties?",
        "consequences": [
            "This sends an e-mail to the reporting party and to the responding party.",
            "Both can then ask for an appeal until 21 December 2026.",
            "It cannot be taken back.",
        ],
        "safe_label": "Go back, send nothing",
        "safe_url": "/case",
        "confirm_label": "Send the outcome",
        "action_url": "/case",
        "four_eyes": "Priya Raman will be asked to agree before anything is sent.",
    },
    "conflict": {
        "their_name": "Priya Raman",
        "their_time": "at 09:31 today",
        "mine": [
            ("Risk of harm", "High"),
            ("Owner", "Morgan Ellis"),
            ("Next step", "Meet the reporting party on Thursday, away from the hospital"),
        ],
        "theirs": [
            ("Risk of harm", "Medium"),
            ("Owner", "Morgan Ellis"),
            ("Next step", "Wait for the placement lead"),
        ],
        "action_url": "/case",
        "discard_url": "/case",
        "hidden": [("version", "14")],
    },
    "error": {
        "title": "This case is not open to you",
        "what_to_do": [
            "If you should be working on it, ask its owner to add you.",
            "If you declared a conflict of interest, this is as it should be.",
        ],
        "request_id": "01JD4T9V6N2K8R",
    },
}


def create_app() -> Flask:
    """The gallery, one page per address in `addresses()`."""
    app = Flask(__name__, static_folder=str(CONSOLE / "static"), static_url_path="/static")
    app.secret_key = "gallery"
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(CONSOLE / "templates"), FileSystemLoader(HERE / "templates")]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        _=gettext,
        csrf_token=lambda: "token-of-the-gallery",
        asset_url=lambda name: url_for("static", filename=name),
    )
    app.context_processor(_context)

    def page(name: str) -> str:
        if name == "components":
            flash("The note was saved.", "success")
            flash("This session ends at 18:00.", "warning")
            flash("The file could not be read. Save it as a PDF and try again.", "error")
        more = {"fakes": fakes, "form": _form(ServiceForm, wrong=True), "reply": ReplyForm()}
        if name == "confirm":
            more = {"form": _form(ReasonForm)}
        own = name in {"confirm", "conflict", "error"}
        return render_template(
            f"{name}.html" if own else f"gallery_{name}.html", **more, **PAGES[name]
        )

    for name in PAGES:
        app.add_url_rule(f"/{name}", name, lambda name=name: page(name), methods=["GET", "POST"])
    app.add_url_rule(
        "/sign-in",
        "signin",
        lambda: render_template("signin.html", form=_form(StepOne), oidc_url="/worklist"),
        methods=["GET", "POST"],
    )
    app.add_url_rule(
        "/sign-in/code",
        "code",
        lambda: render_template(
            "signin.html", title="Enter your code", form=_form(StepTwo, wrong=True)
        ),
    )
    app.add_url_rule(
        "/extend", "extend", lambda: jsonify(session_ends=int(time.time()) + 3600), methods=["POST"]
    )

    console = Admin(app, name="Redress", index_view=AdminIndexView(url="/admin"))
    console.add_view(
        Directory(Obj, name="Support services", endpoint="directory", url="/directory")
    )

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response

    return app


def addresses() -> list[str]:
    """Every page that is looked at."""
    return [f"/{name}" for name in PAGES] + [
        "/sign-in",
        "/sign-in/code",
        "/directory/",
        "/directory/?search=nothing-like-it",
        "/directory/new/",
        "/directory/edit/?id=a1",
        "/directory/details/?id=c3",
        "/admin/",
        "/worklist?left=120",
    ]


if __name__ == "__main__":
    create_app().run(port=8765, threaded=True)
