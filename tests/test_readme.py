"""Both READMEs: what they name exists, and they say the same."""

import re
import subprocess
from pathlib import Path

import pytest
import typer

from api.cli.__main__ import app
from verify.__main__ import command_line

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.vi.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
GROUPS = typer.main.get_command(app).commands
MAKE = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
VERIFIER = {option for action in command_line()._actions for option in action.option_strings}


def text(name):
    """A README."""
    return (ROOT / name).read_text()


def blocks(name, language):
    """Its code blocks in a language, without the comments, which are translated."""
    return [re.sub(r" *#.*", "", body) for kind, body in BLOCK.findall(text(name)) if kind == language]


def code(name):
    """All that stands as code: blocks of commands, and words between backticks."""
    prose = BLOCK.sub("", text(name))
    return [*"\n".join(blocks(name, "sh")).splitlines(), *re.findall(r"`([^`\n]+)`", prose)]


def words_after(command, name):
    """The rest of each mention of a command."""
    found = [re.search(rf"(?:^|[ /]){command}((?: .*)?)$", line) for line in code(name)]
    return [match[1].split() for match in found if match]


@pytest.mark.parametrize("name", READMES)
def test_every_link_leads_to_a_file_that_is_kept(name):
    """Links are to files and folders under version control: what only lies here is not in a clone."""
    kept = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    links = re.findall(r"\]\(([^)]+)\)", text(name))
    assert len(links) > 20
    assert [
        link for link in links if link not in kept and not any(each.startswith(f"{link}/") for each in kept)
    ] == []


@pytest.mark.parametrize("name", READMES)
def test_every_make_target_exists(name):
    """`make X` is a rule of the Makefile."""
    targets = [word for words in words_after("make", name) for word in words if "=" not in word]
    assert {"demo", "run", "test", "nightly", "bench"} == set(targets) <= MAKE


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_socai_exists_with_its_options(name):
    """`socai X --option` is a command, and the option is its own."""
    mentions = [words for words in words_after("socai", name) if words]
    assert {words[0] for words in mentions} >= {"replay", "export", "fsck"}
    for command, *rest in mentions:
        options = {option for parameter in GROUPS[command].params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, command


@pytest.mark.parametrize("name", READMES)
def test_every_option_of_the_verifier_exists(name):
    """Options that stand alone between backticks are options of the verifier, or of replay."""
    alone = {word for line in code(name) for word in line.split()[:1] if word.startswith("--")}
    used = {word for words in words_after("socai-verify", name) for word in words if word.startswith("--")}
    assert used == {"--key", "--against"}
    assert used | alone <= VERIFIER


def test_both_have_the_same_sections_commands_and_output():
    """A translation: as many headings of each level, lists and tables; the very same commands and output."""
    english, vietnamese = ([line for line in text(name).splitlines() if line] for name in READMES)
    shapes = [
        [
            re.match(r"#+ |- |\d\. |\| |```\w*", line)[0]
            for line in lines
            if re.match(r"#+ |- |\d\. |\| |```\w*", line)
        ]
        for lines in (english, vietnamese)
    ]
    assert shapes[0] == shapes[1]
    assert shapes[0].count("## ") == 9
    for language in ("sh", "text"):
        assert blocks("README.md", language) == blocks("README.vi.md", language)


def test_both_name_the_same_files():
    """The links of one are the links of the other, in the same order."""
    english, vietnamese = (re.findall(r"\]\(([^)]+)\)", text(name))[1:] for name in READMES)
    assert english == vietnamese


def test_the_licences_named_are_there():
    """Each folder of the split has the text of its own licence."""
    assert "GNU GENERAL PUBLIC LICENSE" in text("LICENSE")
    for folder in ("spec", "verify"):
        assert "Apache License" in text(f"{folder}/LICENSE")
