import json

import pytest

from finder.settings import PROJECT
from scripts.audit_dependencies import Audit, outcome, read_audit

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
HOLED = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"]}],
}
UNTOLD = {"name": "numpy", "skip_reason": "Dependency not found on PyPI"}


def audit_of(*dependencies):
    return read_audit(json.dumps({"dependencies": dependencies, "fixes": []}))


def test_a_known_hole_fails_and_says_what_mends_it():
    status, told = outcome(audit_of(SOUND, HOLED))
    assert status == 1
    assert "jinja2 2.4.1: PYSEC-2019-217, mended in 2.10.1" in told


def test_a_hole_that_nothing_mends_fails_too():
    unmended = {**HOLED, "vulns": [{"id": "PYSEC-1", "fix_versions": []}]}
    assert outcome(audit_of(unmended))[0] == 1


def test_no_hole_is_well():
    status, told = outcome(audit_of(SOUND))
    assert status == 0
    assert "NOT AUDITED" not in told


def test_what_was_not_told_of_is_never_called_sound():
    status, told = outcome(audit_of(SOUND, UNTOLD))
    assert status == 0
    assert "NOT AUDITED, nothing is told of: numpy" in told


@pytest.mark.parametrize("audit", [None, Audit((), 0, ("numpy",))])
def test_an_audit_out_of_reach_is_said_and_fails_nothing(audit):
    status, told = outcome(audit)
    assert status == 0
    assert "NOT AUDITED" in told


@pytest.mark.parametrize("text", ["", "Traceback", "[", "null"])
def test_what_is_no_audit_is_refused(text):
    with pytest.raises((ValueError, TypeError)):
        read_audit(text)


def test_every_run_of_the_tests_audits():
    makefile = (PROJECT / "Makefile").read_text()
    steps = makefile.partition("\ntest:")[2].partition("\n\n")[0]
    assert "scripts/audit_dependencies.py $(UV)" in steps
