"""`python -m torikumi.etl`: the command where its script is not on the PATH."""

from torikumi.etl.cli import main

main()
