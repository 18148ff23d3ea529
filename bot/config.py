"""Settings: one TOML file, overridden by environment variables and the command line, validated at once and frozen."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

WECHAT = "https://api.weixin.qq.com"


class Section(BaseModel):
    """A section of the file: unknown keys and loose types are refused, values cannot change."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class ServerSettings(Section):
    """[server]: where the service listens."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    public_url: str = ""
    metrics_public: bool = False
    backlog: int = Field(default=1024, ge=16, le=65535)

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, url: str) -> str:
        if url and not _is_address(url):
            raise ValueError("expected an address such as https://your.domain")
        return url


class StoreSettings(Section):
    """[store]: where the service remembers; relative files stand beside the configuration file."""

    url: str = "sqlite:///data/zhixietong.db"
    retry_minutes: int = Field(default=60, ge=15, le=10080)

    @field_validator("url")
    @classmethod
    def _known_store(cls, url: str) -> str:
        if not re.fullmatch(r"sqlite:///.+", url):
            raise ValueError("expected sqlite:///FILE")
        return url


class KnowledgeSettings(Section):
    """[knowledge]: the folder of packs, and how often the service looks for FAQ entries that staff changed."""

    packs: str = "knowledge/packs"
    faq_seconds: float = Field(default=1.0, gt=0, le=3600)


class SimulatorSettings(Section):
    """[simulator]: the page to try an account in a browser."""

    enabled: bool = False


class QuietSection(Section):
    """A section with quiet hours: times of day in China; equal ones: never."""

    quiet_from: str = "00:00"
    quiet_until: str = "00:00"

    @field_validator("quiet_from", "quiet_until")
    @classmethod
    def _time_of_day(cls, text: str) -> str:
        if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", text):
            raise ValueError("expected a time of day such as 22:00")
        return text


class NotificationSettings(QuietSection):
    """[notifications]: telling members that the status of their submission changed."""

    enabled: bool = True
    every_seconds: float = Field(default=1.0, gt=0, le=3600)


class BroadcastSettings(QuietSection):
    """[broadcast]: sending to many. Within quiet hours nothing scheduled is sent; ``broadcast run`` does not ask.

    ``two_people``: whoever approves is not the author. ``per_second``: sends of ``broadcast run`` in a second at most,
    0: as fast as it goes; the service sends fewer, so that members are answered in time. ``error_share``: the share of
    errors among the last sends beyond which a broadcast pauses.
    """

    two_people: bool = False
    quiet_from: str = "22:00"
    quiet_until: str = "08:00"
    per_second: float = Field(default=2000.0, ge=0, le=100_000)
    error_share: float = Field(default=0.25, gt=0, le=1)


class ConsoleSettings(Section):
    """[console]: the staff's pages. A session ends when it was not used for so long, and when it is so old.

    ``conversation_days``: how long the conversation with a member who asked for a person is kept once it is closed.
    """

    enabled: bool = True
    idle_minutes: int = Field(default=30, ge=1, le=1440)
    absolute_hours: int = Field(default=12, ge=1, le=168)
    upload_mib: int = Field(default=20, ge=1, le=200)
    conversation_days: int = Field(default=30, ge=1, le=3650)


class LogSettings(Section):
    """[log]: what is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "console"] = "json"


class AccountSettings(Section):
    """[[accounts]]: one official account (公众号) and the pack it speaks for."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")
    pack: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    name: str = ""
    kind: Literal["service", "subscription"] = "subscription"
    verified: bool = False
    mode: Literal["plain", "compatible", "secure"]
    original_id: str = ""
    app_id: str = Field(min_length=1)
    app_secret: str = Field("", repr=False)
    token: str = Field(repr=False)
    encoding_aes_key: str = Field("", repr=False)
    previous_aes_key: str = Field("", repr=False)
    api_base: str = WECHAT
    proxy: str = Field("", repr=False)  # it may hold a password
    reminder_template: str = ""
    reminder_fields: dict[str, str] = Field(default_factory=dict)
    notice_template: str = ""
    notice_fields: dict[str, str] = Field(default_factory=dict)
    customer_service: bool = False  # who asks for a person is handed over to WeChat's own customer service

    @field_validator("token")
    @classmethod
    def _token_without_blanks(cls, token: str) -> str:
        if not re.fullmatch(r"[!-~]+", token):
            raise ValueError("expected letters and digits without blanks, as on WeChat's page")
        return token

    @field_validator("api_base")
    @classmethod
    def _whole_address(cls, url: str) -> str:
        if not _is_address(url):
            raise ValueError(f"expected an address such as {WECHAT}")
        return url

    @field_validator("proxy")
    @classmethod
    def _proxy_address(cls, url: str) -> str:
        if url and not (url.startswith("http://") and _is_address(url)):
            raise ValueError("expected an address such as http://proxy.example:3128, or nothing")
        return url

    @field_validator("encoding_aes_key", "previous_aes_key")
    @classmethod
    def _whole_key(cls, key: str) -> str:
        if not key:
            return key
        try:
            if len(key) == 43 and len(base64.b64decode(key + "=", validate=True)) == 32:
                return key
        except binascii.Error:
            pass
        raise ValueError("expected the 43 characters that WeChat shows as EncodingAESKey")

    @model_validator(mode="after")
    def _key_where_needed(self) -> AccountSettings:
        if self.mode != "plain" and not self.encoding_aes_key:
            raise ValueError(f"encoding_aes_key: expected 43 characters, as mode is {self.mode}")
        return self


class Settings(Section):
    """Everything the service is told from outside."""

    server: ServerSettings = ServerSettings()
    store: StoreSettings = StoreSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    simulator: SimulatorSettings = SimulatorSettings()
    notifications: NotificationSettings = NotificationSettings()
    broadcast: BroadcastSettings = BroadcastSettings()
    console: ConsoleSettings = ConsoleSettings()
    log: LogSettings = LogSettings()
    accounts: tuple[AccountSettings, ...]
    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        if not self.accounts:
            raise ValueError("accounts: expected at least one [[accounts]] section")
        ids = [a.id for a in self.accounts]
        if doubled := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"accounts: expected each id once, {', '.join(doubled)} stands twice")
        if self.simulator.enabled:
            self._only_here()
        return self

    def _only_here(self) -> None:
        """Whoever reaches the simulator speaks for any member, so no other machine may."""
        server = self.server
        if not is_loopback(server.host):
            raise ValueError(f"simulator.enabled: expected false, as server.host {server.host} is no loopback address")
        url = server.public_url
        if url and not is_loopback(_host_of(url)):
            raise ValueError(f"simulator.enabled: expected false, as server.public_url {url} is no loopback address")

    def located(self, folder: Path) -> Settings:
        """The same settings, with relative paths starting at ``folder``."""
        copy = self.model_copy()
        copy._folder = folder
        return copy

    def on_port(self, port: int) -> Settings:
        """The same settings with the port that the system chose."""
        return self.model_copy(update={"server": self.server.model_copy(update={"port": port})})

    @property
    def packs_folder(self) -> Path:
        """The folder of packs."""
        return self._folder / self.knowledge.packs

    @property
    def store_file(self) -> Path:
        """The SQLite file."""
        return self._folder / self.store.url.removeprefix("sqlite:///")

    @property
    def accounts_by_id(self) -> Mapping[str, AccountSettings]:
        """The accounts by their id in the URL."""
        return {a.id: a for a in self.accounts}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_address(url: str) -> bool:
    return bool(re.fullmatch(r"https?://\S+", url) and _host_of(url))


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
