"""Files lie under the digest of their content; what is refused leaves nothing."""

import hashlib

import pytest

from xinghe.foundation.files import FileGone, FileStore, FileTooLarge


def test_the_same_content_is_stored_once(tmp_path):
    store = FileStore(tmp_path)

    digests = {store.put([b"one ", b"two"], limit=100), store.put([b"one two"], limit=100)}

    assert digests == {hashlib.sha256(b"one two").hexdigest()}
    assert store.path(digests.pop()).read_bytes() == b"one two"


def test_too_much_is_refused_and_leaves_nothing(tmp_path):
    store = FileStore(tmp_path)

    with pytest.raises(FileTooLarge):
        store.put([b"x" * 60, b"x" * 60], limit=100)

    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "G" * 64])
def test_what_is_not_there_is_gone(tmp_path, digest):
    with pytest.raises(FileGone):
        FileStore(tmp_path).path(digest)
