"""`sanitation ledger` says what it found and ends with the code for it."""

from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from sanitation.cli.ledger import command
from sanitation.ledger.service import Ledger
from tests.sanitation.ledger.log import event, new_log
from tests.world import small_world


@dataclass(frozen=True)
class Only:
    """Services of which only the ledger is asked for."""

    ledger: Ledger


@pytest.fixture
def log():
    with new_log() as made:
        yield made


def run(services, *words):
    done = CliRunner().invoke(command, words, obj=services)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_status_counts_what_is_not_signed(log):
    log.grow(4)
    assert "signed      nothing yet" in run(Only(log.ledger), "status")[1]
    code, told = run(Only(log.ledger), "checkpoint")
    assert (code, told.split("\n")[1]) == (0, "4")
    log.append(event())
    assert "unsigned    1, the oldest for 0 s" in run(Only(log.ledger), "status")[1]


def test_a_record_proved_is_verified_and_a_changed_one_is_not(log, tmp_path):
    log.grow(40)
    services, file = Only(log.ledger), tmp_path / "record.json"
    assert run(services, "prove", "7")[0] == 3
    log.ledger.checkpoint()
    assert run(services, "prove", "7", "--open", "--out", str(file))[0] == 0
    code, told = run(services, "verify", str(file))
    assert (code, "entry 7 of the 40 signed" in told, "body checked" in told) == (
        0,
        True,
        True,
    )
    file.write_text(run(services, "prove", "7")[1], "utf-8")
    assert "body not in the file" in run(services, "verify", str(file))[1]
    file.write_text(file.read_text("utf-8").replace("index 7", "index 8"), "utf-8")
    assert run(services, "verify", str(file))[0] == 1
    file.write_text("{}", "utf-8")
    assert run(services, "verify", str(file))[0] == 2


def test_a_record_without_checkpoint_is_not_yet_covered(log, tmp_path):
    log.grow(2)
    file = tmp_path / "record.json"
    file.write_text(log.ledger.record(1).text, "utf-8")
    assert run(Only(log.ledger), "verify", str(file))[0] == 3


def test_fsck_names_the_entry_and_ends_with_one(log):
    log.grow(9)
    assert run(Only(log.ledger), "fsck")[0] == 0
    log.run("UPDATE ledger_entry SET leaf_hash = :junk WHERE seq = 5", junk=b"\0" * 32)
    code, told = run(Only(log.ledger), "fsck")
    assert code == 1
    assert "FOUND by recompute: entry 5:" in told


def test_every_stage_lists_its_rows_for_the_check():
    with small_world() as services:
        code, told = run(services, "fsck", "--rows")
        assert code == 0, told
        assert "objects whose rows were compared 0" in told
