import pytest

from iface import Dataset


def test_the_function_takes_the_row(take):
    assert take(Dataset(samples=[[1, "a"], [2, "b"]]), 1) == [2, "b"]


@pytest.mark.parametrize("data", [2, -1, "0", True, None])
def test_a_row_that_is_not_there_is_refused(refuse, data):
    assert refuse(Dataset(samples=[[1], [2]]), data)


def test_each_row_is_a_button_that_names_it(show):
    dataset = Dataset(samples=[[1, "a"]])
    dataset.event = "load"
    assert 'value="load:0"' in show(dataset, None, interactive=True)


def test_rows_beyond_the_first_page_open_on_demand(show):
    assert "<details" in show(
        Dataset(samples=[[one] for one in range(12)], samples_per_page=10), None, interactive=True
    )
