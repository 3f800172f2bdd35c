"""`make audit` never says that all is well where nothing was asked."""

import json
import subprocess
import sys

import pytest

UNKNOWN = {"name": "a", "skip_reason": "not found"}
SOUND = {"name": "b", "version": "1.0", "vulns": []}
BAD = {"name": "c", "version": "2.0", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]}


@pytest.fixture
def audit(repository, tmp_path):
    """What `.ci/audit.py` makes of pip-audit's answer."""

    def ask(answer):
        fake = tmp_path / "pip-audit"
        fake.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
        fake.chmod(0o755)
        command = [sys.executable, repository / ".ci/audit.py", fake, "dev.lock"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return ask


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([SOUND], 0, "1 of 1 packages were audited; 0 of them are vulnerable."),
        ([SOUND, BAD], 1, "c 2.0: CVE-1, mended in 2.1"),
        ([UNKNOWN, UNKNOWN], 2, "nothing was audited"),
        ([SOUND, UNKNOWN], 2, "Not known to the vulnerability service: a."),
    ],
)
def test_what_the_service_answers(audit, packages, status, said):
    done = audit(json.dumps({"dependencies": packages}))
    assert done.returncode == status
    assert said in done.stdout + done.stderr


def test_a_service_that_does_not_answer(audit):
    done = audit("ConnectionError: Max retries exceeded")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "nothing was audited" in done.stderr
