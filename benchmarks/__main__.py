"""The command line: one word for each measurement."""

import argparse
import sys
from collections.abc import Sequence

from benchmarks import dataframe, image, page, profile, scale, sessions, start, state, stream, submit, upload
from benchmarks.wrong import WrongAnswer

MEASUREMENTS = {
    one.__name__.rpartition(".")[2]: one
    for one in (submit, scale, state, sessions, page, dataframe, start, profile, image, upload, stream)
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, and print it. Gives 1, and no figures, after a wrong answer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What iface costs.")
    commands = parser.add_subparsers(dest="measurement", required=True)
    for name, module in MEASUREMENTS.items():
        first, _, rest = (module.__doc__ or "").partition("\n")
        command = commands.add_parser(
            name, help=first, description=first + rest, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        module.add_arguments(command)
    options = parser.parse_args(arguments)
    try:
        print(MEASUREMENTS[options.measurement].measure(options))
    except WrongAnswer as wrong:
        print(f"No figures: {wrong}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
