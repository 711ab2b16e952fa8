"""`nosograph publish`: the graphs of a release, to a store elsewhere."""

from __future__ import annotations

import click

from nosograph import assembly
from nosograph.cli.progress import progress
from nosograph.settings import Settings


@click.command()
@click.option("--to", "address", required=True, metavar="URL", help="The graph store's address.")
@click.option("--sparql", metavar="URL", help="Where it is queried, if that cannot be guessed.")
@click.option("--graph", "graphs", multiple=True, metavar="IRI", help="Only this graph.")
@click.option(
    "--with-licensed/--without-licensed",
    "licensed",
    default=None,
    help="Send graphs that a licence binds, such as SNOMED CT's, or leave them out.",
)
@click.pass_obj
def publish(
    settings: Settings,
    address: str,
    sparql: str | None,
    graphs: tuple[str, ...],
    licensed: bool | None,
) -> None:
    """Load the current release into a remote store by the Graph Store Protocol.

    Graphs that are there with as many triples are not sent again, so a run that was broken off
    goes on. NOSOGRAPH_PUBLISH_CREDENTIALS is what the store asks for, as user:password.
    A release with graphs that a licence binds is refused unless you say what becomes of them: who
    can read the store can read them.
    """
    with progress() as report:
        release = assembly.open_release(settings, report)
    with progress("publishing") as report:
        counts = assembly.publish_release(
            settings, release, address, sparql, graphs, licensed, report
        )
    for graph, count in counts.items():
        click.echo(f"{count:>10,}  {graph}")
