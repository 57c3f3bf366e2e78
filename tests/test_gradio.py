import pytest

import iface
from iface.errors import DesignError
from iface.gradio import settle


def test_known_names_come_through():
    assert settle("A thing", {"size": 1, "key": 2}, ["size"], frozenset({"key"})) == {"size": 1}


def test_an_ignored_name_is_logged_once(caplog):
    caplog.set_level("INFO", logger="iface")
    for _ in range(2):
        settle("A test thing", {"every": 1}, [], frozenset({"every"}))
    assert caplog.messages == ["A test thing: the parameter 'every' has no meaning here and is ignored."]


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(DesignError, match="no parameter called 'lable'. Did you mean 'label'"):
        settle("A thing", {"lable": 1}, ["label"], frozenset())


def test_an_unknown_name_like_no_other_lists_all():
    with pytest.raises(DesignError, match="Use one of: label, value"):
        settle("A thing", {"zzz": 1}, ["value", "label"], frozenset())


@pytest.mark.parametrize("name", ["render", "ImageEditor"])
def test_what_is_not_there_yet_says_so(name):
    with pytest.raises(AttributeError, match=f"no attribute '{name}': it is not there yet"):
        getattr(iface, name)
