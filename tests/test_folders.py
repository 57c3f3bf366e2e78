"""A component is one word in four folders; nothing lies about unused; nothing asks another host.

Each check is tried on a few made-up files first, for a check that cannot fail says nothing.
"""

import shutil
import subprocess

import folders
import pytest
from house import ROOT, nothing_in, too_long


@pytest.fixture
def build(tmp_path):
    """`build({"static/a.js": "..."})`: a checkout of these files alone."""

    def made(files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    return made


def test_every_component_has_its_template_and_its_test():
    nothing_in(folders.incomplete_components(ROOT))


def test_a_component_without_template_and_test_is_named(build):
    root = build({"iface/components/dial.py": "class Dial:\n    pass\n", "iface/components/_parts.py": ""})
    assert folders.incomplete_components(root) == [
        "dial has no templates/components/dial.html",
        "dial has no tests/components/test_dial.py",
    ]


def test_a_component_that_is_never_shown_needs_no_template(build):
    files = {"iface/components/state.py": "class State:\n    template = None\n"}
    assert folders.incomplete_components(build(files | {"tests/components/test_state.py": ""})) == []


def test_every_template_is_used():
    nothing_in(folders.unused_templates(ROOT))


def test_a_template_that_nothing_names_is_named(build):
    files = {name: "" for name in ("iface/components/dial.py", "templates/components/dial.html")}
    files |= {"iface/layouts.py": "class Row:\n    pass\n", "templates/layouts/row.html": ""}
    files |= {"templates/page.html": "{% include '_head.html' %}", "templates/_head.html": ""}
    assert folders.unused_templates(build(files)) == ["nothing uses templates/page.html"]


def test_every_static_file_is_used():
    nothing_in(folders.unused_static_files(ROOT))


def test_a_script_that_nothing_imports_is_named(build):
    files = {"static/a.js": 'import { b } from "./b.js"', "static/b.js": "", "static/components/dial.js": ""}
    found = folders.unused_static_files(build(files | {"iface/components/dial.py": ""}))
    assert found == ["nothing uses static/a.js"]


def test_no_page_names_another_host():
    nothing_in(folders.outside_addresses(ROOT))


@pytest.mark.parametrize(
    "text", ["'https://example.org/a.js'", "url(//example.org/font)", "// http://example.org"]
)
def test_an_address_of_another_host_is_named(build, text):
    assert len(folders.outside_addresses(build({"static/a.css": text}))) == 1


def test_the_namespace_of_svg_is_no_other_host(build):
    assert folders.outside_addresses(build({"static/a.svg": "xmlns='http://www.w3.org/2000/svg' // a"})) == []


def test_the_top_level_holds_what_belongs_there():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("only git knows which files are part of the project")
    command = [git, "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"]
    known = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    nothing_in(folders.strangers(known.splitlines()))


def test_a_stranger_at_the_top_level_is_named():
    names = ["iface/web/app.py", ".ci/run", "requirements.txt", "README.md"]
    assert folders.strangers(names) == ["requirements.txt does not belong at the top level"]


def test_every_file_of_tests_holds_a_test():
    nothing_in(folders.empty_tests(ROOT))


def test_a_file_of_tests_without_a_test_is_named(build):
    files = {"tests/test_a.py": "x = 1", "tests/js/a.test.js": "", "tests/test_b.py": "def test_it(): ..."}
    assert folders.empty_tests(build(files)) == [
        "tests/test_a.py has no test",
        "tests/js/a.test.js has no test",
    ]


def test_no_script_is_longer_than_150_lines():
    nothing_in(too_long((ROOT / "static").rglob("*.js"), 150))


def test_the_style_sheet_of_every_page_has_at_most_700_lines():
    nothing_in(too_long((ROOT / "static").glob("*.css"), 700))


def test_a_components_own_style_sheet_has_at_most_150_lines():
    nothing_in(too_long((ROOT / "static/components").glob("*.css"), 150))
