"""`sanitation city`: look at a city's folder before a quarter is run on it."""

import click

from sanitation.catalog.city import City
from sanitation.catalog.loader import city_names, load_calendar, load_city
from sanitation.catalog.rubrics import rubric_bytes, rubric_texts
from sanitation.cli.noun import Noun


@click.group("city", cls=Noun)
def command() -> None:
    """Look at a city: its places, its values, whether its folder is in order."""


@command.command("list")
def list_cities() -> None:
    """Name the cities that come with the product."""
    for name in city_names():
        city = load_city(name)
        click.echo(f"{name}\t{city.name_zh}\t{city.name_en}\t{len(city.streets)} streets")


@command.command()
@click.argument("name_or_folder", envvar="SANITATION_CITY", default="shenzhen")
def check(name_or_folder: str) -> None:
    """Read a city's folder and say what is in it, or what to correct.

    Needs no database: try it after every change to the files.
    """
    city = load_city(name_or_folder)
    calendar = load_calendar(city.calendar)
    size = len(rubric_bytes(city))
    click.echo(f"{city.name_zh} · {city.name_en}  {city.digest}")
    click.echo(f"districts: {len(city.ranked_districts)} ranked of {len(city.districts)}")
    click.echo(f"streets: {len(city.streets)}, venue types: {len(city.venue_types)}")
    click.echo(f"calendar: {calendar.version}, known until {calendar.known_until}")
    click.echo(f"rubric: {city.rubric_id}, {size} bytes, words: {len(rubric_texts(city))}")
    click.echo(f"defaults: {len(city.defaults)}, still the product's: {_unchosen(city)}")


def _unchosen(city: City) -> int:
    return sum(row.is_product_default for row in city.defaults.values())


@command.command()
@click.argument("name_or_folder", envvar="SANITATION_CITY", default="shenzhen")
def defaults(name_or_folder: str) -> None:
    """List every value the city runs on: key, value, unit, who chose it, since, note."""
    for key, row in load_city(name_or_folder).defaults.items():
        cells = (key, str(row.value), row.unit, row.label, str(row.valid_from), row.note_en)
        click.echo("\t".join(cells))


@command.command()
@click.argument("text")
@click.option("--city", "name_or_folder", envvar="SANITATION_CITY", default="shenzhen")
def street(text: str, name_or_folder: str) -> None:
    """Find the street that TEXT names, as an import would."""
    city = load_city(name_or_folder)
    found = city.resolve_street(text)
    district = city.district(found.district_code)
    click.echo(f"{found.code}\t{found.name_zh}\t{found.name_en}\t{district.name_zh}")
