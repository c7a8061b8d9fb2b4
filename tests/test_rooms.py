"""The shape of the code: who may import whom, how long things are, what a quick start must not load."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pa3d"
FILES = sorted(PACKAGE.rglob("*.py"))

# From top to bottom; a room imports from rooms below it. One line: rooms of one height, which do not know each other
# unless they are one room in several files.
ORDER: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            {"__main__"},
            {"cli"},
            {"stages"},
            {"benchmarks"},
            {"data"},
            {"engine"},
            {"synthetic"},
            {"view"},
            {"loading"},
            {"model", "patch_labels", "up_axis"},
            {"text"},
            {"core"},
            {"io"},
            {"render"},
            {"shapes"},
            {"errors", "config", "runtime", "progress", "version", "assets"},
        ),
    )
)
HEIGHT = {room: -i for i, rooms in enumerate(ORDER) for room in rooms}
# Neighbours on one height which may know each other: the public object and its answer; the ground floor.
LEVEL = {"model", "patch_labels", "up_axis", "errors", "config", "runtime", "progress", "version"}
LONGEST_FILE = 350
LONGEST_FUNCTION = 60
# A verb's function is its list of options: one line each, and nothing to split.
OPTION_LISTS = {
    ("cli/segment.py", "segment"),
    ("cli/align.py", "align"),
    ("cli/bench.py", "bench"),
    ("cli/prepare.py", "prepare"),
    ("cli/distill.py", "distill"),
}

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def room_of(path: Path) -> str:
    """The folder under pa3d, or the module for files that lie in pa3d itself."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Full names of all modules a syntax tree imports, in functions and under TYPE_CHECKING too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            # `from pa3d import errors` names the module behind the from.
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def rooms_used(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {name.split(".")[1] for name, _ in imported(tree) if name.startswith("pa3d.")}


@every_file
def test_a_room_imports_only_from_rooms_below(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return  # the front door: re-exports, lazily
    assert room in HEIGHT, f"{room} has no place in the order of rooms"
    for used in rooms_used(path) - {room}:
        assert used in HEIGHT, f"{used} has no place in the order of rooms"
        allowed = HEIGHT[used] < HEIGHT[room] or ({room, used} <= LEVEL and HEIGHT[used] == HEIGHT[room])
        assert allowed, f"{room} imports {used}, which stands above it"


def test_the_front_door_shows_only_what_it_holds() -> None:
    import pa3d

    assert all(hasattr(pa3d, name) for name in pa3d.__all__)
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = pa3d.nothing_here


@every_file
def test_files_stay_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{lines} lines ask to be two files"


@every_file
def test_functions_stay_short(path: Path) -> None:
    where = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and (where, node.name) not in OPTION_LISTS:
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{node.name}: {lines} lines ask to be two functions"


def loaded_at_start(tree: ast.Module) -> Iterator[str]:
    """Modules a file loads when it is imported: outside functions and outside TYPE_CHECKING."""
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from (name.split(".")[0] for name, _ in imported(node))


@pytest.mark.parametrize(
    "path", [PACKAGE / "__init__.py", PACKAGE / "__main__.py", *sorted((PACKAGE / "cli").glob("*.py"))],
    ids=lambda path: path.name,
)  # fmt: skip
def test_the_command_line_loads_nothing_heavy(path: Path) -> None:
    heavy = {"torch", "transformers", "numpy", "scipy", "trimesh", "laspy", "plyfile", "safetensors", "PIL"}
    assert not heavy & set(loaded_at_start(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    "command",
    [
        "import pa3d",
        "pa3d --help",
        "pa3d segment --help",
        "pa3d align --help",
        "pa3d bench --help",
        "pa3d prepare --help",
        "pa3d distill --help",
        "pa3d --version",
    ],
)
def test_a_quick_start_imports_neither_torch_nor_transformers_nor_numpy(command: str) -> None:
    arguments = command.split()[1:]
    code = "import pa3d" if command == "import pa3d" else (
        f"import sys; sys.argv = ['pa3d', *{arguments!r}]\n"
        "from pa3d.cli.main import main\ntry: main()\nexcept SystemExit as end: assert end.code in (None, 0)"
    )  # fmt: skip
    code += "\nimport json, sys; print('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, timeout=60,
        env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    modules = {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}
    assert "pa3d" in modules and not {"torch", "transformers", "numpy", "scipy", "safetensors"} & modules


def test_python_dash_m_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pa3d", "--version"], capture_output=True, text=True, cwd=PACKAGE.parent, timeout=60
    )
    assert done.returncode == 0 and done.stdout.startswith("pa3d ")
