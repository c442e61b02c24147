"""Run the command line with `python -m handouts`."""

from handouts.cli import main

main(prog_name="handouts")
