import pytest

from iface import DesignError, Slider


def test_without_a_value_it_stands_at_the_minimum():
    assert Slider(2, 20).first() == 2


def test_a_number_out_of_range_is_refused(refuse):
    assert refuse(Slider(2, 20), 21) == "Enter a number from 2 to 20."


def test_a_number_between_the_steps_that_were_asked_for_is_refused(refuse):
    assert "steps of 5" in refuse(Slider(0, 20, step=5), 7)


def test_without_a_step_any_number_in_range_is_taken(take):
    assert take(Slider(0, 1), 0.123) == 0.123


@pytest.mark.parametrize(
    ("ends", "step"), [((0, 100), 1), ((0, 1), 0.01), ((2, 20), 0.1), ((0, 10_000), 100)]
)
def test_without_a_step_about_a_hundred_are_made(ends, step):
    assert Slider(*ends).step == step


def test_it_cannot_be_empty(refuse):
    assert refuse(Slider(), None) == "Fill in this field."


def test_a_range_without_length_is_refused_when_declared():
    with pytest.raises(DesignError, match="below the maximum"):
        Slider(5, 5)


def test_it_is_a_native_range(show):
    assert 'type="range"' in show(Slider(0, 10), 3, interactive=True)


def test_a_slider_does_not_stand_at_infinity():
    with pytest.raises(ValueError, match="infinity"):
        Slider().postprocess(float("inf"))
