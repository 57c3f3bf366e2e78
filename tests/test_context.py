from iface.blocks import Blocks
from iface.context import builder


def test_a_page_is_being_built_inside_its_block_only():
    assert builder() is None
    with Blocks() as demo:
        assert builder() is demo
    assert builder() is None


def test_an_error_in_the_block_ends_it_too():
    try:
        with Blocks():
            raise ValueError
    except ValueError:
        pass
    assert builder() is None
