"""`python -m iface` is the command `iface`."""

import sys

from iface.cli import main

sys.exit(main())
