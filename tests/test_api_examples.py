"""Every example of the guide to the API, run against a server of this machine."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from finder.settings import PROJECT
from finder.web.api_problem_models import PROBLEM_CODES
from finder.web.sandbox import Sandbox
from tests.web.api_listing import an_app_that_lists_two

GUIDE = PROJECT / "docs" / "api.md"
HOST = "https://finder.example.org"
COMMANDS = {
    "bash": ["bash", "-euo", "pipefail"],
    "python": [sys.executable],
    "javascript": ["node"],
}
NEEDED = {"bash": "curl", "python": sys.executable, "javascript": "node"}
ENDINGS = {"bash": "sh", "python": "py", "javascript": "mjs"}
OUTPUTS = {"text", "json"}
LONGEST_SECONDS = 30
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    line: int
    language: str
    text: str


def blocks() -> list[Block]:
    text = GUIDE.read_text(encoding="utf-8")
    return [
        Block(text.count("\n", 0, it.start()) + 1, it[1], it[2])
        for it in BLOCK.finditer(text)
    ]


BLOCKS = blocks()
EXAMPLES = [
    pytest.param(block, following, id=f"line-{block.line}-{block.language}")
    for block, following in zip(BLOCKS, [*BLOCKS[1:], None], strict=True)
    if block.language in COMMANDS
]


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Write nothing of what the examples ask."""


@pytest.fixture(scope="module")
def address(tmp_path_factory, postcodes_folder) -> Iterator[str]:
    app = an_app_that_lists_two(tmp_path_factory.mktemp("api"), postcodes_folder)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def run(block: Block, address: str, folder: Path) -> str:
    """Return what an example prints."""
    program = NEEDED[block.language]
    if shutil.which(program) is None:
        reason = f"there is no {program} here to run the example with"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    example = folder / f"example.{ENDINGS[block.language]}"
    example.write_text(block.text.replace(HOST, address), encoding="utf-8")
    done = subprocess.run(
        [*COMMANDS[block.language], example],
        cwd=folder,
        env={**os.environ, "no_proxy": "127.0.0.1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("block", "following"), EXAMPLES)
def test_an_example_prints_what_the_guide_says(block, following, address, tmp_path):
    printed = run(block, address, tmp_path)
    if following.language == "json":
        assert json.loads(printed) == json.loads(following.text)
    else:
        assert printed.strip() == following.text.strip()


def test_every_example_is_followed_by_what_it_prints():
    alone = [
        it.line
        for it, following in zip(BLOCKS, [*BLOCKS[1:], None], strict=True)
        if it.language in COMMANDS
        and (following is None or following.language not in OUTPUTS)
    ]
    assert alone == []


def test_every_block_of_the_guide_is_run_or_is_what_one_prints():
    assert {it.language for it in BLOCKS} == {*COMMANDS, *OUTPUTS}
    assert len(BLOCKS) == 2 * len(EXAMPLES)
    assert GUIDE.read_text(encoding="utf-8").count("```") == 2 * len(BLOCKS)


def test_every_example_asks_the_server_that_the_test_started():
    for block in BLOCKS:
        if block.language in COMMANDS:
            hosts = set(re.findall(r"https?://[\w.-]+", block.text))
            assert hosts == {HOST}, block.line


def test_the_guide_names_every_postcode_of_the_sandbox_and_no_unknown_code():
    text = GUIDE.read_text(encoding="utf-8")
    sandbox = Sandbox.read(PROJECT / "data" / "sandbox")
    assert [it for it, _, _ in sandbox.answers if f"`{it}`" not in text] == []
    rows = re.findall(r"^\| [45]\d\d.*?\| (.*?) \|", text, re.MULTILINE)
    named = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    assert "search_invalid" in named
    assert named <= set(PROBLEM_CODES)
