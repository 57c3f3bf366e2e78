"""What mypy and ruff say, as tests: a build that is green is clean."""

import subprocess
import sys

import pytest
from house import ROOT


@pytest.mark.parametrize(
    "tool", [("mypy", "--strict", "iface"), ("ruff", "check", ".")], ids=lambda tool: tool[0]
)
def test_the_code_is_clean(tool):
    done = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
