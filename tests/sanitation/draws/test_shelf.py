"""The shelf of bundles: an archive is made once, and anew where its state is another."""

from hypothesis import given
from hypothesis import strategies as st

from sanitation.blobs import FolderBlobs
from sanitation.draws.shelf import Shelf


@given(asked=st.lists(st.integers(0, 3), max_size=20))
def test_each_state_is_made_once_however_often_it_is_asked(tmp_path_factory, asked):
    blobs, shelf, made = (
        FolderBlobs(tmp_path_factory.mktemp("shelf"), durable=False),
        Shelf(),
        [],
    )

    def archive(state):
        made.append(state)
        return f"archive of {state}".encode()

    for state in asked:
        given_out = shelf.take(blobs, state, lambda state=state: archive(state))
        assert given_out == f"archive of {state}".encode()
    assert sorted(made) == sorted(set(asked))


def test_an_archive_whose_bytes_are_gone_is_made_again(tmp_path):
    blobs, shelf = FolderBlobs(tmp_path, durable=False), Shelf()
    shelf.take(blobs, "drawn", lambda: b"whole")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.unlink()
    assert shelf.take(blobs, "drawn", lambda: b"whole") == b"whole"
