"""Settings of the whole suite: Hypothesis profiles, and no network beyond this machine."""

import os
import socket

import pytest
from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=SLOW)
# The build tries the same examples each time; new ones are looked for where people work.
settings.register_profile(
    "ci", max_examples=60, deadline=None, suppress_health_check=SLOW, derandomize=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

LOCAL = ("127.0.0.1", "localhost", "::1")


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise OSError(f"the suite may not connect to {address[0]}")
        return connect(self, address)

    socket.socket.connect = guarded
    yield
    socket.socket.connect = connect
