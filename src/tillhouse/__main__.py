"""``python -m tillhouse``: the program, where no command of that name is on the path."""

from tillhouse.cli import main

main()
