import datetime

import pytest

from iface import DateTime, DesignError


@pytest.mark.parametrize(
    ("kind", "taken"),
    [
        ("datetime", datetime.datetime(2026, 1, 31, 12, 30)),
        ("date", datetime.date(2026, 1, 31)),
        ("string", "2026-01-31 12:30:00"),
        ("timestamp", datetime.datetime(2026, 1, 31, 12, 30).timestamp()),
    ],
)
def test_the_moment_is_given_in_the_type_asked_for(take, kind, taken):
    assert take(DateTime(type=kind), "2026-01-31 12:30:00") == taken


def test_a_form_writes_it_the_browsers_way(take):
    box = DateTime(type="string")
    assert take(box, box.from_form(["2026-01-31T12:30"])) == "2026-01-31 12:30:00"


@pytest.mark.parametrize("data", ["2026-02-30 00:00:00", "soon", 5, ["2026-01-01"], "9" * 50])
def test_what_no_calendar_has_is_refused(refuse, data):
    assert "Enter a date like 2026-01-31" in refuse(DateTime(), data)


@pytest.mark.parametrize(
    "value", [datetime.date(2026, 1, 31), "2026-01-31", datetime.datetime(2026, 1, 31, 9)]
)
def test_any_kind_of_moment_is_shown(value):
    assert DateTime(include_time=False).postprocess(value) == "2026-01-31"


def test_an_unknown_type_is_refused_when_declared():
    with pytest.raises(DesignError, match="'timestamp'"):
        DateTime(type="year")
