"""The API and the results page against a bare Flask route of the same bytes."""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.figures import Figure, Timing
from benchmarks.load_generator import Load, Measured
from benchmarks.real_postcodes import NothingBuilt, RealPostcodes
from benchmarks.servers import Server
from finder.centres import ServiceType
from finder.generations import Generations
from finder.places import Gazetteer
from finder.postcodes import Postcode
from finder.search_query import ReadSearch
from finder.settings import PROJECT
from finder.web.sealed import Sealer, SearchSealer

CONNECTIONS = (1, 8, 32)
ROUNDS = 4
WARM_UP_SECONDS = 0.3
# Enough that the worker reads every part of the postcode index.
POSTCODES = 20_000
# So many families, each with an address of its own.
PAGES = 5_000
SERVICES = ("supported", "handover")
LARGEST_WORKER_MEGABYTES = 150
SEED = 8

BARE = "bare Flask route"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way in: what is asked for there, and what every answer must hold."""

    name: str
    paths: list[str]
    must_hold: str


def measure_serving(data_dir: Path, seconds: float) -> list[Figure]:
    """Load each door and its bare twin by turns; weigh the worker at the end."""
    drawn = RealPostcodes.live(data_dir).draw(POSTCODES, Random(SEED))
    places = [it.postcode for it in drawn]
    key = base64.urlsafe_b64encode(os.urandom(32)).decode()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = _environment(data_dir, folder, key)
        ours = stack.enter_context(Server("app:app", environment))
        ours.wait_for("/healthz")
        api, results = _api(places, ours), _results(places, key)
        return [
            *_against_bare(api, ours, folder, seconds),
            _weighed(ours, api),
            *_against_bare(results, ours, folder, seconds),
            _weighed_again(ours, results),
        ]


def _api(places: list[Postcode], ours: Server) -> Door:
    services = [("service", service) for service in SERVICES]
    queries = (urlencode([("postcode", str(it)), *services]) for it in places)
    paths = [f"/api/v1/centres?{query}" for query in queries]
    total = json.loads(ours.fetch(paths[0]))["total"]
    return Door(name="API search", paths=paths, must_hold=f'"total":{total},')


def _results(places: list[Postcode], key: str) -> Door:
    """Return addresses of searches, each of a family of its own."""
    gazetteer = Gazetteer.read(PROJECT / "data" / "places.csv")
    sealer = SearchSealer(Sealer([key], hours=1), gazetteer)
    wanted = frozenset({ServiceType.SUPPORTED})
    searches = (ReadSearch(place, wanted) for place in places[:PAGES])
    paths = [f"/results/{sealer.seal(search)}" for search in searches]
    return Door(name="results page", paths=paths, must_hold="</html>")


def _against_bare(
    door: Door, ours: Server, folder: Path, seconds: float
) -> Iterator[Figure]:
    """Yield lines of the door and of a bare route that answers what it answers."""
    content = folder / "answer"
    content.write_bytes(ours.fetch(door.paths[0]))
    load = Load(paths=door.paths, must_hold=door.must_hold, seconds=seconds / ROUNDS)
    with Server(
        "benchmarks.bare_flask:app", {"BENCHMARK_ANSWER": str(content)}
    ) as bare:
        bare.wait_for(door.paths[0])
        for connections in CONNECTIONS:
            servers = {f"{BARE} of its size": bare, door.name: ours}
            yield from _compared(servers, replace(load, connections=connections))


def _environment(data_dir: Path, folder: Path, key: str) -> dict[str, str]:
    """Return settings for the live data as it is now, whatever is published next."""
    for kind in ("postcodes", "snapshots"):
        live = Generations(data_dir / kind).live_name()
        if live is None:
            raise NothingBuilt(kind)
        (folder / kind).mkdir()
        (folder / kind / live).symlink_to((data_dir / kind / live).resolve())
        Generations(folder / kind).activate(live)
    unlimited = {"FINDER_LIMIT_SEARCHES": "none", "FINDER_LIMIT_API": "none"}
    return {"FINDER_DATA_DIR": str(folder), "FINDER_SECRET_KEY": key, **unlimited}


def _compared(servers: dict[str, Server], load: Load) -> list[Figure]:
    """Load servers by turns and return a line for each; the first is the baseline."""
    rounds = {name: Measured() for name in servers}
    for server in servers.values():
        _loaded(server, replace(load, seconds=WARM_UP_SECONDS))
    for _ in range(ROUNDS):
        for name, server in servers.items():
            rounds[name].add(_loaded(server, load))
    baseline = next(iter(rounds.values())).per_second
    return [
        Figure(
            measure=f"{load.connections} connections: {name}",
            amount=measured.per_second,
            unit="requests/s",
            baseline=baseline,
            p50=Timing(measured.nanoseconds).percentile(50),
            p99=Timing(measured.nanoseconds).percentile(99),
            wrong=measured.wrong,
            remark=f"{len(measured.nanoseconds):,} answers of "
            f"{measured.bytes_read // len(measured.nanoseconds):,} bytes",
        )
        for name, measured in rounds.items()
    ]


def _loaded(server: Server, load: Load) -> Measured:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load_generator"],
        input=json.dumps(asdict(replace(load, port=server.port))),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Measured(**json.loads(done.stdout))


def _weighed(ours: Server, api: Door) -> Figure:
    """Ask for every postcode once more, and return what the worker then holds."""
    load = Load(paths=api.paths, must_hold=api.must_hold, connections=8, seconds=600)
    asked = _loaded(ours, replace(load, most=len(load.paths)))
    resident, own = ours.worker_megabytes()
    return Figure(
        measure="memory of a worker of the API",
        amount=resident,
        unit="MB",
        wrong=asked.wrong + (resident >= LARGEST_WORKER_MEGABYTES),
        remark=f"must be under {LARGEST_WORKER_MEGABYTES}; {own:.0f} of it not mapped "
        f"files; after {len(asked.nanoseconds):,} more postcodes",
    )


def _weighed_again(ours: Server, results: Door) -> Figure:
    """Return what the worker holds once it has drawn pages for many families too."""
    resident, own = ours.worker_megabytes()
    return Figure(
        measure="memory of a worker of everything",
        amount=resident,
        unit="MB",
        remark=f"{own:.0f} of it not mapped files; after pages of results for "
        f"{len(results.paths):,} families as well",
    )
