import gzip
from pathlib import Path

import pytest

from iface import assets
from iface.errors import DesignError


@pytest.fixture
def static(tmp_path, monkeypatch):
    """Write files of a static/ of the test's own: `static({"a.js": "..."})`."""
    caches = (assets._home, assets._static, assets.digest, assets.modules, assets.words_with)

    def write(files):
        for name, text in {"static/iface.css": "", "templates/page.html": ""}.items() | {
            (f"static/{name}", text) for name, text in files.items()
        }:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        for cached in caches:
            cached.cache_clear()

    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "iface")
    yield write
    for cached in caches:
        cached.cache_clear()


def test_the_folders_stand_beside_the_package_in_a_checkout():
    top = Path(assets.__file__).resolve().parent.parent
    assert [assets.folder(name) for name in ("templates", "static")] == [top / "templates", top / "static"]


def test_a_folder_that_is_not_ours_is_refused():
    with pytest.raises(DesignError, match="Install iface again"):
        assets.folder("tests")


def test_templates_and_static_of_somebody_else_are_not_taken(static, tmp_path):
    static({})
    (tmp_path / "templates/page.html").unlink()
    with pytest.raises(DesignError, match="neither in"):
        assets.folder("static")


def test_a_static_file_has_its_bytes_packed_and_plain(static):
    static({"a.js": "export const a = 1\n" * 100})
    found = assets.static_file("a.js")
    assert gzip.decompress(found.gzipped) == found.body == b"export const a = 1\n" * 100


def test_what_packing_makes_no_smaller_is_not_packed(static):
    static({"tiny.js": "1"})
    assert assets.static_file("tiny.js").gzipped is None


@pytest.mark.parametrize(
    ("name", "kind"), [("a.js", "text/javascript"), ("a.css", "text/css"), ("a.svg", "image/svg+xml")]
)
def test_a_static_file_has_the_type_that_browsers_want(static, name, kind):
    static({name: ""})
    assert assets.static_file(name).type == kind


@pytest.mark.parametrize(
    "path", ["../templates/page.html", "/etc/passwd", "", ".", "components", "a.js\0", "./a.js"]
)
def test_only_names_of_static_files_are_found(static, path):
    static({"a.js": "", "components/plot.js": ""})
    assert assets.static_file(path) is None


def test_hidden_files_are_not_served(static):
    static({".notes.js": ""})
    assert assets.static_file(".notes.js") is None


def test_words_with_a_script_are_the_stems_in_components(static):
    static({"submit.js": "", "components/plot.js": "", "components/plot.css": ""})
    assert assets.words_with(".js") == {"plot"}


def test_modules_are_the_scripts_beside_the_first_one(static):
    static({"iface.js": "", "swap.js": "", "submit.js": "", "components/plot.js": ""})
    assert assets.modules() == ("submit.js", "swap.js")


def test_the_digest_is_twelve_hexadecimal_digits(static):
    static({})
    assert len(assets.digest()) == 12
    int(assets.digest(), 16)


def test_the_digest_changes_with_a_byte(static):
    static({"a.js": "1"})
    before = assets.digest()
    static({"a.js": "2"})
    assert assets.digest() != before


def test_the_digest_changes_with_a_name(static, tmp_path):
    static({"a.js": "1"})
    before = assets.digest()
    (tmp_path / "static/a.js").rename(tmp_path / "static/b.js")
    static({})
    assert assets.digest() != before


def test_a_forked_worker_that_ends_leaves_unpacked_files_to_the_others(static, tmp_path, monkeypatch):
    static({"a.js": ""})
    at_exit = []
    monkeypatch.setattr(assets.atexit, "register", at_exit.append)
    place = assets._unpacked(tmp_path)
    monkeypatch.setattr(assets.os, "getpid", lambda: -1)
    at_exit[0]()
    assert (place / "static/a.js").is_file()
    monkeypatch.undo()
    at_exit[0]()
    assert not place.exists()


def test_comments_stay_at_home(static):
    static(
        {
            "a.js": "// Why\n/** What\n * it does */\nlet a = 1 // beside\n",
            "a.css": "/* A */\np { color: red }\n",
        }
    )
    assert assets.static_file("a.js").body == b"let a = 1 // beside\n"
    assert assets.static_file("a.css").body == b"p { color: red }\n"
