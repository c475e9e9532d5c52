"""Every noun and command can be found, says what it does, and names options alike."""

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

import sanitation.cli
from sanitation.cli.remedies import REMEDIES
from sanitation.cli.root import NOUNS, root
from sanitation.errors import Code
from sanitation.supervision.rules import Command

SHARED = ("files", "as_json", "handle", "page", "dry_run", "encoding")


def commands(group=root, words=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*words, name))
        else:
            yield (*words, name), found


COMMANDS = dict(commands())


def test_every_file_that_has_a_command_is_a_noun_of_the_help():
    files = {module.name for module in pkgutil.iter_modules(sanitation.cli.__path__)}
    having = {name for name in files if "command: click" in text_of(name)}
    named = {name for names in NOUNS.values() for name in names}
    assert named <= files
    assert {name for name in files if is_noun(name)} == named | having


def text_of(name):
    folder = Path(sanitation.cli.__path__[0])
    return (folder / f"{name}.py").read_text("utf-8")


def is_noun(name):
    return "\ndef command(" in text_of(name)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_says_in_one_sentence_what_it_does(words):
    command = COMMANDS[words]
    first = (command.help or "").strip().split("\n\n")[0]
    assert first.endswith("."), words
    assert first[0].isupper(), words


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_shared_option_has_one_name_and_says_what_it_is(words):
    for one in COMMANDS[words].params:
        if isinstance(one, click.Option) and one.name == "handle":
            assert one.opts == ["--as"]
            assert one.envvar == "SANITATION_AS"
        if isinstance(one, click.Option) and one.name == "as_json":
            assert one.opts == ["--json"]
        if isinstance(one, click.Option) and one.name in SHARED:
            assert one.help, (words, one.name)


def test_every_listing_can_be_read_by_a_script():
    without = {
        words
        for words, command in COMMANDS.items()
        if words[-1] in {"list", "show"} and words not in {("city", "list")}
        and not any(one.name == "as_json" for one in command.params)
    }  # fmt: skip
    assert without == {("quarters", "list"), ("rubrics", "show")}  # a word a line; a file


def test_every_command_of_a_case_is_a_word_of_the_command_line():
    words = {words[1] for words in COMMANDS if words[0] == "cases"}
    verbs = {one.value.replace("_", "-") for one in Command} - {"inspect"}
    assert verbs <= words
    assert ("inspections", "enter") in COMMANDS


def test_every_refusal_has_its_sentence_in_both_languages():
    assert set(REMEDIES) == set(Code)
    for chinese, english in REMEDIES.values():
        assert chinese.endswith("。")
        assert english.endswith(".")


@pytest.mark.parametrize(
    "start", [["-m", "sanitation"], ["-c", "from sanitation.__main__ import main; main()"]]
)
def test_the_program_starts_as_module_and_as_script_and_needs_no_database(start, tmp_path):
    env = {**os.environ, "SANITATION_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, *start, "--help"], capture_output=True, check=True, env=env
    )
    assert "in the order of the work" in done.stdout.decode()
    assert not (tmp_path / "home").exists()


def typed(home, *words, **more):
    """Run the program as a person does, in a process and with a home of its own."""
    env = {**os.environ, "SANITATION_HOME": str(home), "SANITATION_CITY": "linxi"}
    env |= {"SANITATION_LANGUAGE": "en", "SANITATION_AS": ""}
    env.pop("SANITATION_DATABASE_URL", None)
    env |= more
    command = [sys.executable, "-m", "sanitation", *words]
    return subprocess.run(command, capture_output=True, check=False, text=True, env=env)


def test_an_empty_database_is_named_before_anything_is_tried_and_then_made(tmp_path):
    refused = typed(tmp_path, "sites", "list")
    assert refused.returncode == 1
    assert "[database-behind]" in refused.stderr
    assert "sanitation db upgrade" in refused.stderr
    assert typed(tmp_path, "db", "upgrade").returncode == 0
    following = typed(tmp_path, "accounts", "list")
    assert following.returncode == 0, following.stderr
    assert "0 accounts" in following.stdout


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path):
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    refused = typed(tmp_path, "sites", "list", SANITATION_DATABASE_URL=nowhere)
    assert refused.returncode == 1
    assert "the database does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path):
    assert typed(tmp_path, "db", "upgrade").returncode == 0
    refused = typed(tmp_path, "sites", "template", str(tmp_path / "no" / "folder.xlsx"))
    assert refused.returncode == 1
    assert "No such file or directory" in refused.stderr
    assert "Traceback" not in refused.stderr
