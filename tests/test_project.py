"""The project looked at as a whole: its size, its names, its locks, its wheel, its front door.

Which way imports point is import-linter's to say; how a line reads is ruff's.
"""

import ast
import fnmatch
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "cogs", "sandbox")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LOCKS = ("run.txt", "dev.txt", "build.txt")

MOST_LINES_OF_A_FILE = 500
MOST_LINES_OF_A_COG = 200
MOST_LINES_OF_A_FUNCTION = 80
LINES_OF_A_SHORT_FUNCTION = 40
SHARE_OF_SHORT_FUNCTIONS = 0.95
WORDS_THAT_SAY_NOTHING = {
    *("Manager", "Handler", "Helper", "Helpers", "Util", "Utils", "Common", "Base", "Data", "Info")
}

# Import everything in turn, then tell on standard error what is different from before.
IMPORT_EVERYTHING = """
import asyncio, importlib, logging, os, signal, sys, threading

loops = []
new_event_loop = asyncio.DefaultEventLoopPolicy.new_event_loop
asyncio.DefaultEventLoopPolicy.new_event_loop = lambda self: loops.append(1) or new_event_loop(self)


def world():
    return {
        "environment": dict(os.environ),
        "event loops": len(loops),
        "log handlers": list(logging.getLogger().handlers),
        "log level": logging.getLogger().level,
        "signals": [signal.getsignal(number) for number in signal.valid_signals()],
        "threads": threading.active_count(),
        "working directory": os.getcwd(),
    }


before = world()
for name in sys.argv[1:]:
    importlib.import_module(name)
    after = world()
    for key in before:
        if before[key] != after[key]:
            sys.exit(f"importing {name} changes the {key}: {before[key]} -> {after[key]}")
"""


def modules():
    """Name every module of ours; Alembic's scripts are run from their folder, not imported."""
    files = [path.relative_to(ROOT) for path in SOURCES if "migrations" not in path.parts]
    return [
        ".".join(file.parent.parts if file.stem == "__init__" else file.with_suffix("").parts)
        for file in files
    ]


def nodes(*kinds):
    """Yield every syntax node of these kinds, with the file and line it stands at."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kinds):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def project():
    """Read the project's own table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(lock):
    """Read a lock as name -> version."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, flags=re.MULTILINE))


def lines_of_functions():
    """Count the lines of every function, from its `def` to its end."""
    return {
        f"{where} {node.name}": node.end_lineno - node.lineno + 1
        for where, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_there(package):
    """The tests below would be content with an empty project."""
    assert (ROOT / package / "__init__.py").is_file()


def test_no_file_is_too_long_to_read():
    """A second concern is a second file."""
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES_OF_A_FILE
    }

    assert {} == too_long


def test_no_cog_does_more_than_one_thing():
    """A cog only turns Discord into calls, and results into words."""
    too_long = {
        path.name: lines
        for path in (ROOT / "cogs").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES_OF_A_COG
    }

    assert {} == too_long


def test_no_function_is_too_long_to_read():
    """Each fix to a long function is one more branch in it."""
    too_long = {
        where: lines
        for where, lines in lines_of_functions().items()
        if lines > MOST_LINES_OF_A_FUNCTION
    }

    assert {} == too_long


def test_nearly_every_function_is_short():
    """Nineteen functions out of twenty fit on a screen."""
    functions = lines_of_functions()
    longer = sorted(
        where for where, lines in functions.items() if lines >= LINES_OF_A_SHORT_FUNCTION
    )

    assert len(longer) <= (1 - SHARE_OF_SHORT_FUNCTIONS) * len(functions), longer


def test_no_class_has_a_name_that_says_nothing():
    """A class is named for the one thing that it is."""
    bad = [
        f"{where} {node.name}"
        for where, node in nodes(ast.ClassDef)
        if WORDS_THAT_SAY_NOTHING & set(re.findall(r"[A-Z][a-z0-9]*", node.name))
    ]

    assert [] == bad


def test_no_module_is_a_bag():
    """Everything ends up importing a module called utils."""
    bad = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if WORDS_THAT_SAY_NOTHING & {word.capitalize() for word in path.stem.split("_")}
    ]

    assert [] == bad


@pytest.mark.parametrize("package", ["bot/domain", "bot/engine"])
def test_the_inside_imports_only_the_standard_library_and_ours(package):
    """The contract in pyproject.toml names the packages in use; this knows the others, too."""
    foreign = {
        f"{where} {name}"
        for where, node in nodes(ast.Import, ast.ImportFrom)
        if where.startswith(f"{package}/")
        for name in imported(node)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "bot"}
    }

    assert set() == foreign


def imported(node):
    """Name the modules that an import statement outside of its own package names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if node.level == 0 else []


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_module_does_nothing(package, tmp_path, tmp_path_factory):
    """Nothing is written, said, started or set by an import, in a fresh interpreter.

    But Matplotlib notes the fonts that it finds: the worker that imports it gives it a folder, too.
    """
    names = [name for name in modules() if name.partition(".")[0] == package]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_EVERYTHING, *names],
        cwd=tmp_path,
        env=os.environ
        | {
            "HOME": str(tmp_path),
            "MPLCONFIGDIR": str(tmp_path_factory.mktemp("fonts")),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == done.stderr
    assert (0, "") == (done.returncode, done.stdout)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_folder(lock):
    """Where packages come from is the business of the one who installs them."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")

    assert [] == re.findall(r"^.*(?://|file:| @ |^--?[a-z]).*$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_a_hash(lock):
    """pip is asked to refuse what it cannot verify."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9-]+(?:\[[a-z,]+\])?==.*$", text, flags=re.MULTILINE)

    assert pinned
    assert [] == [line for line in pinned if not line.endswith("\\")]


def test_the_run_lock_has_every_dependency():
    """A dependency that was added without `make lock` is found here, not by the operator."""
    locked = pins("run.txt")
    missing = [need for need in project()["dependencies"] if not meets(locked, need)]

    assert [] == missing


def test_the_dev_lock_has_every_extra():
    """`make` installs from this lock alone."""
    locked = pins("dev.txt")
    extras = project()["optional-dependencies"].values()
    missing = [
        need
        for needs in extras
        for need in needs
        if not need.startswith("darkroom[") and not meets(locked, need)
    ]

    assert [] == missing


def test_what_is_tested_is_what_runs():
    """The two locks agree on every version that they share."""
    assert pins("run.txt").items() <= pins("dev.txt").items()
    assert pins("build.txt").items() <= pins("dev.txt").items()


def meets(locked, need):
    """Tell whether a lock holds a version that a requirement allows."""
    requirement = Requirement(need)
    version = locked.get(canonicalize_name(requirement.name))
    return version is not None and version in requirement.specifier


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel, without a network, into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        yield archive


def test_the_wheel_has_every_file_of_the_packages(wheel):
    """Words and migrations are files that no import would miss until they are needed."""
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert ours == packed
    assert fnmatch.filter(packed, "bot/text/*.ftl")
    assert fnmatch.filter(packed, "bot/store/migrations/*.py")


def test_the_wheel_brings_the_command(wheel):
    """An installed wheel answers to `darkroom`."""
    entry_points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert "darkroom = bot.__main__:main" in wheel.read(entry_points).decode()


def test_the_wheel_asks_for_the_python_that_we_write_for(wheel):
    """The linter, the types, the lock and the package agree on the oldest Python."""
    metadata = next(name for name in wheel.namelist() if name.endswith("METADATA"))

    assert ">=3.11" == Parser().parsestr(wheel.read(metadata).decode())["Requires-Python"]


def test_the_changelog_leads_with_this_version():
    """A release and its entry are one commit; before the first, everything is unreleased."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[?([^\]\s]+)", changelog, flags=re.MULTILINE)
    releases = [heading for heading in headings if heading != "Unreleased"]

    assert headings
    assert project()["version"] == (releases or [project()["version"]])[0]
    assert "Unreleased" not in headings[1:]


def test_the_image_is_built_from_files_that_exist():
    """No container engine is needed to see a COPY that cannot work."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sources = [
        source.rstrip("/")
        for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, flags=re.MULTILINE)
        for source in line.split()[:-1]
    ]

    assert sources
    assert [] == [source for source in sources if not (ROOT / source).exists()]
    assert [] == [source for source in sources if f"!{source}" not in allowed]


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench"])
def test_the_front_door_says_what_it_opens(target):
    """`make` alone lists what there is."""
    said = subprocess.run(
        ["make", "--no-print-directory", "help"],  # noqa: S607 - whichever make the reader has
        cwd=ROOT,
        env=os.environ | {"MAKEFLAGS": "", "MAKELEVEL": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert re.search(rf"^  make {target}\s+\S", said.stdout, flags=re.MULTILINE)
