"""The configuration: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import is_loopback
from bot.config_file import find_config, load_settings
from bot.errors import Code, Error
from tests.bot.small_pack import CONFIG
from tests.conftest import KEY

EVERYWHERE = "0.0.0.0"  # noqa: S104  # nothing is bound here
EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def load(tmp_path: Path, config: str, environ: dict[str, str] | None = None, **server: object) -> object:
    file = tmp_path / "config.toml"
    file.write_text(config, encoding="utf-8")
    return load_settings(file, environ or {}, {("server", key): value for key, value in server.items()})


def fault(tmp_path: Path, config: str, environ: dict[str, str] | None = None, **server: object) -> list[str]:
    with pytest.raises(Error) as refused:
        load(tmp_path, config, environ, **server)
    assert refused.value.code is Code.CONFIG
    return refused.value.message.replace(f"{tmp_path}/", "").splitlines()


def test_the_example_serves_five_accounts_with_a_simulator() -> None:
    settings = load_settings(EXAMPLE, {})
    assert list(settings.accounts_by_id) == ["hebei", "hubei", "shanxi", "foshan", "machinery"]
    assert settings.simulator.enabled
    assert {a.mode for a in settings.accounts} == {"secure"}
    assert settings.packs_folder == EXAMPLE.parent / "knowledge" / "packs"


def test_everything_but_the_account_has_a_default(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[[accounts]]" + CONFIG.partition("[[accounts]]")[2], encoding="utf-8")
    settings = load_settings(tmp_path / "c.toml", {})
    assert (settings.server.host, settings.server.port, settings.simulator.enabled) == ("127.0.0.1", 8080, False)
    assert settings.store_file == tmp_path / "data" / "zhixietong.db"


def test_an_absolute_store_stays_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CONFIG.replace("sqlite:///data", "sqlite:////srv"), encoding="utf-8")
    assert load_settings(tmp_path / "c.toml", {}).store_file == Path("/srv/demo.db")


def test_the_environment_and_the_command_line_win_in_this_order(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CONFIG, encoding="utf-8")
    environ = {
        "ZXT_SERVER__PORT": "9000",
        "ZXT_SERVER__HOST": EVERYWHERE,
        "ZXT_STORE__URL": "sqlite:///other.db",
        "ZXT_ACCOUNTS__DEMO__APP_SECRET": "12345",
        "ZXT_ACCOUNTS__DEMO__VERIFIED": "true",
        "ZXT_ACCOUNTS__DEMO__REMINDER_FIELDS": '{ thing1 = "{name}" }',
        "ZXT_KNOWLEDGE__FAQ_SECONDS": "2",
        "PATH": "/bin",
    }
    settings = load_settings(tmp_path / "c.toml", environ, {("server", "port"): 9001})
    assert (settings.server.port, settings.server.host) == (9001, EVERYWHERE)
    assert settings.store_file == tmp_path / "other.db"
    demo = settings.accounts_by_id["demo"]
    assert (demo.app_secret, demo.verified, demo.reminder_fields) == ("12345", True, {"thing1": "{name}"})
    assert settings.knowledge.faq_seconds == 2.0


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (("port = 0", 'port = "8080"'), "config.toml: server.port: expected a whole number"),
        (("port = 0", "port = 99999"), "config.toml: server.port: expected less than or equal to 65535"),
        (("port = 0", "prot = 0"), "config.toml: server.prot: unknown key; expected one of host, port,"),
        (("[server]", "[sever]"), "config.toml: sever: unknown key; expected one of server, store,"),
        (("[server]\nport = 0", "server = 3"), "config.toml: server: expected a section"),
        (('mode = "secure"', 'mode = "safe"'), "config.toml: accounts.demo.mode: expected 'plain', 'compatible' or"),
        (("tokendemo", "a b"), "config.toml: accounts.demo.token: expected letters and digits without blanks"),
        (("tokendemo", ""), "config.toml: accounts.demo.token: expected letters and digits without blanks"),
        (("port = 0", 'public_url = "foo"'), "config.toml: server.public_url: expected an address such as https://"),
        (('id = "demo"', 'id = "demo"\napi_base = "x"'), "config.toml: accounts.demo.api_base: expected an address"),
        (('id = "demo"', 'id = "demo"\nproxy = "x:1"'), "config.toml: accounts.demo.proxy: expected an address"),
        (("[store]", '[notifications]\nquiet_from = "24:00"\n[store]'), "config.toml: notifications.quiet_from: exp"),
        (('token = "tokendemo"\n', ""), "config.toml: accounts.demo.token: is missing; expected a text in quotes"),
        (('mode = "secure"\n', ""), "config.toml: accounts.demo.mode: is missing; expected 'plain' or 'compatible' or"),
        (('id = "demo"\n', ""), "config.toml: accounts.[1].id: is missing; expected a text in quotes"),
        (('id = "demo"', 'id = "../x"'), "config.toml: accounts.../x.id: expected letters, digits, - and _ only"),
        (('app_id = "wxdemo"', 'app_id = ""'), "config.toml: accounts.demo.app_id: expected a text that is not empty"),
        ((f'encoding_aes_key = "{KEY}"', ""), "config.toml: accounts.demo.encoding_aes_key: expected 43 characters"),
        ((KEY, KEY[1:]), "config.toml: accounts.demo.encoding_aes_key: expected the 43 characters that"),
        (("sqlite:///data/demo.db", "mysql://x"), "config.toml: store.url: expected sqlite:///FILE"),
        (("[server]", "[server"), "config.toml: expected TOML in UTF-8:"),
        ((CONFIG, ""), "config.toml: accounts: is missing; expected [[accounts]] sections"),
        ((CONFIG, "accounts = []"), "config.toml: accounts: expected at least one [[accounts]] section"),
        ((CONFIG, "accounts = 3"), "config.toml: accounts: expected [[accounts]] sections"),
        ((CONFIG, "accounts = [3]"), "config.toml: accounts.[1]: expected a section"),
        (
            ("[server]", "[simulator]\nenabled = true\n[server]\nhost = '0.0.0.0'"),
            "config.toml: simulator.enabled: expected",
        ),
    ],
)
def test_a_fault_names_file_key_and_what_was_expected(tmp_path: Path, changed: tuple[str, str], expected: str) -> None:
    (line,) = fault(tmp_path, CONFIG.replace(*changed))
    assert line.startswith(expected)


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    config = CONFIG.replace("port = 0", "port = true\nx = 1").replace('pack = "demo"', "pack = 1")
    lines = fault(tmp_path, config, {"ZXT_NOWHERE": "1", "ZXT_SERVER__WORKERS": "many"})
    assert [line.split(": expected")[0].split(": unknown")[0] for line in sorted(lines)] == [
        "config.toml: accounts.demo.pack",
        "config.toml: server.port",
        "config.toml: server.x",
        "environment ZXT_SERVER__WORKERS: server.workers",
        "environment: ZXT_NOWHERE: names no setting; expected ZXT_SECTION__KEY or ZXT_ACCOUNTS__ID__KEY",
    ]


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    account = "[[accounts]]" + CONFIG.partition("[[accounts]]")[2]
    assert fault(tmp_path, CONFIG + account) == ["config.toml: accounts: expected each id once, demo stands twice"]


def test_a_simulator_is_refused_where_others_could_reach_it(tmp_path: Path) -> None:
    config = CONFIG.replace("[server]", "[simulator]\nenabled = true\n[server]")
    for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"):
        load(tmp_path, config, host=host)
    for host in (EVERYWHERE, "::", "example.org", "10.0.0.1", ""):
        (line,) = fault(tmp_path, config, host=host)
        assert "simulator.enabled: expected false" in line


def test_a_simulator_is_refused_where_others_are_told_to_come(tmp_path: Path) -> None:
    config = CONFIG.replace("[server]", "[simulator]\nenabled = true\n[server]")
    for url in ("", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:8080/"):
        load(tmp_path, config, public_url=url)
    for url in ("https://wx.example.org", "http://10.0.0.1:8080"):
        (line,) = fault(tmp_path, config, public_url=url)
        assert "simulator.enabled: expected false" in line
        load(tmp_path, CONFIG, public_url=url)


@pytest.mark.parametrize("url", ["foo", "127.0.0.1:8080", "http://[", "https://", "https://a b", "ftp://example.org"])
def test_a_public_url_that_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    for config in (CONFIG, CONFIG.replace("[server]", "[simulator]\nenabled = true\n[server]")):
        (line,) = fault(tmp_path, config, public_url=url)
        assert line == "command line: server.public_url: expected an address such as https://your.domain"


@pytest.mark.parametrize(
    ("host", "only_here"),
    [
        ("::ffff:127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("::ffff:10.0.0.1", False),
        ("::", False),
        ("", False),
    ],
)
def test_a_loopback_address_is_known_in_every_spelling(host: str, only_here: bool) -> None:
    assert is_loopback(host) == only_here


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    config = CONFIG + 'app_secret = "hush-hush"\n'
    shown = repr(load(tmp_path, config))
    assert "hush-hush" not in shown
    assert "tokendemo" not in shown
    assert KEY not in shown
    (line,) = fault(tmp_path, config.replace(KEY, "secret-but-short"))
    assert "secret-but-short" not in line


def test_the_usual_file_is_found_and_a_missing_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(Error, match=r"expected config\.toml or config\.example\.toml"):
        find_config(None, tmp_path)
    (tmp_path / "config.example.toml").touch()
    assert find_config(None, tmp_path).name == "config.example.toml"
    (tmp_path / "config.toml").touch()
    assert find_config(None, tmp_path).name == "config.toml"
    with pytest.raises(Error, match=r"nothing\.toml: cannot be read"):
        load_settings(tmp_path / "nothing.toml", {})
