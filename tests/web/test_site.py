import pytest
from redises import KEY

import iface
from iface import DesignError
from iface.files.copies import CopiedFiles
from iface.web import Settings, Site


def test_the_length_of_the_line_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("IFACE_LINE", "32")
    assert Settings.from_environment().line == 32


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_a_line_that_is_no_length_is_refused(monkeypatch, text):
    monkeypatch.setenv("IFACE_LINE", text)
    with pytest.raises(DesignError, match="IFACE_LINE"):
        Settings.from_environment()


def test_component_scripts_stand_only_on_pages_that_need_them():
    with_slider = iface.Interface(lambda a: a, iface.Slider(), "text").test_client().get("/").text
    without = iface.Interface(lambda a: a, "text", "text").test_client().get("/").text
    assert "components/slider.js" in with_slider and "components/slider.js" not in without


def in_tabs(*parts):
    with iface.Blocks() as demo, iface.Tabs():
        for part in parts:
            with iface.Tab():
                part()
    return demo.test_client().get("/").text


def test_scripts_of_a_tab_that_is_not_open_come_when_it_is():
    text = in_tabs(iface.Textbox, iface.Slider)
    assert "components/slider.js" not in text and 'data-scripts="slider"' in text


def test_scripts_of_the_tab_that_is_open_come_with_the_page():
    assert "components/slider.js" in in_tabs(iface.Slider, iface.Textbox)


def test_what_works_unseen_does_so_in_a_tab_that_is_not_open():
    assert "components/timer.js" in in_tabs(iface.Textbox, lambda: iface.Timer(60))


def test_descriptions_are_markdown():
    demo = iface.Interface(
        lambda a: a, "text", "text", description="*now*", article="[us](https://example.org)"
    )
    text = demo.test_client().get("/").text
    assert "<em>now</em>" in text and 'href="https://example.org"' in text


def test_durability_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("IFACE_DURABILITY", "full")
    assert Settings.from_environment().durability == "full"


def test_files_go_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("IFACE_FILES", str(tmp_path))
    demo = iface.Interface(lambda a: a, iface.File(), "text")
    site = Site(demo.page, "memory:", Settings.from_environment(background=False))
    assert site.sessions.files.folder == tmp_path / f"{demo.page.name}-files"


def test_a_password_of_the_store_is_not_logged(redis, monkeypatch, caplog):
    monkeypatch.setenv("IFACE_SECRET_KEY", KEY)
    demo = iface.Interface(lambda a: a, "text", "text")
    with caplog.at_level("INFO"):
        site = Site(demo.page, redis.address.replace("//", "//me:hunter2@"), Settings(background=False))
    site.close()
    assert "Sessions are kept in redis://127.0.0.1" in caplog.text and "hunter2" not in caplog.text


def test_files_beside_redis_are_copied(redis, monkeypatch, tmp_path):
    monkeypatch.setenv("IFACE_SECRET_KEY", KEY)
    demo = iface.Interface(lambda a: a, iface.File(), "text")
    site = Site(demo.page, redis.address, Settings(background=False, copies=tmp_path))
    assert isinstance(site.sessions.files, CopiedFiles) and tmp_path in site.sessions.files.folder.parents
    site.close()
