"""Ask the advisory service of PyPI about every locked dependency.

Exit status: 1 if one has a known hole; 0 otherwise, also where the service is out
of reach, which is then said.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
_EXPORT = (
    "export --quiet --locked --all-extras --all-groups --no-emit-project "
    "--no-header --no-annotate"
)
_AUDIT = "--require-hashes --disable-pip --progress-spinner off --format json"


@dataclass(frozen=True, slots=True)
class Audit:
    """What is known of the dependencies: which have holes, and which nobody told of."""

    holes: tuple[str, ...]
    told: int
    untold: tuple[str, ...]


def read_audit(text: str) -> Audit:
    """Read what pip-audit writes. Raises `ValueError` if it is nothing of the kind.

    It calls a dependency that the service did not tell of no hole: here it is not.
    """
    found = json.loads(text)["dependencies"]
    told = [it for it in found if "vulns" in it]
    return Audit(
        holes=tuple(
            f"{it['name']} {it['version']}: {hole['id']}, mended in "
            f"{', '.join(hole['fix_versions']) or 'no version yet'}"
            for it in told
            for hole in it["vulns"]
        ),
        told=len(told),
        untold=tuple(it["name"] for it in found if "vulns" not in it),
    )


def outcome(audit: Audit | None) -> tuple[int, str]:
    """Return the exit status and what to say; None is an audit that was not held."""
    if audit is None or not audit.told:
        return 0, "NOT AUDITED: the advisory service of PyPI is out of reach from here"
    lines = [f"{audit.told} dependencies audited, {len(audit.holes)} known holes"]
    if audit.untold:
        lines.append(f"NOT AUDITED, nothing is told of: {', '.join(audit.untold)}")
    return (1 if audit.holes else 0), "\n".join([*lines, *audit.holes])


def hold_audit(uv: str) -> Audit | None:
    """Audit what `uv.lock` holds; None if the service did not answer."""
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "requirements.txt"
        _run([uv, *_EXPORT.split(), "--output-file", str(locked)]).check_returncode()
        command = [sys.executable, "-m", "pip_audit", *_AUDIT.split()]
        audited = _run([*command, "--requirement", str(locked)])
    try:
        return read_audit(audited.stdout)
    except (ValueError, KeyError, TypeError):
        print(audited.stderr.strip().rpartition("\n")[2], file=sys.stderr)
        return None


def main(arguments: Sequence[str]) -> int:
    """Audit, say what was found, and return the exit status."""
    status, told = outcome(hold_audit(*arguments))
    print(told)
    return status


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603
        command, cwd=PROJECT, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
