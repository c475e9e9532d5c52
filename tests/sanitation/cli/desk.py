"""A person at a terminal: types words, reads the answer and the exit code."""

import json
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from sanitation.bootstrap import Services
from sanitation.cli.root import root


@dataclass(frozen=True)
class Desk:
    """Types `sanitation …` against these services, in a folder of its own."""

    services: Services
    folder: Path

    def run(self, *words, code=0, language="en"):
        """Type the words; return what was printed, and fail on another exit code."""
        result = CliRunner().invoke(
            root,
            [str(word) for word in words],
            obj=self.services,
            env={"SANITATION_AS": "", "SANITATION_LANGUAGE": language},
        )
        shown = f"{words}\n{result.output}{result.exception or ''}"
        assert result.exit_code == code, shown
        return result.output

    def read(self, *words):
        """Type a listing with --json; return what a script would get."""
        return json.loads(self.run(*words, "--json"))

    def file(self, name, data):
        """Put a file on the desk and return its path."""
        path = self.folder / name
        path.write_bytes(data)
        return path
