"""The API and the results page against a bare Flask route of the same bytes.

All under granian as everything starts it, and under gunicorn beside it.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.doors import Door, api_door, results_door
from benchmarks.figures import Figure
from benchmarks.fixed_data import fixed_settings
from benchmarks.load_generator import Load, Measured
from benchmarks.loading import all_asked, figure_of, loaded
from benchmarks.real_postcodes import RealPostcodes
from benchmarks.servers import Server, ServerKind, installed_servers
from finder.web.sealed import new_key

PAGE = "results page"
# Most families are the first of their district, whose map is still to be drawn.
AT_FIRST = "results page of a server just started"
CONNECTIONS = (1, 8, 32)
ROUNDS = 4
WARM_UP_SECONDS = 0.3
# Enough that the worker reads every part of the postcode index.
POSTCODES = 20_000
# So many families, each with an address of its own.
PAGES = 5_000
LARGEST_WORKER_MEGABYTES = 150
SEED = 8

# The parts of a measure's name: how many connections, which door, which server.
CONNECTED = " connections: "
AS_BARE = " as a bare route"
UNDER = " under "

Servers = dict[ServerKind, Server]


def measure_serving(data_dir: Path, seconds: float) -> list[Figure]:
    """Load each door and its bare twin by turns; weigh granian's worker at the end."""
    drawn = RealPostcodes.live(data_dir).draw(POSTCODES, Random(SEED))
    places = [it.postcode for it in drawn]
    key = new_key()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = fixed_settings(data_dir, folder, key)
        ours = _started(stack, "app:app", environment, installed_servers(), "/healthz")
        weighed = ours[ServerKind.GRANIAN]
        api = api_door(places, weighed)
        first, others, results = (
            results_door(name, places[start : start + PAGES], key)
            for name, start in ((AT_FIRST, 0), ("others", PAGES), (PAGE, 2 * PAGES))
        )
        figures = [
            *_against_bare(api, ours, folder, seconds),
            _weighed(weighed, api),
            *_against_bare(first, ours, folder, seconds, CONNECTIONS[1:2]),
        ]
        for server in ours.values():
            all_asked(server, others)
        return [
            *figures,
            *_against_bare(results, ours, folder, seconds),
            _weighed_again(weighed, results),
        ]


def _started(
    stack: ExitStack,
    application: str,
    environment: dict[str, str],
    kinds: list[ServerKind],
    path: str,
) -> Servers:
    """Return the application under each server, each answering by now."""
    servers = {
        kind: stack.enter_context(Server(application, environment, kind))
        for kind in kinds
    }
    for server in servers.values():
        server.wait_for(path)
    return servers


def _against_bare(
    door: Door,
    ours: Servers,
    folder: Path,
    seconds: float,
    numbers: Sequence[int] = CONNECTIONS,
) -> Iterator[Figure]:
    """Yield lines of the door and of a bare route that answers what it answers."""
    content = folder / "answer"
    content.write_bytes(ours[ServerKind.GRANIAN].fetch(door.paths[0]))
    load = Load(paths=door.paths, must_hold=door.must_hold, seconds=seconds / ROUNDS)
    environment = {"BENCHMARK_ANSWER": str(content)}
    with ExitStack() as stack:
        application, path = "benchmarks.bare_flask:app", door.paths[0]
        bare = _started(stack, application, environment, list(ours), path)
        contenders = {
            f"{name}{UNDER}{kind}": server
            for kind in ours
            for name, server in (
                (f"{door.name}{AS_BARE}", bare[kind]),
                (door.name, ours[kind]),
            )
        }
        for connections in numbers:
            yield from _compared(contenders, replace(load, connections=connections))


def _compared(servers: dict[str, Server], load: Load) -> Iterator[Figure]:
    """Load servers by turns and yield a line for each.

    The baseline of each is the bare route under the same server.
    """
    rounds = {name: Measured() for name in servers}
    for server in servers.values():
        loaded(server, replace(load, seconds=WARM_UP_SECONDS))
    for _ in range(ROUNDS):
        for name, server in servers.items():
            rounds[name].add(loaded(server, load))
    for name, measured in rounds.items():
        if AS_BARE in name:
            baseline = measured.per_second
        measure = f"{load.connections}{CONNECTED}{name}"
        answers = len(measured.nanoseconds)
        told = f"{answers:,} answers of {measured.bytes_read // answers:,} bytes"
        yield figure_of(measure, measured, baseline, told)


def _weighed(ours: Server, api: Door) -> Figure:
    """Ask for every postcode once more, and return what the worker then holds."""
    asked = all_asked(ours, api)
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
    """Return what the worker holds once it has drawn pages for every family too."""
    asked = all_asked(ours, results)
    resident, own = ours.worker_megabytes()
    return Figure(
        measure="memory of a worker of everything",
        amount=resident,
        unit="MB",
        wrong=asked.wrong,
        remark=f"{own:.0f} of it not mapped files; after pages of results for "
        f"{len(asked.nanoseconds):,} families as well",
    )
