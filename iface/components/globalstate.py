"""A value that everybody shares."""

from iface.components.state import State


class GlobalState(State):
    """One value for all visitors, on all workers, over restarts; it lives as long as its store.

    Events that write it run one after another: none of their changes is lost. Those that
    only read it see the last one committed, and wait for nobody.
    """

    template = None
    is_shared = True
