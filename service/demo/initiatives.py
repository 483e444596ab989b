"""What the sample's institution and peers did after people spoke."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from service.demo.cast import Cast
from service.demo.services import PEERS
from service.demo.timeline import StoryClock, Thread
from service.usecases.initiatives import add_initiative, move_initiative
from service.usecases.runtime import Runtime

_Age = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Step:
    """One initiative, and how many days ago it was published: None is still a draft."""

    published: _Age | None
    took: int
    """Days from its start until it was written down."""
    values: Mapping[str, Any]
    by_peers: bool = False
    ended: bool = False


def _in_year(days: float) -> _Age:
    """So many days before the end of the last academic year."""
    return lambda since_year: since_year + days


def _since(share: float) -> _Age:
    """In the time since that year, at so large a share of it before today."""
    return lambda since_year: since_year * share


STEPS = (
    Step(
        _in_year(150), 60,
        {"title": "Hijabs and hoods that may be worn in theatre",
         "title_cy": "Hijabau a hwdiau y gellir eu gwisgo yn y theatr",
         "said": "People told us that they were sent to the back of the room, or out of it, for "
         "what they wear on their heads.",
         "said_cy": "Dywedodd pobl wrthym eu bod yn cael eu hanfon i gefn yr ystafell, neu allan "
         "ohoni, oherwydd yr hyn maen nhw'n ei wisgo ar eu pennau.",
         "did": "Sterile hijabs and hoods lie beside the caps in every theatre we send students "
         "to, and everybody who teaches there was told so.",
         "did_cy": "Mae hijabau a hwdiau di-haint wrth ymyl y capiau ym mhob theatr lle rydym yn "
         "anfon myfyrwyr, ac mae pawb sy'n addysgu yno'n gwybod hynny.",
         "led_by": "institution", "stage": "done", "themes": ["placements", "belonging"],
         "settings": ["theatre_or_ward_round", "hospital_placement"], "people_reached": 240},
        ended=True,
    ),
    Step(
        _in_year(96), 30,
        {"title": "A table on Wednesdays",
         "title_cy": "Bwrdd nos Fercher",
         "said": "People told us that they had not met one consultant who looks like them.",
         "said_cy": "Dywedodd pobl wrthym nad oedden nhw wedi cwrdd ag un meddyg ymgynghorol sy'n "
         "edrych fel nhw.",
         "did": "Medics of Colour lay a table for twenty on a Wednesday every three weeks, with a "
         "guest who tells how they came to where they are.",
         "did_cy": "Mae Northbridge Medics of Colour yn gosod bwrdd i ugain o bobl ar nos Fercher "
         "bob tair wythnos, gyda gwestai sy'n adrodd ei hanes.",
         "led_by": "peers", "stage": "under_way",
         "themes": ["representation", "peer_support", "shared_experience"], "settings": [],
         "people_reached": 63},
        by_peers=True,
    ),
    Step(
        _in_year(41), 90,
        {"title": "Adjustments known before the block begins",
         "title_cy": "Addasiadau'n hysbys cyn i'r bloc ddechrau",
         "said": "People told us that they had to ask for what had been agreed, again on each "
         "site.",
         "said_cy": "Dywedodd pobl wrthym fod rhaid iddyn nhw ofyn eto ar bob safle am yr hyn "
         "oedd wedi'i gytuno.",
         "did": "Every site has them in writing four weeks before, and says by return that they "
         "are in place.",
         "did_cy": "Mae pob safle yn eu cael yn ysgrifenedig bedair wythnos ymlaen llaw, ac yn "
         "cadarnhau eu bod yn eu lle.",
         "led_by": "institution", "stage": "done",
         "themes": ["access_to_support", "placements"],
         "settings": ["hospital_placement", "gp_placement", "community_placement"],
         "people_reached": 118},
        ended=True,
    ),
    Step(
        _in_year(9), 20,
        {"title": "Marks that say what was seen",
         "said": "People told us that they lost marks for 'confidence' and 'communication', and "
         "that nobody could say why.",
         "did": "Sheets of one station are read beside each other before they count, and a mark "
         "without an example goes back.",
         "led_by": "institution", "stage": "under_way",
         "themes": ["teaching_and_assessment"], "settings": ["assessment_or_exam"],
         "people_reached": 410},
    ),
    Step(
        _since(0.55), 14,
        {"title": "Mentors who were the first as well",
         "said": "People told us that everybody else seemed to know how things work here.",
         "did": "Nineteen doctors who were the first in their families at university answer "
         "questions by message, and none is too small.",
         "led_by": "peers", "stage": "under_way", "themes": ["peer_support", "belonging"],
         "settings": ["campus_teaching"], "people_reached": 37},
        by_peers=True,
    ),
    Step(
        _since(0.15), 5,
        {"title": "Somebody else signs you off",
         "said": "People told us that they kept silent because the person it was about signs "
         "their logbook.",
         "did": "From the spring block on, whoever has spoken can be signed off by somebody at "
         "another hospital. Nobody is told why.",
         "led_by": "institution", "stage": "planned", "themes": ["speaking_up", "placements"],
         "settings": []},
    ),
    Step(
        None, 3,
        {"title": "All skin in all lectures",
         "said": "People told us that every slide shows white skin.",
         "did": "To be written once the department has answered.",
         "led_by": "institution", "stage": "planned", "themes": ["teaching_and_assessment"],
         "settings": ["campus_teaching"]},
    ),
)  # fmt: skip
_DRAFT_AGE = 8


class Initiatives:
    """Writes initiatives down and publishes them."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast) -> None:
        self._runtime, self._clock, self._cast = runtime, clock, cast

    def age(self, step: Step) -> float:
        """Say how many days ago an initiative was written down."""
        return step.published(self._clock.since_year) if step.published else _DRAFT_AGE

    def take(self, step: Step) -> Thread:
        """Write an initiative down, and publish it the next day."""
        yield self._clock.at_work(0.2)
        today = self._runtime.rules.calendar.day_of(self._clock())
        values = dict(step.values)
        if values["stage"] != "planned":
            values["started_on"] = today - timedelta(days=step.took)
        if step.ended:
            values["ended_on"] = today
        if step.by_peers:
            values["service_id"] = self._cast.services[PEERS]
        with self._runtime.unit(self._cast.actors["helen"]) as unit:
            made = add_initiative(unit, values)
            unit.flush()
            made_id, version = made.id, made.version
        if step.published is None:
            return
        yield self._clock.at_work(1)
        with self._runtime.unit(self._cast.actors["helen"]) as unit:
            move_initiative(unit, made_id, "publish", version=version)
