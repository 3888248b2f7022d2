"""What the benchmarks judge and write: they notice what is wrong, and tell all else."""

import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks import peer_servers, servers
from benchmarks.anything import Answered
from benchmarks.axes import Linear, Logarithmic
from benchmarks.configurations_report import configurations_table
from benchmarks.figures import Figure
from benchmarks.fixed_data import fixed_settings
from benchmarks.peer_servers import Absent, postgres, redis_server
from benchmarks.peers import _builds
from benchmarks.report import TABLES, main
from benchmarks.saved_figures import Measured, save_figures
from benchmarks.servers import ServerKind, as_it_runs, installed_servers
from benchmarks.switch_client import WRONG
from benchmarks.switches import Flip, seen
from finder.settings import PROJECT
from finder.snapshot import SnapshotStore
from tests.builders import a_centre

MILLISECOND = 1_000_000
# Asked for, answered, from which listing; the second goes live at 100.
BEFORE, MIDST, AFTER = (10, 20, 0), (95, 130, 0), (140, 150, 1)
FLIPS = [Flip(100, 1)]


def a_figure(measure: str, amount: float = 100.0, **more: float | str) -> Figure:
    given = {"unit": "requests/s", "p50": 1_000.0, "p99": 2_500.0, **more}
    return Figure(measure=measure, amount=amount, **given)


def test_a_switch_is_told_from_the_pointer_to_the_first_new_answer():
    told = seen(FLIPS, [BEFORE, MIDST, AFTER], 200)
    assert told.delays == [50]
    assert told.during == [35, 10]
    assert told.wrong == 0


@pytest.mark.parametrize(
    "answers",
    [
        [BEFORE, MIDST],
        [BEFORE, AFTER, (160, 170, 0)],
        [BEFORE, AFTER, (160, 170, WRONG)],
    ],
    ids=["never seen", "the old again", "a wrong answer"],
)
def test_a_switch_that_went_wrong_is_noticed(answers: list[tuple[int, int, int]]):
    assert seen(FLIPS, answers, 200).wrong == 1


@pytest.mark.parametrize(
    ("milliseconds", "status", "wrong"),
    [(49, 200, False), (49, 404, False), (50, 200, True), (1, 500, True)],
)
def test_an_answer_that_is_slow_or_none_is_wrong(
    milliseconds: int, status: int, wrong: bool
):
    assert Answered("", milliseconds * MILLISECOND, status).is_wrong is wrong


def test_a_peer_that_is_not_installed_is_skipped_with_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(peer_servers, "POSTGRES_FOLDERS", tmp_path)
    with ExitStack() as stack:
        names = [name for name, _ in _builds(stack)]
    assert names == [
        "SpatialIndex",
        "numpy brute force",
        "scipy cKDTree",
        "SQLite R*Tree",
    ]
    told = capsys.readouterr().out
    assert "Redis is skipped: redis-server is not installed" in told
    assert "PostGIS is skipped: PostgreSQL is not installed" in told


@pytest.mark.parametrize(
    ("program", "peer"), [("initdb", postgres), ("redis-server", redis_server)]
)
def test_a_peer_that_does_not_start_is_absent(monkeypatch, tmp_path, program, peer):
    # Runnable by its rights, and by nothing else.
    (tmp_path / program).write_text("#!/nowhere/to/be/found\n")
    (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(peer_servers.os, "geteuid", lambda: 1)
    with pytest.raises(Absent, match="does not start"), peer():
        pass


def test_a_server_that_is_not_installed_is_skipped_with_a_word(monkeypatch, capsys):
    monkeypatch.setattr(servers, "find_spec", lambda name: name == "granian" or None)
    assert installed_servers() == [ServerKind.GRANIAN]
    assert "gunicorn is skipped" in capsys.readouterr().out


def test_granian_is_measured_as_it_runs():
    assert as_it_runs()["GRANIAN_BLOCKING_THREADS"] == "1"
    assert as_it_runs()["MALLOC_ARENA_MAX"] == "1"


def test_what_is_published_meanwhile_does_not_change_what_is_measured(
    tmp_path: Path, postcodes_folder: Path
):
    source, folder = tmp_path / "data", tmp_path / "measured"
    source.mkdir()
    folder.mkdir()
    (source / "postcodes").symlink_to(postcodes_folder)
    store = SnapshotStore(source / "snapshots")
    first = store.publish([a_centre("a")], sources=("a test",), demonstration=True)
    fixed_settings(source, folder, "key")
    store.publish([a_centre("b")], sources=("a test",), demonstration=True)
    assert SnapshotStore(folder / "snapshots").current().id == first


def test_axes_lay_amounts_along_their_width():
    linear, tenfold = Linear.of([250, 9_300]), Logarithmic.of([15, 1_000])
    assert linear.ticks() == [0, 2_000, 4_000, 6_000, 8_000]
    assert linear.share(4_650) == 0.5
    assert tenfold.ticks() == [10, 100, 1_000]
    assert tenfold.share(100) == 0.5


def test_the_report_writes_what_was_measured_and_leaves_the_rest(tmp_path: Path):
    saved, document = tmp_path / "saved.json", tmp_path / "performance.md"
    (tmp_path / "images").mkdir()
    marks = [mark for mark, _ in TABLES.values()]
    document.write_text(
        "\n".join(f"<!-- {it} -->\nold {it}\n<!-- end of {it} -->" for it in marks)
    )
    bare = a_figure("8 connections: API search as a bare route under granian", 400)
    ours = a_figure("8 connections: API search under granian", 100, baseline=400)
    weighed = a_figure("memory of a worker", 151, unit="MB", wrong=1)
    save_figures(saved, "serving", [bare, ours, weighed])
    save_figures(saved, "startup", [a_figure("the service", 1_500, unit="ms")])
    main(saved, tmp_path)
    written = document.read_text()
    assert "| 8 | granian | 400 | 1 / 2.5 | 100 | 1 / 2.5 | 0.25 |" in written
    assert "| memory of a worker | 151 MB | 1 / 2.5 | **1 wrong** |" in written
    assert "| the service | 1,500 ms | 1 / 2.5 |" in written
    assert "old serving" not in written
    assert "old switch" in written
    chart = (tmp_path / "images" / "serving.svg").read_text()
    assert "the service, granian" in chart
    assert not (tmp_path / "images" / "peers.svg").exists()


def test_settings_of_the_server_stand_beside_one_another():
    def told(connections: int, setting: str, amount: float, **more: int) -> Figure:
        return a_figure(
            f"API search, {connections} connections: {setting}",
            amount,
            baseline=400.0,
            remark="250 µs of processor time a request",
            **more,
        )

    figures = [
        told(connections, setting, amount, wrong=wrong)
        for connections in (8, 32)
        for setting, amount, wrong in (("one", 400.0, 0), ("two", 600.0, 3))
    ]
    table = configurations_table(Measured("a day", "a machine", figures))
    both = "600 **3 wrong** | 1.50 | 1 / 2.5 | 250 µs |"
    assert f"| two | {both} {both}" in table
    assert "| API search | over 8: a second | ratio |" in table
    assert table.count("over 32: a second") == 1


def test_the_document_has_a_place_for_every_table():
    written = (PROJECT / "docs" / "performance.md").read_text()
    for mark, _ in TABLES.values():
        assert f"<!-- {mark} -->" in written
        assert f"<!-- end of {mark} -->" in written


def test_figures_are_kept_in_place_of_earlier_ones(tmp_path: Path):
    saved = tmp_path / "saved.json"
    for amount in (1.0, 2.0):
        save_figures(saved, "build", [a_figure("the whole build", amount)])
    kept = json.loads(saved.read_text())["build"]["figures"]
    assert kept == [asdict(a_figure("the whole build", 2.0))]
