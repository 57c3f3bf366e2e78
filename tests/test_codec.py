"""A value <-> bytes that nobody without the key can make."""

import pickle
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface.codec import Codec, Tampered, pack, unpack, unpicklable

KEY, OLDER, FOREIGN = b"k" * 32, b"o" * 32, b"f" * 32


@pytest.fixture
def codec() -> Codec:
    return Codec([KEY, OLDER])


class Fuse:
    """Unpickling it is noticed."""

    burnt = False

    def __reduce__(self) -> Any:
        return (burn, ())


def burn() -> None:
    Fuse.burnt = True


@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.binary(), lambda some: st.lists(some) | st.tuples(some)
    )
)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    codec = Codec([KEY])
    assert codec.loads(codec.dumps(value, about="a/1"), about="a/1") == value


def test_bytes_can_be_signed_without_being_pickled(codec: Codec) -> None:
    signed = codec.sign(b"raw", about="a/1")
    assert signed.endswith(b"raw")
    assert codec.verify(signed, about="a/1") == b"raw"


LARGE = b"x" * 100_000


def test_large_bytes_that_are_known_are_not_verified_again(codec: Codec, monkeypatch: Any) -> None:
    signed = codec.sign(LARGE, about="a/1")
    monkeypatch.setattr("iface.codec._tag", None)
    assert codec.verify(bytes(bytearray(signed)), about="a/1") == LARGE


@pytest.mark.parametrize(("byte", "about"), [(0, "a/1"), (-1, "a/1"), (None, "a/2"), (None, "b/1")])
def test_large_bytes_that_are_known_verify_as_they_were_and_there_only(
    codec: Codec, byte: int | None, about: str
) -> None:
    altered = bytearray(codec.sign(LARGE, about="a/1"))
    if byte is not None:
        altered[byte] ^= 1
    with pytest.raises(Tampered):
        codec.verify(bytes(altered), about=about)


def test_no_more_than_16_mb_are_known_and_the_last_of_each_place(codec: Codec) -> None:
    for number in range(30):
        codec.sign(bytes(2**20), about=f"a/{number}")
        codec.sign(bytes(2**20), about=f"{number}/1")
    known = codec._known
    assert sum(len(data) for _, data in known._by_place.values()) == known._size <= 2**24
    assert known._by_place["a"][0] == "a/29"


def test_a_value_can_be_packed_without_being_signed() -> None:
    assert unpack(pack({"a": [1]})) == {"a": [1]}


@pytest.mark.parametrize("place", ["a/2", "b/1", "", "a/1 "])
def test_bytes_of_another_place_do_not_verify(codec: Codec, place: str) -> None:
    with pytest.raises(Tampered):
        codec.loads(codec.dumps(1, about="a/1"), about=place)


def test_what_it_is_about_cannot_run_over_into_the_data(codec: Codec) -> None:
    tag = codec.sign(b"bc", about="a")[:32]
    with pytest.raises(Tampered):
        codec.verify(tag + b"c", about="ab")


def test_no_bit_can_be_changed(codec: Codec) -> None:
    data = codec.dumps("value", about="a/1")
    for place in range(len(data)):
        with pytest.raises(Tampered):
            codec.loads(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], about="a/1")


@given(st.binary(max_size=80))
def test_bytes_that_were_never_signed_do_not_verify(data: bytes) -> None:
    with pytest.raises(Tampered):
        Codec([KEY]).loads(data, about="a/1")


def test_nothing_is_unpickled_before_it_is_verified(codec: Codec) -> None:
    with pytest.raises(Tampered):
        codec.loads(Codec([FOREIGN]).dumps(Fuse(), about="a/1"), about="a/1")
    assert not Fuse.burnt


def test_an_older_key_still_verifies(codec: Codec) -> None:
    assert codec.loads(Codec([OLDER]).dumps(1, about="a/1"), about="a/1") == 1


def test_the_first_key_signs(codec: Codec) -> None:
    assert Codec([KEY]).loads(codec.dumps(1, about="a/1"), about="a/1") == 1


def test_no_key_stands_in_a_repr_or_an_error(codec: Codec) -> None:
    with pytest.raises(Tampered) as caught:
        codec.loads(b"", about="a/1")
    assert "kkkk" not in f"{codec!r} {vars(codec)!r} {caught.value!r}"


# What cannot be pickled, and where


class Slots:
    __slots__ = ("lock", "name")

    def __init__(self) -> None:
        self.name, self.lock = "a", threading.Lock()


@dataclass
class Model:
    name: str = "m"
    lock: Any = field(default_factory=threading.Lock)


class Pair(NamedTuple):
    left: Any
    right: Any


class WithoutItsLock(Model):
    def __getstate__(self) -> dict[str, Any]:
        return {"name": self.name, "inner": threading.Lock()}


class Record(dict[str, Any]):
    pass


class Unwilling:
    def __reduce__(self) -> Any:
        raise RuntimeError("not me")


def looped() -> list[Any]:
    loop: list[Any] = [1]
    loop += [loop, {"again": loop, "lock": threading.Lock()}]
    return loop


def deep() -> Any:
    value: Any = threading.Lock()
    for _ in range(30):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "path", "kind"),
    [
        (threading.Lock(), "", "_thread.lock"),
        ({"model": Model()}, "['model'].lock", "_thread.lock"),
        ([1, (2, threading.Lock())], "[1][1]", "_thread.lock"),
        (Pair(1, Model()), "[1].lock", "_thread.lock"),
        (Slots(), ".lock", "_thread.lock"),
        (WithoutItsLock(), ".inner", "_thread.lock"),
        (OrderedDict(a=Model()), "['a'].lock", "_thread.lock"),
        (Record(a=Model()), "['a'].lock", "_thread.lock"),
        (deque([1, Model()]), "[1].lock", "_thread.lock"),
        (looped(), "[2]['lock']", "_thread.lock"),
        (deep(), "[0]" * 30, "_thread.lock"),
        ({"f": lambda: 1}, "['f']", "function"),
        ({"g": (n for n in "a")}, "['g']", "generator"),
        (ValueError(threading.Lock()), "", "_thread.lock"),
        ([Unwilling()], "[0]", f"{__name__}.Unwilling"),
        ({"a" * 100: threading.Lock()}, f"['{'a' * 17}...{'a' * 18}']", "_thread.lock"),
        ([pickle], "[0]", "module"),
    ],
)
def test_the_place_of_what_cannot_be_pickled_is_found(value: Any, path: str, kind: str) -> None:
    assert unpicklable(value) == (path, kind)


def test_an_element_of_a_set_and_a_key_of_a_dict_are_found_too() -> None:
    def local() -> None:
        pass

    for value in ({local}, {local: 1}, frozenset([local])):
        path, kind = unpicklable(value)
        assert (path[:10], kind) == ("{<function", "function")


def test_an_object_of_a_class_inside_a_function_is_itself_the_reason() -> None:
    class Cart:
        def __init__(self) -> None:
            self.items = ["apple"]

    path, kind = unpicklable({"cart": Cart()})
    assert (path, kind.rpartition(".")[2]) == ("['cart']", "Cart")


def test_what_nests_too_deep_ends_the_search() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    path, kind = unpicklable(value)
    assert (len(path) <= 201, kind) == (True, "list")
    while value:  # taken apart by hand: Python's own way down is as deep
        value = value.pop()
