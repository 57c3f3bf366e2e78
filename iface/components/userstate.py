"""A value that belongs to a user."""

from iface.components.state import State


class UserState(State):
    """One value per logged-in user, on every device; it lives until `demo.forget(user)` deletes it.

    Events that write it run one after another for each user. Where nobody is logged in it is a State.
    """

    template = None
    is_of_user = True
