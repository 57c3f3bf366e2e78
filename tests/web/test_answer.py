import gzip

import pytest

import iface


def page_of(length, address="/", accepted="gzip"):
    demo = iface.Interface(lambda text: text, iface.Textbox("word " * length), "text")
    return demo.test_client().get(address, headers={"Accept-Encoding": accepted})


def test_a_large_page_comes_packed():
    page = page_of(10_000)
    assert page.headers["Content-Encoding"] == "gzip" and len(page.data) < 10_000
    assert b"word word" in gzip.decompress(page.data)


def test_a_small_page_comes_as_it_is():
    assert b"<form" in page_of(1).data


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0"])
def test_a_large_page_comes_as_it_is_where_that_is_wanted(accepted):
    assert b"<form" in page_of(10_000, accepted=accepted).data


def test_a_page_that_its_address_fills_cannot_be_weighed():
    assert b"<form" in page_of(10_000, "/?text=guess").data
