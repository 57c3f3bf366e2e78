"""What stands in the folders: a component's four files, templates and scripts in use, tests that test.

As in house.py, every check gives a list of sentences, one for each thing that is amiss.
"""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

AT_THE_TOP = frozenset(
    """setup.cfg README.md iface templates static tests pyproject.toml CHANGELOG.md LICENSE Makefile
    MANIFEST.in ruff.toml examples docs benchmarks""".split()
)
ADDRESS = re.compile(r"""https?://(?!www\.w3\.org/)[^\s"'`]*|["'(]//[a-z][^\s"'`]*""")


def words(root: Path) -> list[str]:
    """The components, by their modules' names."""
    return [path.stem for path in (root / "iface/components").glob("[!_]*.py") if path.stem != "base"]


def layouts(root: Path) -> list[str]:
    """The words of the layouts."""
    return [one.lower() for one in re.findall(r"^class (\w+)", _text(root, "iface/layouts.py"), re.MULTILINE)]


def incomplete_components(root: Path) -> list[str]:
    """Components without a template, though they are shown, or without a test."""
    faults = []
    for word in words(root):
        if not (root / f"templates/components/{word}.html").is_file() and not _is_never_shown(root, word):
            faults.append(f"{word} has no templates/components/{word}.html")
        if not (root / f"tests/components/test_{word}.py").is_file():
            faults.append(f"{word} has no tests/components/test_{word}.py")
    return faults


def unused_templates(root: Path) -> list[str]:
    """Templates that no component, layout, module or other template names."""
    text = _text(root, "iface/**/*.py", "templates/**/*.html")
    known = {f"components/{word}.html" for word in words(root)}
    known |= {f"layouts/{word}.html" for word in layouts(root)}
    paths = {path.relative_to(root / "templates").as_posix() for path in (root / "templates").rglob("*.html")}
    return [f"nothing uses templates/{path}" for path in sorted(paths - known) if not _is_named(path, text)]


def unused_static_files(root: Path) -> list[str]:
    """Files in static/ that no component, module, template or other static file names."""
    text = _text(root, "iface/**/*.py", "templates/**/*.html", "static/**/*.js", "static/**/*.css")
    named = [*words(root), *layouts(root), *re.findall(r'"(_\w+)"', _text(root, "iface/**/*.py"))]
    known = {f"components/{word}{suffix}" for word in named for suffix in (".js", ".css")}
    paths = {
        path.relative_to(root / "static").as_posix()
        for path in (root / "static").rglob("*")
        if path.is_file()
    }
    return [f"nothing uses static/{path}" for path in sorted(paths - known) if not _is_named(path, text)]


def outside_addresses(root: Path) -> list[str]:
    """Addresses in templates and static files that are not relative; a page asks no other host."""
    paths = [path for name in ("templates", "static") for path in (root / name).rglob("*") if path.is_file()]
    found = ((path, ADDRESS.findall(path.read_text(encoding="utf-8", errors="ignore"))) for path in paths)
    return [f"{path.name} names {address}" for path, addresses in found for address in addresses]


def strangers(names: Iterable[str]) -> list[str]:
    """Paths at the top level that have no business there; names with a dot in front are free."""
    tops = {name.partition("/")[0] for name in names}
    return [f"{top} does not belong at the top level" for top in sorted(tops - AT_THE_TOP) if top[0] != "."]


def empty_tests(root: Path) -> list[str]:
    """Files of tests without a test."""
    python = (root / "tests").rglob("test_*.py")
    scripts = (root / "tests").rglob("*.test.js")
    empty = [
        path for path in python if not re.search(r"^\s*def test_", path.read_text(encoding="utf-8"), re.M)
    ]
    empty += [
        path for path in scripts if not re.search(r"^\s*(test|it)\(", path.read_text(encoding="utf-8"), re.M)
    ]
    return [f"{path.relative_to(root).as_posix()} has no test" for path in empty]


def _is_never_shown(root: Path, word: str) -> bool:
    """Whether its class says `template = None`, as a state's does."""
    tree = ast.parse((root / f"iface/components/{word}.py").read_text(encoding="utf-8"))
    bodies = [node for one in tree.body if isinstance(one, ast.ClassDef) for node in one.body]
    said = [ast.unparse(node) for node in bodies if isinstance(node, ast.Assign | ast.AnnAssign)]
    return any(re.fullmatch(r"template(: .+)? = None", one) for one in said)


def _is_named(path: str, text: str) -> bool:
    """Whether a string in `text` ends with the path, or is its name alone, as in "./swap.js"."""
    return any(
        re.search(rf"""["'/]{re.escape(name)}["'?]""", text) for name in (path, path.rpartition("/")[2])
    )


def _text(root: Path, *patterns: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for pattern in patterns for path in root.glob(pattern))
