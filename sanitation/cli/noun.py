"""A group of commands whose help reads in the order of the work."""

import click


class Noun(click.Group):
    """Lists its commands as they were written, each with its whole first sentence."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Name the commands in the order they were added, not of the alphabet."""
        return list(self.commands)

    def format_commands(
        self, context: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write one line a command; a long one wraps instead of ending in dots."""
        with formatter.section("Commands"):
            formatter.write_dl(self.lines(context, self.list_commands(context)))

    def lines(self, context: click.Context, names: list[str]) -> list[tuple[str, str]]:
        """Pair each command's name with its first sentence."""
        found = {name: self.get_command(context, name) for name in names}
        return [
            (name, one.get_short_help_str(limit=200))
            for name, one in found.items()
            if one is not None and not one.hidden
        ]
