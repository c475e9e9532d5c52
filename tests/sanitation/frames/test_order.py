"""The order in which sites came into the register changes not one byte of the frame."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sanitation.accounts.rules import Role
from sanitation.errors import Code
from tests.factories import accounts, quarter
from tests.world import refuses, small_world


def frozen(shuffle=sorted):
    with small_world() as services:
        office = accounts.account(services, Role.OFFICE)
        head, *rows = quarter.register(services).decode().splitlines()
        data = "\n".join([head, *shuffle(rows), ""]).encode()
        quarter.lay(services, office, data)
        ref = services.frames.freeze(office, quarter.QUARTER)
        return services.frames.file(office, ref)


@settings(max_examples=6)
@given(st.randoms(use_true_random=False))
def test_permuting_the_register_changes_nothing(random):
    def shuffle(rows):
        random.shuffle(rows)
        return rows

    assert frozen(shuffle) == frozen()


def test_an_empty_register_gives_no_frame():
    with small_world() as services:
        office = accounts.account(services, Role.OFFICE)
        with refuses(services, Code.FRAME_EMPTY):
            services.frames.freeze(office, quarter.QUARTER)
