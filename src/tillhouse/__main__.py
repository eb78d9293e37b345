"""The program, by ``tillhouse`` and by ``python -m tillhouse``."""

import sys


def main() -> None:
    """Run the program and end the process with its exit code, also when it is stopped while it is still loaded."""
    try:
        from tillhouse.cli import main as program
    except KeyboardInterrupt:
        sys.exit(130)
    program()


if __name__ == "__main__":
    main()
