"""All settings, read once from environment variables; `docs/operations.md` has the table."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RELAYS = "https://api.drand.sh https://drand.cloudflare.com https://api2.drand.sh"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose. Every field has one variable, SANITATION_<NAME>."""

    home: Path  # folder for database, photos and keys of the embedded mode
    database_url: str
    blobs: Path
    city: str  # folder name under the catalog's cities, or a path to such a folder
    language: str  # first language of pages: zh_Hans_CN or en
    host: str
    port: int
    secret_key: str  # signs forms; made once and kept in home when not given
    log_key: Path  # Ed25519 key that signs the ledger's checkpoints
    share_key: Path  # encrypts trustees' shares; keep it off the database's host
    beacon_relays: tuple[str, ...]  # addresses of beacon rounds; asked on request only
    origin: str  # the ledger's name in every checkpoint
    secure_cookies: bool
    proxies: int  # web servers in front whose word on address and scheme is believed
    threads: int
    demo: bool  # the data are made up: every page says so

    @property
    def embedded(self) -> bool:
        """Tell whether the installation runs on SQLite, without a server."""
        return self.database_url.startswith("sqlite")


def from_environment(environment: Mapping[str, str], folder: Path) -> Settings:
    """Read the settings; folder is the default place for everything the program keeps.

    ValueError, naming the variable, where a number is none.
    """

    def get(name: str, default: str) -> str:
        return environment.get(f"SANITATION_{name}", default)

    def number(name: str, default: int) -> int:
        text = get(name, str(default))
        if not text.isascii() or not text.isdigit():
            raise ValueError(f"SANITATION_{name}: got {text!r}, wanted a whole number")
        return int(text)

    home = Path(get("HOME", str(folder))).absolute()
    home.mkdir(parents=True, exist_ok=True)
    return Settings(
        home=home,
        database_url=get("DATABASE_URL", f"sqlite:///{home / 'sanitation.sqlite3'}"),
        blobs=Path(get("BLOBS", str(home / "blobs"))),
        city=get("CITY", "shenzhen"),
        language=get("LANGUAGE", "zh_Hans_CN"),
        host=get("HOST", "127.0.0.1"),
        port=number("PORT", 8000),
        secret_key=get("SECRET_KEY", "") or kept_secret(home / "secret.key"),
        log_key=Path(get("LOG_KEY", str(home / "log.key"))),
        share_key=Path(get("SHARE_KEY", str(home / "share.key"))),
        beacon_relays=tuple(get("BEACON_RELAYS", RELAYS).split()),
        origin=get("ORIGIN", "sanitation.local/log"),
        secure_cookies=get("SECURE_COOKIES", "0") == "1",
        proxies=number("PROXIES", 0),
        threads=number("THREADS", 8),
        demo=get("DEMO", "0") == "1",
    )


def kept_secret(path: Path) -> str:
    """Return the secret in this file, made on first use and readable by the owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii")
