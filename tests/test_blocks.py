import subprocess
import sys

import pytest

from iface import DesignError, Textbox
from iface.blocks import Blocks


def test_it_is_a_wsgi_application(tmp_path):
    with Blocks(store=f"sqlite:{tmp_path / 'state.db'}") as demo:
        Textbox(label="Name")
    answered = {}
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "x", "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": sys.stdin.buffer, "wsgi.errors": sys.stderr, "wsgi.version": (1, 0),
    }  # fmt: skip
    body = b"".join(demo(environ, lambda status, headers: answered.update(status=status)))
    assert answered["status"] == "200 OK" and b"Name" in body


def test_the_pages_of_one_program_have_names_of_their_own_that_stay():
    program = "import iface\nfrom iface.blocks import Blocks\nprint(Blocks().page.name, Blocks().page.name)"
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
        for _ in range(2)
    ]
    first, second = runs[0].split()
    assert first != second and runs[0] == runs[1]


def test_nothing_is_opened_before_the_first_request(tmp_path):
    with Blocks(store=f"sqlite:{tmp_path / 'state.db'}"):
        Textbox()
    assert list(tmp_path.iterdir()) == []


def test_delete_cache_says_how_long_a_left_page_is_remembered():
    with Blocks(delete_cache=(60, 120)) as demo:
        Textbox()
    assert demo.page.kept_after_leaving == 120


def test_the_style_sheets_of_files_are_added(tmp_path):
    (tmp_path / "a.css").write_text("p { color: red }")
    with Blocks(css_paths=tmp_path / "a.css") as demo:
        pass
    assert "color: red" in demo.page.css


def test_a_style_sheet_that_is_missing_is_refused_at_once(tmp_path):
    with pytest.raises(DesignError, match="cannot be read"):
        Blocks(css_paths=[tmp_path / "missing.css"])
