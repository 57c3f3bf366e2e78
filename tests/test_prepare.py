"""What `make` says on a machine that lacks something; .ci/prepare installs nothing here."""

import os
import subprocess
from pathlib import Path

import pytest
from house import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no make on Windows")


@pytest.fixture
def prepare(tmp_path):
    """`prepare(python)`: what it says when PYTHON is this one, in a folder that has no .venv."""

    def run(python: Path | str, *arguments: str) -> str:
        done = subprocess.run(
            [ROOT / ".ci/prepare", *(arguments or ("packages", "."))],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHON": str(python)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        return done.stderr

    return run


def test_a_python_that_is_too_old_is_told_apart(prepare, tmp_path):
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\n')
    old.chmod(0o755)
    assert "needs Python 3.11 or newer" in prepare(old)
    assert "Python 3.9.2" in prepare(old)


def test_a_python_that_is_not_there_is_told(prepare):
    assert prepare("/nowhere/python").startswith("There is no /nowhere/python here. Install Python 3.11")


def test_an_unknown_word_is_answered_with_the_known_ones(prepare):
    assert prepare("python3", "everything").startswith("Usage: .ci/prepare packages")
