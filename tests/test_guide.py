"""The guide to a new component, followed to the letter in a copy of the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "components.md").read_text("utf-8")


def block(language, containing):
    found = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return next(one for one in found if containing in one)


@pytest.fixture
def copy(tmp_path):
    """The project with a Rating, of which only the four files and the register differ."""
    for name in ("iface", "templates", "static", "tests", "examples", "docs", "benchmarks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "iface/components/rating.py").write_text('"""Stars."""\n\n' + block("python", "class Rating"))
    (tmp_path / "templates/components/rating.html").write_text(block("jinja", "radiogroup"))
    (tmp_path / "tests/components/test_rating.py").write_text(block("text", "def test_more"))
    register = tmp_path / "iface/components/__init__.py"
    typed, named = block("text", "import Rating as Rating"), block("text", '"rating": "Rating"')
    text = register.read_text().replace(
        "    from iface.components.slider", typed + "    from iface.components.slider"
    )
    register.write_text(text.replace('    "slider"', named + '    "slider"'))
    return tmp_path


def run(copy, *command):
    return subprocess.run([sys.executable, *command], cwd=copy, capture_output=True, text=True, timeout=120)


def test_a_component_made_by_the_guide_keeps_the_house(copy):
    done = run(
        copy,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_house.py",
        "tests/components/test_rating.py",
    )
    assert done.returncode == 0, done.stdout


def test_it_works_by_its_word_on_a_page(copy):
    program = (
        "import iface\n"
        "client = iface.Interface(lambda stars: stars + 1, iface.Rating(most=3), 'rating').test_client()\n"
        "assert client.submit(2) == 3\n"
        "assert '★' in client.get('/').text\n"
    )
    done = run(copy, "-c", program)
    assert done.returncode == 0, done.stderr
