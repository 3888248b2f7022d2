import os
import subprocess
import sys
from pathlib import Path

import pytest

from finder.generations import Generations

# Writes a generation, and dies on the way, as if the machine lost its power.
DIES = """
import os, sys
from pathlib import Path
from finder.generations import Generations

def die(*given, **named):
    os._exit(9)

def fill(folder):
    (folder / "half.txt").write_text("half")
    if sys.argv[2] == "fill":
        die()
    (folder / "words.txt").write_text("tuesday")

owner = {"fsync": os, "rename": Path, "replace": Path}.get(sys.argv[2])
if owner is not None:
    setattr(owner, sys.argv[2], die)
generations = Generations(Path(sys.argv[1]))
generations.write("tuesday", fill)
generations.activate("tuesday")
"""


def saying(words):
    def fill(folder):
        (folder / "words.txt").write_text(words)

    return fill


def out_of_space(*given, **named):
    raise OSError(28, "No space left on device")


@pytest.fixture
def generations(tmp_path):
    """Return generations of which Monday's is live."""
    made = Generations(tmp_path / "generations")
    made.write("monday", saying("monday"))
    made.activate("monday")
    return made


def live_words(generations):
    return (generations.folder_of(generations.live_name()) / "words.txt").read_text()


def entries(generations):
    return sorted(path.name for path in generations.folder_of("").iterdir())


def test_before_the_first_there_is_neither_a_live_one_nor_a_stamp(tmp_path):
    generations = Generations(tmp_path / "nowhere")
    assert generations.live_name() is None
    assert generations.stamp() is None
    assert generations.names() == []


def test_what_is_written_is_not_live_until_it_is_made_so(generations):
    generations.write("tuesday", saying("tuesday"))
    assert live_words(generations) == "monday"
    generations.activate("tuesday")
    assert live_words(generations) == "tuesday"


def test_going_back_is_the_same_act_as_going_forward(generations):
    generations.write("tuesday", saying("tuesday"))
    generations.activate("tuesday")
    generations.activate("monday")
    assert live_words(generations) == "monday"


def test_the_stamp_changes_when_another_goes_live_and_not_before(generations):
    stamp = generations.stamp()
    generations.write("tuesday", saying("tuesday"))
    assert generations.stamp() == stamp
    generations.activate("tuesday")
    assert generations.stamp() != stamp


def test_a_generation_that_exists_is_left_alone(generations):
    generations.write("monday", saying("other words"))
    assert live_words(generations) == "monday"


def test_a_generation_that_is_damaged_is_replaced(generations):
    generations.write("monday", saying("mended"), is_whole=lambda folder: False)
    assert live_words(generations) == "mended"
    assert entries(generations) == ["current", "monday"]


def test_what_does_not_exist_cannot_be_made_live(generations):
    with pytest.raises(FileNotFoundError):
        generations.activate("wednesday")
    assert live_words(generations) == "monday"


def test_files_and_unfinished_folders_are_no_generations(generations):
    folder = generations.folder_of("")
    (folder / ".unfinished-abc").mkdir()
    (folder / "notes.txt").write_text("")
    assert generations.names() == ["monday"]


def test_a_generation_can_be_read_by_other_users_of_the_machine(generations):
    assert generations.folder_of("monday").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe\x00", b"\n"])
def test_a_damaged_pointer_names_no_generation(generations, pointer):
    (generations.folder_of("") / "current").write_bytes(pointer)
    assert generations.live_name() not in generations.names()


@pytest.mark.parametrize(
    ("owner", "act"),
    [
        (Path, "mkdir"),
        (Path, "write_text"),
        (os, "fsync"),
        (Path, "rename"),
        (Path, "replace"),
    ],
)
def test_a_full_disk_at_any_step_leaves_the_live_one_alone(
    generations, monkeypatch, owner, act
):
    def publish():
        generations.write("tuesday", saying("tuesday"))
        generations.activate("tuesday")

    with monkeypatch.context() as patched:
        patched.setattr(owner, act, out_of_space)
        with pytest.raises(OSError, match="No space"):
            publish()
    assert live_words(generations) == "monday"
    assert {*entries(generations)} <= {"current", "monday", "tuesday"}
    assert ("tuesday" in generations.names()) == (act == "replace")


def test_whatever_fails_while_filling_leaves_nothing_behind(generations):
    def fill(folder):
        (folder / "half.txt").write_text("half")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        generations.write("tuesday", fill)
    assert entries(generations) == ["current", "monday"]


@pytest.mark.parametrize("act", ["fill", "fsync", "rename", "replace"])
def test_a_writer_killed_at_any_step_leaves_the_live_one_whole(generations, act):
    folder = generations.folder_of("")
    killed = subprocess.run([sys.executable, "-c", DIES, folder, act], check=False)
    assert killed.returncode == 9
    assert live_words(generations) == "monday"
    for name in generations.names():
        words = (generations.folder_of(name) / "words.txt").read_text()
        assert words == name
    generations.write("tuesday", saying("tuesday"))
    generations.activate("tuesday")
    assert live_words(generations) == "tuesday"
