"""How the server is best set: workers, threads, runtime and cores, side by side.

Each setting answers the same searches and pages by turns, beside one worker as
everything starts it. The load comes from the same cores: what a request takes of
their time tells more than how many are answered a second.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from benchmarks.doors import Door, api_door, results_door
from benchmarks.figures import Figure
from benchmarks.fixed_data import fixed_settings
from benchmarks.load_generator import Load, Measured
from benchmarks.loading import all_asked, figure_of, loaded
from benchmarks.real_postcodes import RealPostcodes
from benchmarks.servers import OURS, Server
from finder.web.sealed import new_key

CONNECTIONS = (8, 32)
ROUNDS = 4
FAMILIES = 2_000
MICROSECONDS = 1e6
SEED = 33

# Between a door with its number of connections, and a setting.
CONNECTED = " connections: "

WSGI = {"GRANIAN_INTERFACE": "wsgi"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Settings of granian in place of those that it runs by; `cores` it may use."""

    name: str
    workers: int = 1
    settings: Mapping[str, str] = field(default_factory=dict)
    cores: Sequence[int] | None = None


# Beside the first.
CONFIGURATIONS = (
    Configuration(name="one worker, as it runs"),
    Configuration(
        name="multi-threaded runtime", settings={"GRANIAN_RUNTIME_MODE": "mt"}
    ),
    Configuration(
        name="two runtime threads", settings={"GRANIAN_RUNTIME_THREADS": "2"}
    ),
    Configuration(name="WSGI, one thread", settings=WSGI),
    Configuration(
        name="WSGI, four threads", settings={**WSGI, "GRANIAN_BLOCKING_THREADS": "4"}
    ),
    # As many as granian has where nothing is set: half of the connections.
    Configuration(
        name="WSGI, 450 threads", settings={**WSGI, "GRANIAN_BLOCKING_THREADS": "450"}
    ),
    Configuration(name="two workers", workers=2),
    Configuration(name="one worker on one core", cores=[0]),
    Configuration(name="two workers on one core", workers=2, cores=[0]),
)


@dataclass(slots=True)
class _Taken:
    """What a server did under one load, in all its rounds."""

    measured: Measured = field(default_factory=Measured)
    processor_seconds: float = 0.0

    @property
    def remark(self) -> str:
        """What a request took of the processor's time."""
        each = self.processor_seconds / len(self.measured.nanoseconds)
        return f"{each * MICROSECONDS:.0f} µs of processor time a request"


def measure_configurations(data_dir: Path, seconds: float) -> list[Figure]:
    """Load a server of each configuration by turns, at both doors."""
    drawn = RealPostcodes.live(data_dir).draw(FAMILIES, Random(SEED))
    places = [it.postcode for it in drawn]
    key = new_key()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = fixed_settings(data_dir, folder, key)
        servers = [
            (it, stack.enter_context(_server(it, environment))) for it in CONFIGURATIONS
        ]
        for _, server in servers:
            server.wait_for("/healthz")
        api = api_door(places, servers[0][1])
        doors = api, results_door("results page", places, key)
        return [it for door in doors for it in _at_door(door, servers, seconds)]


def _server(it: Configuration, environment: Mapping[str, str]) -> Server:
    given = {**environment, **it.settings}
    return Server(OURS, given, workers=it.workers, cores=it.cores)


def _at_door(
    door: Door, servers: Sequence[tuple[Configuration, Server]], seconds: float
) -> Iterator[Figure]:
    for configuration, server in servers:
        # Of several workers each draws maps of its own, of the families it happens on.
        for _ in range(5 * configuration.workers - 4):
            all_asked(server, door)
    load = Load(paths=door.paths, must_hold=door.must_hold, seconds=seconds / ROUNDS)
    for connections in CONNECTIONS:
        taken = [_Taken() for _ in servers]
        for _ in range(ROUNDS):
            for (_, server), its_own in zip(servers, taken, strict=True):
                _take(server, replace(load, connections=connections), its_own)
        baseline = taken[0].measured.per_second
        for (it, _), told in zip(servers, taken, strict=True):
            measure = f"{door.name}, {connections}{CONNECTED}{it.name}"
            yield figure_of(measure, told.measured, baseline, told.remark)


def _take(server: Server, load: Load, taken: _Taken) -> None:
    before = server.processor_seconds()
    taken.measured.add(loaded(server, load))
    taken.processor_seconds += server.processor_seconds() - before
