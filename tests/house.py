"""How the house is built: its floor plan, its imports and its sizes, read without running it.

Every check gives a list of sentences, one for each thing that is not as it should be.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
IMPORT_MODULE = re.compile(r"(?:importlib\.)?import_module\(f?'(iface[\w.]*)")


class Import(NamedTuple):
    """`module` of the house, as in "web.guard", asks for `wanted`, as in "page" or "flask.Flask"."""

    module: str
    wanted: str
    ours: bool


class House:
    """A package called iface, with the folders that stand beside it."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.package = root / "iface"
        self.files = sorted(self.package.rglob("*.py"))

    @cached_property
    def modules(self) -> dict[str, ast.Module]:
        """Each module's tree by its name, as in "web.guard"; "" is the package itself."""
        return {self._name(path): ast.parse(path.read_text(encoding="utf-8")) for path in self.files}

    @cached_property
    def floors(self) -> list[list[str]]:
        """The plan in the package's docstring, from the top: each floor's modules and folders.

        It is the docstring's last indented block; each of its lines is a floor. Two spaces or more
        set names apart, and from the explanation at the end, which has several words.
        """
        text = ast.get_docstring(self.modules[""]) or ""
        blocks = re.findall(r"(?:^ {4}.*\n?)+", text, re.MULTILINE)
        return [self._floor(line.strip()) for line in blocks[-1].splitlines()] if blocks else []

    @cached_property
    def imports(self) -> list[Import]:
        """Every import, those inside functions and under TYPE_CHECKING too."""
        return [one for name, tree in self.modules.items() for one in self._imports_of(name, tree)]

    def unplanned(self) -> list[str]:
        """Modules that are not on the plan, and names on the plan that are no module."""
        planned = {name for floor in self.floors for name in floor}
        real = {room(name) for name in self.modules if name}
        return [f"{name} is not on the floor plan" for name in sorted(real - planned)] + [
            f"{name} is on the floor plan, but there is no such module" for name in sorted(planned - real)
        ]

    def climbs(self) -> list[str]:
        """Imports that do not go to a floor below."""
        floor = {name: height for height, names in enumerate(reversed(self.floors)) for name in names}
        return [
            f"{one.module} imports {one.wanted or 'iface itself'}, which is not below it"
            for one in self.imports
            if one.ours and room(one.module) in floor and room(one.module) != room(one.wanted)
            if floor.get(room(one.wanted), len(floor)) >= floor[room(one.module)]
        ]

    def cycles(self) -> list[str]:
        """Modules that import each other, within a folder too."""
        graph: dict[str, set[str]] = {name: set() for name in self.modules}
        for one in self.imports:
            if one.ours and one.wanted != one.module:
                graph[one.module].add(one.wanted)
        # What imports nothing that is left cannot be part of a cycle; what remains at the end is.
        while free := [name for name, wanted in graph.items() if not wanted & graph.keys()]:
            for name in free:
                del graph[name]
        return [f"{name or 'iface'} is part of a cycle, or imports one" for name in graph]

    def misplaced(self, library: str, allowed: set[str]) -> list[str]:
        """Modules that import a library, or a name of it ("marshmallow.Schema"), and may not."""
        users = [one.module for one in self.imports if not one.ours and within(one.wanted, library)]
        return [
            f"{module} imports {library}, which only {', '.join(sorted(allowed))} may"
            for module in users
            if not any(within(module, place) for place in allowed)
        ]

    def functions(self) -> Iterator[tuple[str, int]]:
        """Every function with its length in lines. What it promises, its signature and docstring, is free."""
        for name, tree in self.modules.items():
            for node in ast.walk(tree):
                if isinstance(node, FUNCTION):
                    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                    yield f"{name}.{node.name}", (node.end_lineno or node.lineno) - first.lineno + 1

    def undocumented(self) -> list[str]:
        """Public modules, classes, functions and methods without a docstring."""
        bodies = [node for tree in self.modules.values() for node in tree.body]
        classes = {node.name: node for node in bodies if isinstance(node, ast.ClassDef)}
        missing = []
        for name, tree in self.modules.items():
            if not documented(tree):
                missing.append(f"{name or 'iface'} has no docstring")
            for node in filter(is_public, tree.body):
                if not documented(node):
                    missing.append(f"{name}.{node.name} has no docstring")
                for method in filter(is_public, node.body if isinstance(node, ast.ClassDef) else []):
                    if not documented(method) and not inherits_docstring(node, method.name, classes):
                        missing.append(f"{name}.{node.name}.{method.name} has no docstring")
        return missing

    def _floor(self, line: str) -> list[str]:
        *parts, last = (part.split() for part in re.split(r" {2,}", line))
        is_explanation = len(last) > 1 and not set(last) <= self.modules.keys()
        return [name for part in parts for name in part] + ([] if is_explanation else last)

    def _name(self, path: Path) -> str:
        parts = path.relative_to(self.package).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def _imports_of(self, module: str, tree: ast.Module) -> Iterator[Import]:
        is_package = (self.package / module.replace(".", "/") / "__init__.py").is_file()
        here = ["iface", *module.split(".")] if module else ["iface"]
        base = here if is_package else here[:-1]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield self._import(module, alias.name)
            elif isinstance(node, ast.ImportFrom):
                start = base[: len(base) - node.level + 1] if node.level else []
                for alias in node.names:
                    yield self._import(module, ".".join([*start, *filter(None, [node.module]), alias.name]))
            elif isinstance(node, ast.Call) and (called := IMPORT_MODULE.match(ast.unparse(node))):
                yield self._import(module, called[1].rstrip("."))

    def _import(self, module: str, wanted: str) -> Import:
        """What `wanted` asks for; of `iface.page.Page` that is the module page."""
        parts = wanted.split(".")
        if parts[0] != "iface":
            return Import(module, wanted, ours=False)
        while ".".join(parts[1:]) not in self.modules:
            parts.pop()
        return Import(module, ".".join(parts[1:]), ours=True)


def nothing_in(faults: Iterable[str]) -> None:
    """Fail with the faults, if there are any, one on each line."""
    found = list(faults)
    assert not found, "\n".join(["", *found])


def too_long(paths: Iterable[Path], limit: int) -> list[str]:
    """Files of more than `limit` lines."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{path.name} has {length} lines" for path, length in lengths.items() if length > limit]


def room(module: str) -> str:
    """What the plan calls it: a module of the first floor, or the folder that it stands in."""
    return module.partition(".")[0]


def within(name: str, whole: str) -> bool:
    """Whether a dotted name is `whole` or a part of it: "flask.json" of "flask", not "flaskr"."""
    return f"{name}.".startswith(f"{whole}.")


def is_public(node: ast.AST) -> bool:
    """Whether it is a function or class that others may use."""
    return isinstance(node, (*FUNCTION, ast.ClassDef)) and not node.name.startswith("_")


def documented(node: ast.AST) -> bool:
    """Whether it has a docstring. Overloads and a property's setter say nothing of their own."""
    decorators = [ast.unparse(one) for one in getattr(node, "decorator_list", [])]
    if any(one.endswith("overload") or one.endswith(".setter") for one in decorators):
        return True
    return bool(ast.get_docstring(node))  # type: ignore[arg-type]


def inherits_docstring(owner: ast.ClassDef, method: str, classes: dict[str, ast.ClassDef]) -> bool:
    """Whether a class above it, in the house, documents the method: `help()` shows that text."""
    for base in owner.bases:
        above = classes.get(ast.unparse(base).rpartition(".")[2])
        if above is None or above is owner:
            continue
        theirs = [one for one in above.body if isinstance(one, FUNCTION) and one.name == method]
        if any(map(documented, theirs)) or inherits_docstring(above, method, classes):
            return True
    return False
