"""`python -m etl`: the command where its script is not on the PATH."""

from etl.cli import main

main()
