"""The API against a bare Flask route that answers the same bytes."""

import base64
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.figures import Figure, Timing
from benchmarks.load_generator import Load, Measured
from benchmarks.real_postcodes import NothingBuilt, RealPostcodes
from benchmarks.servers import Server
from finder.generations import Generations

CONNECTIONS = (1, 8, 32)
ROUNDS = 4
WARM_UP_SECONDS = 0.3
# Enough that the worker reads every part of the postcode index.
POSTCODES = 20_000
SERVICES = ("supported", "handover")
LARGEST_WORKER_MEGABYTES = 150
SEED = 8

BARE, API = "bare Flask route", "API search"


def measure_serving(data_dir: Path, seconds: float) -> list[Figure]:
    """Load both servers by turns at every number of connections; weigh the worker."""
    paths = _paths(data_dir)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api = stack.enter_context(Server("app:app", _api_environment(data_dir, folder)))
        content = api.wait_for(paths[0])
        (folder / "answer.json").write_bytes(content)
        environment = {"BENCHMARK_ANSWER": str(folder / "answer.json")}
        bare = stack.enter_context(Server("benchmarks.bare_flask:app", environment))
        bare.wait_for(paths[0])
        must_hold = f'"total":{json.loads(content)["total"]},'
        load = Load(paths=paths, must_hold=must_hold, seconds=seconds / ROUNDS)
        figures = [
            figure
            for connections in CONNECTIONS
            for figure in _compared(bare, api, replace(load, connections=connections))
        ]
        return [*figures, _weighed(api, load)]


def _paths(data_dir: Path) -> list[str]:
    postcodes = RealPostcodes.live(data_dir).draw(POSTCODES, Random(SEED))
    services = [("service", service) for service in SERVICES]
    queries = (
        urlencode([("postcode", str(it.postcode)), *services]) for it in postcodes
    )
    return [f"/api/v1/centres?{query}" for query in queries]


def _api_environment(data_dir: Path, folder: Path) -> dict[str, str]:
    """Return settings for the live data as it is now, whatever is published next."""
    for kind in ("postcodes", "snapshots"):
        live = Generations(data_dir / kind).live_name()
        if live is None:
            raise NothingBuilt(kind)
        (folder / kind).mkdir()
        (folder / kind / live).symlink_to((data_dir / kind / live).resolve())
        Generations(folder / kind).activate(live)
    key = base64.urlsafe_b64encode(os.urandom(32)).decode()
    return {"FINDER_DATA_DIR": str(folder), "FINDER_SECRET_KEY": key}


def _compared(bare: Server, api: Server, load: Load) -> list[Figure]:
    """Load both by turns and return a line for each."""
    servers, rounds = {BARE: bare, API: api}, {BARE: Measured(), API: Measured()}
    for server in servers.values():
        _loaded(server, replace(load, seconds=WARM_UP_SECONDS))
    for _ in range(ROUNDS):
        for name, server in servers.items():
            rounds[name].add(_loaded(server, load))
    baseline = rounds[BARE].per_second
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


def _weighed(api: Server, load: Load) -> Figure:
    """Ask for every postcode once more, and return what the worker then holds."""
    asked = _loaded(
        api, replace(load, connections=8, most=len(load.paths), seconds=600)
    )
    resident, own = api.worker_megabytes()
    return Figure(
        measure="memory of the API's worker",
        amount=resident,
        unit="MB",
        wrong=asked.wrong + (resident >= LARGEST_WORKER_MEGABYTES),
        remark=f"must be under {LARGEST_WORKER_MEGABYTES}; {own:.0f} of it not mapped "
        f"files; after {len(asked.nanoseconds):,} more postcodes",
    )
