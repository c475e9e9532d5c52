"""Settings from the environment: one variable a field, and a wrong one is named."""

import pytest

from sanitation import bootstrap
from sanitation.config import from_environment
from sanitation.errors import Code, Problem


def test_nothing_set_is_the_embedded_mode_in_one_folder(tmp_path):
    settings = from_environment({}, tmp_path)
    assert settings.embedded
    assert {settings.blobs.parent, settings.log_key.parent} == {tmp_path}
    assert settings.proxies == 0


def test_the_secret_is_made_once_and_kept_from_others(tmp_path):
    first, second = (from_environment({}, tmp_path).secret_key for _ in range(2))
    assert first == second
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["PORT", "PROXIES", "THREADS"])
def test_a_number_that_is_none_is_refused_by_the_name_of_its_variable(
    tmp_path, monkeypatch, name
):
    monkeypatch.setenv("SANITATION_HOME", str(tmp_path))
    monkeypatch.setenv(f"SANITATION_{name}", "many")
    with pytest.raises(Problem) as refused:
        bootstrap.settings_here()
    assert refused.value.code is Code.INVALID_INPUT
    assert f"SANITATION_{name}" in str(refused.value)
