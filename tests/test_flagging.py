"""Runs that visitors flag, and what is noted of them."""

import csv
from concurrent.futures import ThreadPoolExecutor

import pytest
from hidden_fields import hidden_fields

from iface import CSVLogger, DesignError, FlaggingCallback, Interface, State, Textbox


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "flagged"


def upper(word):
    return word.upper()


def rows(folder, name="dataset1.csv"):
    with (folder / name).open(newline="") as lines:
        return list(csv.reader(lines))


def press(client, name, **entries):
    """Post the page's form by the button of this name; gives the next page."""
    page = client.get("/").text if not hasattr(client, "last") else client.last
    event = next(one for one in client.application.config["IFACE_SITE"]().page.events if one.startswith(name))
    sent = hidden_fields(page) | {**entries, "iface-event": event}
    client.last = client.post("/", data=sent).text
    return client.last


def test_nothing_is_flagged_unless_it_is_asked_for(folder):
    demo = Interface(upper, "text", "text", flagging_dir=folder)
    assert not any("flag" in name for name in demo.page.events)


def test_a_run_is_flagged_with_what_went_in_and_came_out(folder):
    demo = Interface(upper, Textbox(label="Word"), "text", flagging_mode="manual", flagging_dir=folder)
    client = demo.test_client()
    press(client, "upper", word="hi")
    press(client, "flag_run")
    assert rows(folder)[1][:3] == ["hi", "HI", ""]


def test_the_first_row_has_the_labels(folder):
    demo = Interface(upper, Textbox(label="Word"), "text", flagging_mode="auto", flagging_dir=folder)
    press(demo.test_client(), "upper", word="hi")
    assert rows(folder)[0] == ["Word", "output", "flag", "username", "timestamp"]


def test_in_auto_mode_every_run_is_noted(folder):
    client = Interface(upper, "text", "text", flagging_mode="auto", flagging_dir=folder).test_client()
    for _ in range(3):
        press(client, "upper", word="a")
    assert len(rows(folder)) == 4


def test_nothing_is_noted_of_a_page_that_has_run_nothing(folder):
    client = Interface(upper, "text", "text", flagging_mode="manual", flagging_dir=folder).test_client()
    assert "submit first" in press(client, "flag_run")
    assert not folder.exists()


def test_what_a_visitor_sends_with_the_flag_is_not_noted(folder):
    client = Interface(upper, "text", "text", flagging_mode="manual", flagging_dir=folder).test_client()
    press(client, "upper", word="honest")
    press(client, "flag_run", word="forged")
    assert rows(folder)[1][:2] == ["honest", "HONEST"]


def test_nobody_can_start_the_noting_itself(folder):
    client = Interface(upper, "text", "text", flagging_mode="manual", flagging_dir=folder).test_client()
    sent = hidden_fields(client.get("/").text) | {"self": "forged", "iface-event": "note_run"}
    assert client.post("/", data=sent).status_code == 404


def test_each_option_has_a_button_and_is_noted(folder):
    demo = Interface(
        upper,
        "text",
        "text",
        flagging_mode="manual",
        flagging_options=["good", ("Bad!", "bad")],
        flagging_dir=folder,
    )
    client = demo.test_client()
    press(client, "upper", word="a")
    press(client, "flag_run_1")
    assert rows(folder)[1][2] == "bad"
    assert "Flag as good" in client.last and "Bad!" in client.last


def test_the_session_state_is_not_noted(folder):
    def remember(word, seen):
        return word, [*(seen or []), word]

    demo = Interface(
        remember, ["text", State()], ["text", State()], flagging_mode="auto", flagging_dir=folder
    )
    press(demo.test_client(), "remember", word="a")
    assert rows(folder)[0][:2] == ["word", "output"]


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@a", "\t=1"])
def test_a_cell_is_no_formula(folder, word):
    logger = CSVLogger()
    logger.setup([Textbox(label="Word")], folder)
    logger.flag([word])
    assert rows(folder)[1][0] == f"'{word}"


def test_other_columns_begin_another_table(folder):
    for label in ("A", "B"):
        logger = CSVLogger()
        logger.setup([Textbox(label=label)], folder)
        logger.flag(["x"])
    assert rows(folder, "dataset2.csv")[0][0] == "B"


def test_many_at_once_lose_no_row(folder):
    loggers = [CSVLogger() for _ in range(8)]
    for logger in loggers:
        logger.setup([Textbox(label="Word")], folder)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda place: loggers[place % 8].flag([str(place) * 500]), range(80)))
    assert sorted({row[0] for row in rows(folder)[1:]}) == sorted(str(place) * 500 for place in range(80))


def test_a_program_may_keep_flags_itself(folder):
    kept = []

    class Own(FlaggingCallback):
        def setup(self, components, flagging_dir):
            self.labels = [one.label for one in components]

        def flag(self, flag_data, flag_option=None, username=None):
            kept.append(flag_data)
            return len(kept)

    demo = Interface(upper, "text", "text", flagging_mode="auto", flagging_callback=Own())
    press(demo.test_client(), "upper", word="a")
    assert kept == [["a", "A"]]


def test_an_unknown_mode_is_refused_at_once():
    with pytest.raises(DesignError, match="no flagging mode 'always'"):
        Interface(upper, "text", "text", flagging_mode="always")
