"""Whether 10 kB of anything, at every door, is answered at once.

Told is processor time, which on a machine that has nothing else to do is all of it.
"""

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time_ns

from flask import Flask, request
from pydantic import SecretStr
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.figures import Figure, Timing
from benchmarks.fixed_data import fixed_settings
from benchmarks.hostile_requests import (
    BAITS,
    Request,
    addresses,
    forms,
    programs,
    routes,
)
from finder.settings import Settings
from finder.web import create_app
from finder.web.sealed import new_key

LONGEST_MILLISECONDS = 50.0
# What is slower is asked again: what is only made once was made by then.
AGAIN_MILLISECONDS = 10.0
ATTEMPTS = 3
NANOSECONDS_PER_MILLISECOND = 1e6
SERVER_ERROR = 500
LONGEST_TOLD = 30


@dataclass(frozen=True, slots=True)
class Answered:
    """A request: how long it took at its quickest, and its status at its worst."""

    told: str
    nanoseconds: int
    status: int

    def joined(self, again: "Answered") -> "Answered":
        """Return the same request, asked once more."""
        quickest = min(self.nanoseconds, again.nanoseconds)
        return Answered(self.told, quickest, max(self.status, again.status))

    @property
    def milliseconds(self) -> float:
        """How long it took."""
        return self.nanoseconds / NANOSECONDS_PER_MILLISECOND

    @property
    def is_wrong(self) -> bool:
        """Whether it took too long, or the service failed at it."""
        too_long = self.milliseconds >= LONGEST_MILLISECONDS
        return too_long or self.status >= SERVER_ERROR


def measure_anything(data_dir: Path) -> list[Figure]:
    """Send every bait in every way, to the service and to a bare Flask route."""
    logging.getLogger("finder").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as name:
        key = new_key()
        fixed_settings(data_dir, Path(name), key)
        settings = Settings(
            data_dir=Path(name),
            secret_key=SecretStr(key),
            limit_searches=(),
            limit_api=(),
        )
        return list(_compared(create_app(settings), bare_application()))


def _compared(service: Flask, bare: Flask) -> Iterator[Figure]:
    rules = list(service.url_map.iter_rules())
    ways: dict[str, Callable[[str], Iterable[Request]]] = {
        "in forms": forms,
        "in what programs send": programs,
        "in queries, paths and headers": addresses,
        "at every route": partial(routes, rules),
    }
    for way, requests in ways.items():
        ordinary = list(_answers(bare, requests))
        ours = list(_answers(service, requests))
        yield _slowest(f"{way}: bare Flask route", ordinary, ordinary, 0)
        wrong = sum(it.is_wrong for it in ours)
        yield _slowest(f"{way}: the service", ours, ordinary, wrong)


def bare_application() -> Flask:
    """Return an application that reads whatever it is sent, and nothing more."""
    app = Flask("bare", static_folder=None)

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def anything(path: str) -> str:
        return str(len(path) + len(request.values))

    return app


def _answers(
    app: Flask, requests: Callable[[str], Iterable[Request]]
) -> Iterator[Answered]:
    for name, bait in BAITS.items():
        for path, more in requests(bait):
            told = f"{name} at {path[:LONGEST_TOLD]}"
            answered = _asked(app, told, path, more)
            for _ in range(ATTEMPTS - 1):
                if answered.milliseconds > AGAIN_MILLISECONDS:
                    answered = answered.joined(_asked(app, told, path, more))
            yield answered


def _asked(app: Flask, told: str, path: str, more: dict[str, object]) -> Answered:
    builder = EnvironBuilder(path=path, **more)  # type: ignore[arg-type]
    environ = builder.get_environ()
    began = process_time_ns()
    _, status, _ = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    return Answered(told, process_time_ns() - began, int(status.split()[0]))


def _slowest(
    measure: str, answers: list[Answered], baseline: list[Answered], wrong: int
) -> Figure:
    slowest = max(answers, key=lambda it: it.nanoseconds)
    timing = Timing([it.nanoseconds for it in answers])
    return Figure(
        measure=measure,
        amount=slowest.milliseconds,
        unit="ms",
        baseline=max(it.milliseconds for it in baseline),
        p50=timing.percentile(50),
        p99=timing.percentile(99),
        wrong=wrong,
        remark=f"{len(answers):,} answers; slowest: {slowest.told}",
    )
