import inspect

from iface import errors


def test_every_error_stands_in_the_tree():
    kinds = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, Exception)]
    assert [one.__name__ for one in kinds if one.__name__ not in errors.__doc__] == []


def test_an_error_says_what_happened_and_what_to_do():
    assert str(errors.UnknownComponent("nubmer", ["number"])) == (
        "There is no component called 'nubmer'. Did you mean 'number'?"
    )


def test_one_field_and_several_are_counted():
    assert errors.InputError({"a": "x"}).problem == "One value does not fit."
    assert errors.InputError({"a": "x", "b": "y"}).problem == "2 values do not fit."
