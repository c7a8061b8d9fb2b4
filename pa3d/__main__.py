"""`python -m pa3d` is the command `pa3d`."""

from pa3d.cli.main import main

main()
