"""The plan in `iface.__init__`, held against every import; and what DESIGN asks of names and sizes.

Each check is tried on a small house with a fault first, for a check that cannot fail says nothing.
"""

import pytest
from house import House, nothing_in, too_long

PLAN = """'''A house.

Its floors:

    top           what stands on the others
    left  right   side by side
    ground        below all
'''
"""
OURS = House()


@pytest.fixture
def build(tmp_path):
    """`build({"top.py": "..."})`: a house of these modules, documented and on the plan by default."""

    def made(files):
        empty = {f"{name}.py": '"""One."""\n' for name in ("top", "left", "right", "ground")}
        for name, text in ({"__init__.py": PLAN} | empty | files).items():
            path = tmp_path / "iface" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return House(tmp_path)

    return made


def test_the_plan_is_read_from_top_to_bottom(build):
    assert build({}).floors == [["top"], ["left", "right"], ["ground"]]


def test_every_module_is_on_the_plan():
    nothing_in(OURS.unplanned())


def test_a_module_that_is_not_on_the_plan_is_named(build):
    assert build({"attic.py": ""}).unplanned() == ["attic is not on the floor plan"]


def test_a_name_on_the_plan_without_a_module_is_named(build):
    assert build({"__init__.py": PLAN.replace("left ", "lost ")}).unplanned()[1].startswith("lost is on the")


def test_every_import_goes_down():
    nothing_in(OURS.climbs())


@pytest.mark.parametrize(
    "text",
    [
        "from iface import top",
        "from iface.top import anything",
        "import iface.top",
        "import iface",
        "from . import top",
        "from .top import anything",
        "def later():\n    from iface import top",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from iface.top import Anything",
        "from importlib import import_module\nimport_module('iface.top')",
        "from iface import right",
        "from iface import __version__",
    ],
)
def test_an_import_that_goes_up_or_sideways_is_named(build, text):
    (found,) = build({"left.py": text}).climbs()
    assert found.startswith("left imports ")


def test_an_import_that_goes_down_or_stays_in_its_folder_is_not(build):
    one = "from iface import ground\nfrom iface.left import other\nfrom .other import thing"
    house = build({"left/__init__.py": "", "left/one.py": one, "left/other.py": "from ..ground import it"})
    (house.package / "left.py").unlink()
    assert House(house.root).climbs() == []


def test_nothing_imports_in_a_circle():
    nothing_in(OURS.cycles())


def test_a_circle_within_a_folder_is_named(build):
    house = build({"web/one.py": "from . import two", "web/two.py": "from iface.web.one import thing"})
    assert len(house.cycles()) == 2


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("flask", {"web", "runner", "cli", "blocks", "interface"}),
        ("marshmallow.Schema", {"schema"}),
        ("sqlite3", {"stores.sqlite", "stores._connections"}),
        ("redis", {"stores.redis", "stores._redis", "stores._turns"}),
    ],
)
def test_a_library_is_imported_only_where_it_belongs(library, allowed):
    nothing_in(OURS.misplaced(library, allowed))


@pytest.mark.parametrize(
    "text", ["import flask", "from flask import Flask", "def f():\n    import flask.json"]
)
def test_a_library_in_the_wrong_place_is_named(build, text):
    (found,) = build({"ground.py": text}).misplaced("flask", {"top"})
    assert found == "ground imports flask, which only top may"


def test_no_module_is_longer_than_250_lines():
    nothing_in(too_long(OURS.files, 250))


def test_a_file_that_is_too_long_is_named(build):
    house = build({"top.py": "1\n" * 4})
    assert too_long([house.package / "top.py"], 3) == ["top.py has 4 lines"]


def test_no_function_is_longer_than_40_lines():
    nothing_in(f"{name} has {length} lines" for name, length in OURS.functions() if length > 40)


def test_nine_of_ten_functions_have_at_most_20_lines():
    lengths = sorted(length for _, length in OURS.functions())
    assert lengths[len(lengths) * 9 // 10] <= 20


def test_a_functions_length_is_counted_without_what_it_promises(build):
    house = build({"top.py": 'def long(\n    a,\n):\n    """Long."""\n    a = 1\n\n    return a\n'})
    assert dict(house.functions()) == {"top.long": 3}


def test_all_that_is_public_has_a_docstring():
    nothing_in(OURS.undocumented())


@pytest.mark.parametrize(
    "text",
    ["x = 1", '"""One."""\ndef f(): ...', '"""One."""\nclass A:\n    """One."""\n    def f(self): ...'],
)
def test_a_missing_docstring_is_named(build, text):
    assert len(build({"top.py": text}).undocumented()) == 1


def test_an_override_inherits_its_docstring(build):
    base = '"""One."""\nclass Base:\n    """One."""\n    def f(self):\n        """One."""\n'
    override = '"""One."""\nclass A(Base):\n    """One."""\n    def f(self): ...\n'
    assert build({"ground.py": base, "top.py": override}).undocumented() == []
