"""The directory of support at 5,000 services: a filtered text search against an unfiltered page.

Both are asked of the same API in the same process, in turns, so that a slow moment falls on both;
only their ratio means anything. The goal is at most 1.5.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from flask.testing import FlaskClient

from service.app import create_app
from service.domain import code_lists as lists
from service.domain.actors import SYSTEM
from service.usecases.directory import MOST_ROWS, import_services
from service.usecases.runtime import Runtime

SERVICES, ROUNDS = 5_000, 60
WORDS = (
    "students talk listen group anxiety faith ward placement nurses doctors race belonging "
    "evening online campus hospital confidential welcome friends mentor Cymraeg gymorth pobl "
    "cyfeillion lles iechyd meddwl"
).split()
SEARCHES = {
    "an unfiltered page": "",
    "a common word": "?q=students",
    "two words": "?q=ward+confidential",
    "a word in Welsh, mutated": "?q=nghymorth",
    "a word and three filters": "?q=belonging&characteristic=race&setting=hospital_placement"
    "&language=cy",
    "a word, open now": "?q=friends&open_now=true",
    "a word that nothing has": "?q=xylophone",
}
"""What is asked, the first being what the others are measured against."""


def rows() -> list[dict[str, object]]:
    """Make up services, the same ones every time."""
    chance = random.Random(5_000)  # noqa: S311 - nothing secret is made of it
    return [
        {
            "name": f"{chance.choice(WORDS).title()} {number}",
            "service_type": chance.choice(lists.SERVICE_TYPES.values()),
            "description": " ".join(chance.choices(WORDS, k=25)),
            "characteristics": chance.sample(lists.CHARACTERISTICS.values(), 2),
            "settings": chance.sample(lists.SETTINGS.values(), 3),
            "languages": ["en", "cy"] if chance.random() < 0.3 else ["en"],
            "urgent": chance.random() < 0.01,
            "hours": [{"day": "mon", "opens": "09:00", "closes": "17:00"}],
        }
        for number in range(SERVICES)
    ]


def measure(asks: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Give the median milliseconds of each, asked in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(ROUNDS):
        for name, ask in asks.items():
            started = time.perf_counter()
            ask()
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) * 1000 for name, times in seconds.items()}


def asking(api: FlaskClient, query: str) -> Callable[[], int]:
    """Give what asks for a page, and how many services are on it."""

    def ask() -> int:
        answer = api.get(f"/v1/support-services{query}")
        assert answer.status_code == 200, answer.text
        return len(answer.json["data"])

    return ask


def main() -> None:
    """Fill a directory and measure. DATABASE_URL chooses another, empty database."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"REDRESS_HOME": folder, "REDRESS_RATE_LIMITS": "0"}
        subprocess.run([sys.executable, "-m", "service.cli", "init"], check=True)
        app = create_app()
        runtime: Runtime = app.extensions["redress"]
        made = rows()
        for start in range(0, SERVICES, MOST_ROWS):
            with runtime.unit(SYSTEM) as unit:
                import_services(unit, made[start : start + MOST_ROWS])
        api = app.test_client()
        asks = {name: asking(api, query) for name, query in SEARCHES.items()}
        found = {name: ask() for name, ask in asks.items()}
        medians = measure(asks)
        database = runtime.engine.dialect.name
        runtime.engine.dispose()
        runtime.keystore.engine.dispose()
    page = next(iter(medians.values()))
    print(f"{SERVICES} services on {database}, median of {ROUNDS} interleaved rounds:")
    for name, median in medians.items():
        ratio = f"{median / page:5.2f} x an unfiltered page"
        print(f"  {name:<28} {median:7.2f} ms   {ratio}   ({found[name]} on the page)")


if __name__ == "__main__":
    main()
