"""The scripts' own tests, run by Node.js: the one that is installed, or the one inside Playwright."""

import re
import shutil
import subprocess
from pathlib import Path

import playwright
from house import ROOT

# From here on a .js file is taken for a module where it imports or exports.
SEES_MODULES = (22, 7)


def test_the_scripts_keep_to_their_tests():
    files = sorted(map(str, (ROOT / "tests/js").glob("*.test.js")))
    command = [_node(), "--test", "--test-reporter=tap", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    ran = re.search(r"^# tests (\d+)$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert files and ran and int(ran[1]) >= len(files), f"Tests are missing:\n{done.stdout}"


def _node():
    installed = shutil.which("node")
    if installed and _version(installed) >= SEES_MODULES:
        return installed
    return str(next((Path(playwright.__file__).parent / "driver").glob("node*")))


def _version(node):
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:2]))
