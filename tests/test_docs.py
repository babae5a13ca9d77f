"""The documentation held to the code: what it names is there, and what is there is named.

That the example configuration has every setting is `test_settings`' to say.
"""

import contextlib
import inspect
import io
import re
import tomllib
from pathlib import Path

import discord
import pytest

from bot import check
from bot.__main__ import main
from bot.domain import errors
from bot.domain.jobs import TRANSITIONS, JobStatus
from bot.metrics import Metrics
from bot.settings import Settings, load

ROOT = Path(__file__).parent.parent
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/community.md",
    "docs/setup.md",
)
PACKAGES = ("bot", "cogs", "sandbox")
MOST_IMAGE_BYTES = 300 * 1024
INDENT = 2


def page(name):
    """Read one page."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(text, heading):
    """Return what stands under a heading, up to the next of its rank or above."""
    level = heading.partition(" ")[0]
    after = text.split(f"\n{heading}\n", maxsplit=1)[1]
    return re.split(rf"^#{{1,{len(level)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def fences(text, language):
    """Return the fenced blocks of a language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, flags=re.MULTILINE | re.DOTALL)


def code_of(text):
    """Return everything set as code, in a block or in a line."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```$", text, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^ *```\w*\n.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", prose)])


def table(text, head):
    """Return the cells of the rows of the table with that first head, without the marks of code."""
    rows = re.split(rf"^\| {head} \|.*\n\|[-| ]+\|\n", text, maxsplit=1, flags=re.MULTILINE)[1]
    lines = re.match(r"(?:\|.*\|\n)+", rows)[0].splitlines()
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def paths_of_tree():
    """Return every path in the tree of the architecture, each folder with its slash."""
    [tree, *_] = fences(section(page("docs/architecture.md"), "## Folders"), "text")
    folders, paths = [], []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // INDENT
        name = line.split()[0]
        folders[depth:] = [name]
        paths.append("".join(folders))
    return paths


def anchors(text):
    """Return the anchors of a page's headings, as they are made from them."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def help_of(*argv):
    """Return what the command line says of itself."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pytest.raises(SystemExit) as ended:
        main([*argv, "--help"])
    assert 0 == ended.value.code
    return said.getvalue()


def help_with_verbs(*argv):
    """Return what the command line says of a command, and of everything below it."""
    said = help_of(*argv)
    verbs = re.findall(r"^ {4}([a-z-]+)", said.partition("verbs:\n")[2], flags=re.MULTILINE)
    return "\n".join([said, *(help_with_verbs(*argv, verb) for verb in verbs)])


@pytest.fixture(scope="module")
def commands():
    """Return every command of the command line, with its help."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("COLUMNS", "200")
        overview = help_of().partition("commands:\n")[2]
        names = re.findall(r"^ {4}([a-z-]+)", overview, flags=re.MULTILINE)
        return {name: help_with_verbs(name) for name in names}


def test_every_command_is_in_the_readme_and_has_help(commands):
    """What the program can do is found without starting it."""
    named = set(re.findall(r"^\| `darkroom ([a-z-]+)", page("README.md"), flags=re.MULTILINE))

    assert {"run", "demo", "check"} < set(commands)
    assert set(commands) == named
    assert [] == [
        name for name, words in commands.items() if not words.split("\n\n")[1].endswith(".")
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_command_line_in_a_page_is_understood(commands, name):
    """Nobody copies a command or an option that is not there."""
    # The user, the group and the service have the program's name, too.
    command_line = r"(?<!-[ug] )\bdarkroom (?!darkroom)([a-z][a-z-]*)([^\n`]*)"
    lines = re.findall(command_line, code_of(page(name)))
    unknown = {command for command, _ in lines} - set(commands)
    options = {
        f"{command} {option}"
        for command, rest in lines
        if command in commands
        for option in re.findall(r"(?<!\S)\[?(--[a-z-]+)", rest)
        if option not in commands[command]
    }

    assert set() == unknown
    assert set() == options


@pytest.mark.parametrize("name", PAGES)
def test_every_make_target_in_a_page_is_there(name):
    """The front door has these doors and no others."""
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"^make ([a-z]+)", code_of(page(name)), flags=re.MULTILINE))

    assert "demo" in targets
    assert set() == named - targets


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name):
    """A link of ours names a file, and in it a heading that is there."""
    text = page(name)
    links = re.findall(r"\]\(([^)\s]+)\)|\bsrc=\"([^\"]+)\"", text)
    broken = []
    for target in ("".join(each) for each in links):
        if re.match(r"https?://", target):
            continue
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        is_there = path.exists()
        if not is_there or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
            broken.append(target)

    assert [] == broken


@pytest.mark.parametrize("name", ["demo.png", "phone.png", "usage.png"])
def test_the_screenshots_are_light(name):
    """They are fetched by everybody who looks at the project."""
    assert 0 < (ROOT / "docs" / "images" / name).stat().st_size < MOST_IMAGE_BYTES


def test_everything_in_the_tree_is_there():
    """Nothing that is only planned stands in it."""
    paths = paths_of_tree()

    assert "bot/domain/jobs.py" in paths
    assert [] == [path for path in paths if not (ROOT / path).exists()]
    assert [] == [path for path in paths if (ROOT / path).is_dir() != path.endswith("/")]


def test_every_module_is_in_the_tree():
    """A new reader guesses the file from the page, and finds no file that it does not know."""
    modules = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in (".py", ".ftl") and path.name != "__init__.py"
    }
    in_migrations = {module for module in modules if module.startswith("bot/store/migrations/")}

    assert set() == modules - in_migrations - set(paths_of_tree())


def test_the_arrows_are_those_of_the_machine():
    """The table is `TRANSITIONS`, with who goes each arrow."""
    rows = table(section(page("docs/architecture.md"), "## The job"), "from")

    assert dict(TRANSITIONS) == {
        (JobStatus(was), JobStatus(became)): name for was, became, name, *_ in rows
    }
    assert len(TRANSITIONS) == len(rows)


def test_every_status_is_explained():
    """The table has each of them once, in the order of a job's life or another."""
    rows = table(section(page("docs/architecture.md"), "## The job"), "status")

    assert sorted(JobStatus) == sorted(row[0] for row in rows)


def test_every_status_is_in_the_diagram():
    """The drawing shows the same machine as the table below it."""
    [diagram, *_] = fences(section(page("docs/architecture.md"), "## The job"), "text")
    # A state begins its line, or stands at the point of an arrow.
    drawn = re.findall(r"(?:▶ |^[ │]*)([a-z_]+)(?= [─◀]|$)", diagram, flags=re.MULTILINE)

    assert set() == set(JobStatus) - set(drawn)


def test_the_tree_of_errors_is_that_of_the_code():
    """Each class stands under the one that it inherits from."""
    [tree] = fences(section(page("docs/architecture.md"), "## Errors"), "text")
    above, drawn = [], {}
    for line in tree.splitlines():
        mark = re.search(r"[A-Z]\w+", line)
        depth = mark.start() // 3
        above[depth:] = [mark[0]]
        drawn[mark[0]] = above[depth - 1] if depth else "Exception"

    assert {
        name: each.__base__.__name__
        for name, each in vars(errors).items()
        if inspect.isclass(each) and each.__module__ == errors.__name__
    } == drawn


def test_every_contract_of_the_imports_is_explained():
    """import-linter's contracts, by their ids."""
    project = tomllib.loads(page("pyproject.toml"))
    rows = table(section(page("docs/architecture.md"), "## Which way imports point"), "contract")
    contracts = [each["id"] for each in project["tool"]["importlinter"]["contracts"]]

    assert contracts == [row[0] for row in rows]


def test_the_invitation_asks_for_the_permissions_that_are_named():
    """The number is the sum of the names; and what `darkroom check` looks for is among them."""
    setup = page("docs/setup.md")
    names = [row[0] for row in table(setup.replace("\n   |", "\n|"), "permission")]
    named = discord.Permissions(**{name.lower().replace(" ", "_"): True for name in names})
    numbers = re.findall(r"permissions=(\d+)|one number that is `(\d+)`", setup)

    assert 2 == len(numbers)
    assert {str(named.value)} == {"".join(number) for number in numbers}
    assert set() == set(check.NEEDED) - set(names)
    assert sum(check.NEEDED.values()) == sum(check.NEEDED.values()) & named.value


def test_the_check_that_is_shown_looks_at_everything():
    """What an operator reads in the page is what the command prints."""
    [shown] = fences(page("docs/setup.md"), "console")
    names = re.findall(r"^✓ ([^:]+):", shown, flags=re.MULTILINE)

    assert ["config", *check.LOOKS] == names


@pytest.mark.parametrize("name", ["README.md", "docs/setup.md"])
def test_every_piece_of_configuration_loads(name, tmp_path):
    """A model or a price that is shown can be copied as it stands."""
    pieces = fences(page(name), "toml")
    for number, piece in enumerate(pieces):
        path = tmp_path / f"{number}.toml"
        path.write_text(piece, encoding="utf-8")
        load(path, {}, needs_secrets=False)

    assert pieces


@pytest.mark.parametrize("name", [*PAGES, "Dockerfile", "compose.yaml"])
def test_every_variable_in_a_page_is_a_setting(name):
    """An unknown one would be refused at start."""
    known = {
        f"DARKROOM_{section}__{key}".upper()
        for section, values in Settings()
        for key in type(values).model_fields
    }

    assert set() == set(re.findall(r"\bDARKROOM_[A-Z]\w+", page(name))) - known


def test_every_setting_that_setup_names_is_there():
    """`section.key`, and the sections by themselves."""
    sections = {name: set(type(values).model_fields) for name, values in Settings()}
    named = re.findall(
        rf"`({'|'.join(sections)})\.([a-z_]+)`", page("docs/setup.md") + page("README.md")
    )

    assert named
    assert [] == [(section, key) for section, key in named if key not in sections[section]]


def test_every_metric_that_setup_names_is_there():
    """An alert on a name that is never told would never ring."""
    told = Metrics().render().decode()
    named = set(re.findall(r"\bdarkroom_[a-z0-9_]+", page("docs/setup.md")))

    assert named
    assert set() == {name for name in named if f"# TYPE {name} " not in told}
