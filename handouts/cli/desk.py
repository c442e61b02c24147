"""`handouts desk`: choose leaflets, record and print them in a browser on this computer."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from handouts.cli.options import limit_options, moment, own_clinic_option
from handouts.cli.terminal import say
from handouts.inputs.clinic import read_own_folder
from handouts.isolation.tasks import Limits


@click.command(
    epilog="""\b
Examples:
  handouts desk -c my-clinic
  handouts desk -c my-clinic --no-browser --port 8137
"""
)
@own_clinic_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: a free one.")
@click.option("--no-browser", is_flag=True, help="Print the address in place of opening it.")
@limit_options
def desk(clinic: Path, port: int, no_browser: bool, limits: Limits) -> None:
    """Open a page on this computer to give leaflets and to look back at them.

    Nobody else can open it: it answers on the loopback address only, to the browser that brings
    the token in the address, which works once. End it with Ctrl-C.
    """
    from handouts import plugins
    from handouts.cli.pool import PRELOAD
    from handouts.desk.desk import Desk
    from handouts.desk.pages import application
    from handouts.desk.paper import find_printers
    from handouts.desk.server import listen, serve
    from handouts.isolation.pool import IsolatedPool

    read_own_folder(clinic)

    def tell(address: str) -> None:
        if no_browser or not webbrowser.open(address):
            say(address)

    with (
        listen(port) as listener,
        IsolatedPool(limits=limits, preload=PRELOAD, initialize=plugins.initializer()) as pool,
    ):
        serve(application(Desk(clinic, pool, moment, find_printers())), listener, tell)
