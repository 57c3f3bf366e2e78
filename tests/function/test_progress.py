import pytest

from iface.function import progress
from iface.function.progress import Progress, in_words


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still; `clock.now` moves it."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    one = Clock()
    monkeypatch.setattr(progress, "time", one)
    return one


@pytest.fixture
def told():
    return []


@pytest.fixture
def bar(clock, told):
    return Progress().given(told.append)


@pytest.mark.parametrize(
    ("given", "share", "text"),
    [
        ({"progress": 0.3}, 0.3, "30%"),
        ({"progress": 0.3, "desc": "Reading"}, 0.3, "Reading · 30%"),
        ({"progress": (3, 10), "unit": "files"}, 0.3, "3/10 files"),
        ({"progress": (3, None), "unit": "files"}, None, "3 files"),
        ({"progress": 3, "total": 4}, 0.75, "3/4 steps"),
        ({"progress": None, "desc": "Thinking"}, None, "Thinking"),
        ({"progress": 7}, 1.0, "100%"),
        ({"progress": (0, 0)}, None, "0 steps"),
    ],
)
def test_it_says_how_far_it_is(bar, told, given, share, text):
    bar(**given)
    assert told == [{"type": "progress", "share": share, "text": text}]


def test_it_says_how_long_the_rest_will_take(bar, told, clock):
    clock.now += 30
    bar(0.25)
    assert told[0]["text"] == "25% · 1:30 min left"


def test_pictures_that_come_too_soon_are_left_out_but_for_the_last(bar, told):
    for number in range(11):
        bar(number / 10)
    assert [one["share"] for one in told] == [0.0, 1.0]


def test_new_words_are_shown_however_soon(bar, told):
    bar(0.1, desc="Reading")
    bar(0.1, desc="Writing")
    assert [one["text"] for one in told] == ["Reading · 10%", "Writing · 10%"]


def test_items_are_counted_as_they_go(bar, told, clock):
    for _ in bar.tqdm("abc", desc="Letters"):
        clock.now += 0.1
    assert [one["text"] for one in told] == [f"Letters · {count}/3 steps" for count in range(4)]


def test_items_without_a_length_are_counted_too(bar, told, clock):
    for _ in bar.tqdm(iter("ab")):
        clock.now += 0.1
    assert [(one["share"], one["text"]) for one in told] == [(None, f"{count} steps") for count in range(3)]


def test_where_no_page_is_it_does_nothing():
    assert list(Progress().tqdm([1, 2])) == [1, 2]
    Progress()(0.5)


def test_bars_of_tqdm_are_shown_where_they_are_asked_for(clock, told):
    tqdm = pytest.importorskip("tqdm").tqdm
    Progress(track_tqdm=True).given(told.append)
    for _ in tqdm(range(3), desc="Rows", mininterval=0):
        clock.now += 1
    assert told[-1]["text"] == "Rows · 3/3 it"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59, "59 s"), (60, "1:00 min"), (185, "3:05 min"), (7290, "2:01 h")]
)
def test_a_time_is_said_in_words(seconds, text):
    assert in_words(seconds) == text
