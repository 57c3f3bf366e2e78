"""The one reason to print no figures."""


class WrongAnswer(Exception):
    """A server did not answer what it should. What it cost to answer so is of no interest."""
