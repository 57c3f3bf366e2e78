"""A value that belongs to a user."""

from iface.components.state import State


class UserState(State):
    """One value per logged-in user, on every device. Where nobody is logged in it is a State."""

    template = None
