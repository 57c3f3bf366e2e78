"""The secret key, and those that are derived from it."""

import logging
import multiprocessing
import os
from pathlib import Path

import pytest

from iface import keys
from iface.errors import DesignError

GOOD = "0123456789abcdef0123456789ABCDEF"
OTHER = "fedcba9876543210FEDCBA9876543210"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IFACE_SECRET_KEY", raising=False)
    monkeypatch.delenv("IFACE_SECRET_KEY_FALLBACKS", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def file(store: Path) -> Path:
    """The key file, made."""
    keys.secret_keys(store)
    return store.with_name("state.db.key")


# Given


def test_a_given_key_is_the_key(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    monkeypatch.setenv("IFACE_SECRET_KEY", f"{GOOD}\n")
    assert keys.secret_keys(store) == keys.secret_keys(None) == [GOOD.encode()]
    assert not store.with_name("state.db.key").exists()


def test_where_one_must_be_given_none_is_made(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DesignError, match="IFACE_SECRET_KEY has none. Give all of them one"):
        keys.secret_keys(store, must_be_given=True)
    assert not store.with_name("state.db.key").exists()
    monkeypatch.setenv("IFACE_SECRET_KEY", GOOD)
    assert keys.secret_keys(None, must_be_given=True) == [GOOD.encode()]


def test_a_fingerprint_tells_keys_apart_and_nothing_of_them() -> None:
    assert keys.fingerprint(GOOD.encode()) == keys.fingerprint(GOOD.encode())
    assert keys.fingerprint(GOOD.encode()) != keys.fingerprint(OTHER.encode())
    assert len(keys.fingerprint(GOOD.encode())) == 20


def test_older_keys_come_after_the_given_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IFACE_SECRET_KEY", GOOD)
    monkeypatch.setenv("IFACE_SECRET_KEY_FALLBACKS", f"{OTHER}, {OTHER[::-1]},")
    assert keys.secret_keys(None) == [GOOD.encode(), OTHER.encode(), OTHER[::-1].encode()]


def test_older_keys_come_after_the_one_in_the_file(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    first = keys.secret_keys(store)
    monkeypatch.setenv("IFACE_SECRET_KEY_FALLBACKS", OTHER)
    assert keys.secret_keys(store) == [*first, OTHER.encode()]


@pytest.mark.parametrize("name", ["IFACE_SECRET_KEY", "IFACE_SECRET_KEY_FALLBACKS"])
@pytest.mark.parametrize(
    "key",
    [
        GOOD[:31],
        "x" * 64,
        "changeme" * 4,
        "secret" * 8,
        "password-password-0123456789-abcdef",
        "django-insecure-0123456789abcdefghij",
        "Change_Me-0123456789abcdefghijklmnop",
        "my-secret-key-0123456789abcdefghijkl",
        "\N{SNOWMAN}" * 31,
    ],
)
def test_a_key_that_is_short_or_can_be_guessed_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, key: str
) -> None:
    monkeypatch.setenv(name, key)
    with pytest.raises(DesignError, match=f"{name} has a key .* Make one with: python") as caught:
        keys.secret_keys(None)
    assert key[:12] not in f"{caught.value!r}"


def test_a_key_is_measured_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "äöüßéèêëñçåø" + "a1b2c3d4"
    monkeypatch.setenv("IFACE_SECRET_KEY", key)
    assert keys.secret_keys(None) == [key.encode()]


def test_without_a_file_each_call_makes_a_key() -> None:
    (one,), (other,) = keys.secret_keys(None), keys.secret_keys(None)
    assert len(one) == len(other) == 32
    assert one != other


# In a file


def test_the_key_stands_beside_the_store_for_its_owner_only(store: Path, file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert keys.secret_keys(store) == [bytes.fromhex(file.read_text())]


def test_the_folder_of_the_key_is_made_for_its_owner_only(tmp_path: Path) -> None:
    keys.secret_keys(tmp_path / "folder" / "state.db")
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700


def test_two_stores_have_two_keys(tmp_path: Path) -> None:
    assert keys.secret_keys(tmp_path / "one.db") != keys.secret_keys(tmp_path / "other.db")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    barrier, results = fork.Barrier(4), fork.SimpleQueue()

    def ask() -> None:
        for number in range(20):
            barrier.wait()
            results.put((number, keys.secret_keys(tmp_path / f"{number}.db")[0]))

    processes = [fork.Process(target=ask) for _ in range(4)]
    for process in processes:
        process.start()
    found = {results.get() for _ in range(80)}
    for process in processes:
        process.join()
    assert len(found) == 20
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".key"] * 20


def test_a_key_that_others_could_read_is_closed_to_them_with_a_warning(
    store: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.chmod(0o644)
    with caplog.at_level(logging.WARNING):
        keys.secret_keys(store)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Other users could read the key file" in caplog.text
    assert file.read_text() not in caplog.text


@pytest.mark.parametrize("text", ["", "abc", "00" * 16, "not hexadecimal " * 5, "\N{SNOWMAN}" * 30])
def test_a_file_without_a_whole_key_is_refused(store: Path, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DesignError, match="does not hold a key of 64 hexadecimal digits") as caught:
        keys.secret_keys(store)
    assert not text or text[:10] not in str(caught.value)


def test_a_key_behind_a_link_is_refused(store: Path, tmp_path: Path) -> None:
    (tmp_path / "planted").write_text("00" * 32)
    store.with_name("state.db.key").symlink_to(tmp_path / "planted")
    with pytest.raises(DesignError, match="cannot be made or read"):
        keys.secret_keys(store)


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can give a file away")
def test_a_key_of_another_user_is_refused(store: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(file, 65534, 65534)
    with pytest.raises(DesignError, match="belongs to another user"):
        keys.secret_keys(store)


def test_a_place_where_no_file_can_be_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DesignError, match="IFACE_SECRET_KEY"):
        keys.secret_keys(tmp_path / "file" / "state.db")


# Derived


def test_keys_are_derived_as_the_standard_says() -> None:
    # RFC 5869, test case 1: the first block of its 42 bytes
    derived = keys._hkdf(bytes([0x0B] * 22), bytes(range(13)), bytes(range(0xF0, 0xFA)))
    assert derived.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


def test_each_purpose_has_a_key_of_its_own() -> None:
    one, other = keys.derive(b"k" * 32, "one"), keys.derive(b"k" * 32, "other")
    assert len({one, other, b"k" * 32}) == 3
    assert len(one) == len(other) == 32


def test_a_purpose_has_the_same_key_in_every_process() -> None:
    assert keys.derive(b"k" * 32, "one") == keys.derive(b"k" * 32, "one")
