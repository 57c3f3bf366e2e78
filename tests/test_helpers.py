from iface import Request


def test_a_request_is_compared_by_what_it_says_and_cannot_be_changed():
    assert Request("a") == Request("a") and Request("a") != Request("b")
