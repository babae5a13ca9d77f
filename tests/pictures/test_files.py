"""The bytes of references on disk."""

import hashlib
import os
import time

import pytest

from bot.domain.errors import StoreError
from bot.pictures.files import KEPT_SECONDS, FilePictureStore


@pytest.fixture
def folder(tmp_path):
    """Name a folder that is not there yet."""
    return tmp_path / "data" / "pictures"


@pytest.fixture
def store(folder):
    """Keep pictures in that folder."""
    return FilePictureStore(folder)


def age(path):
    """Make a file older than what is kept anyway."""
    before = time.time() - KEPT_SECONDS - 1
    os.utime(path, (before, before))


async def test_what_is_put_can_be_got_by_its_sha256(store, folder):
    """And nothing else lies around."""
    sha256 = await store.put(b"picture")

    assert hashlib.sha256(b"picture").hexdigest() == sha256
    assert b"picture" == await store.get(sha256)
    assert [sha256] == [path.name for path in folder.iterdir()]


async def test_what_was_never_put_is_gone(store):
    """Also before there is a folder."""
    assert await store.get("0" * 64) is None
    assert 0 == await store.keep_only(frozenset())


async def test_only_what_is_needed_or_young_is_kept(store, folder):
    """A young file's job may be about to be written down."""
    needed, old, young = [await store.put(content) for content in (b"needed", b"old", b"young")]
    age(folder / needed)
    age(folder / old)

    assert 1 == await store.keep_only(frozenset({needed}))
    assert {needed, young} == {path.name for path in folder.iterdir()}


async def test_what_is_put_again_is_young_again(store, folder):
    """The second job needs it as the first did."""
    sha256 = await store.put(b"picture")
    age(folder / sha256)
    await store.put(b"picture")

    assert 0 == await store.keep_only(frozenset())


async def test_what_was_left_half_written_goes_and_what_is_not_ours_stays(store, folder):
    """A power cut leaves the first, a person the second."""
    folder.mkdir(parents=True)
    for name in ("a" * 64 + ".0123abcd.part", "README.txt", "a" * 63):
        (folder / name).write_bytes(b"")
        age(folder / name)

    assert 1 == await store.keep_only(frozenset())
    assert {"README.txt", "a" * 63} == {path.name for path in folder.iterdir()}


async def test_a_half_written_file_is_never_got(store, folder):
    """It has another name until it is whole."""
    sha256 = hashlib.sha256(b"picture").hexdigest()
    folder.mkdir(parents=True)
    (folder / f"{sha256}.0123abcd.part").write_bytes(b"pic")

    assert await store.get(sha256) is None


async def test_a_folder_that_cannot_be_is_a_fault_of_the_store(tmp_path):
    """A file stands where the folder should: the sentence says which."""
    (tmp_path / "pictures").write_bytes(b"")
    store = FilePictureStore(tmp_path / "pictures")

    for work in (store.put(b"picture"), store.get("0" * 64), store.keep_only(frozenset())):
        with pytest.raises(StoreError, match=str(tmp_path / "pictures")):
            await work


async def test_nobody_else_on_this_machine_can_look_into_the_folder(store, folder):
    """What people attach may be private."""
    await store.put(b"picture")

    assert 0o700 == folder.stat().st_mode & 0o777
