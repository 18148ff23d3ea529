"""Read the settings: TOML, then ``ZXT_…`` variables, then the command line; every fault is named at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.config import AccountSettings, Section, Settings
from bot.errors import Code, Error

PREFIX = "ZXT_"
CANDIDATES = ("config.toml", "config.example.toml")

Location = tuple[str | int, ...]
Overrides = Mapping[tuple[str, str], object]  # values of the command line by section and key

_KINDS = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
_WRONG_TYPE = {
    "string_type": _KINDS[str],
    "int_type": _KINDS[int],
    "float_type": _KINDS[float],
    "bool_type": _KINDS[bool],
    "model_type": "a section",
    "dict_type": 'a table such as { thing1 = "{name}" }',
    "tuple_type": "[[accounts]] sections",
    "string_too_short": "a text that is not empty",
}


def find_config(given: Path | None, folder: Path) -> Path:
    """The file that was given, else the first of the usual ones in ``folder``. Raises Error when there is none."""
    if given is not None:
        return given
    for name in CANDIDATES:
        if (folder / name).is_file():
            return folder / name
    raise Error(Code.CONFIG, f"{folder}: expected {' or '.join(CANDIDATES)} here; name another file with --config")


def load_settings(path: Path, environ: Mapping[str, str], overrides: Overrides | None = None) -> Settings:
    """The settings of a file with its environment and the command line's (section, key) values applied.

    Raises Error with one line for each fault: file or variable, key, and what was expected.
    """
    raw = _read(path)
    faults: list[str] = []
    origins: dict[Location, str] = {}
    accounts = raw.get("accounts")
    if isinstance(accounts, list):
        raw["accounts"] = tuple(accounts)
    for name in sorted(n for n in environ if n.startswith(PREFIX)):
        location = _locate(name, raw)
        if location is None:
            expected = f"expected {PREFIX}SECTION__KEY or {PREFIX}ACCOUNTS__ID__KEY"
            faults.append(f"environment: {name}: names no setting; {expected}")
            continue
        _put(raw, location, _from_text(environ[name], _annotation(location)))
        origins[location] = f"environment {name}"
    for (section, key), value in (overrides or {}).items():
        _put(raw, (section, key), value)
        origins[section, key] = "command line"
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        faults += [_fault(str(path), origins, raw, details) for details in error.errors(include_url=False)]
    if faults:
        raise Error(Code.CONFIG, "\n".join(faults))
    return settings.located(path.absolute().parent)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Error(Code.CONFIG, f"{path}: cannot be read ({error.strerror}); expected a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Error(Code.CONFIG, f"{path}: expected TOML in UTF-8: {error}") from error


def _locate(name: str, raw: Mapping[str, Any]) -> Location | None:
    """Where a variable's value belongs: ``ZXT_STORE__URL`` or ``ZXT_ACCOUNTS__SHANXI__TOKEN``."""
    match name.removeprefix(PREFIX).lower().split("__"):
        case ["accounts", ident, key] if key in AccountSettings.model_fields:
            for index, account in enumerate(raw.get("accounts") or ()):
                if isinstance(account, dict) and _spelt(account.get("id")) == ident:
                    return ("accounts", index, key)
        case [section, key] if section != "accounts" and section in Settings.model_fields:
            if key in _section(section).model_fields:
                return (section, key)
    return None


def _spelt(ident: object) -> str:
    """An account's id as a variable's name can spell it."""
    return str(ident).lower().replace("-", "_")


def _section(name: str) -> type[BaseModel]:
    annotation = Settings.model_fields[name].annotation
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else Section


def _annotation(location: Location) -> object:
    model = AccountSettings if location[0] == "accounts" else _section(str(location[0]))
    return model.model_fields[str(location[-1])].annotation


def _from_text(text: str, annotation: object) -> object:
    """A variable's text as the type its key has; text that does not fit stays, for the validation to refuse."""
    if annotation is str or get_origin(annotation) is Literal:
        return text
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return float(value) if annotation is float and type(value) is int else value


def _put(raw: dict[str, Any], location: Location, value: object) -> None:
    *path, key = location
    at: Any = raw
    for step in path:
        at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
    if isinstance(at, dict):
        at[key] = value


def _fault(file: str, origins: Mapping[Location, str], raw: Mapping[str, Any], details: ErrorDetails) -> str:
    location: Location = details["loc"]
    key = ".".join(_named(location, raw))
    expected = _expected(location, details)
    if re.match(r"[\w.]+: ", expected):  # a fault of several keys together names its own
        key, _, expected = ".".join(filter(None, (key, expected))).partition(": ")
    return f"{origins.get(location, file)}: {key}: {expected}"


def _named(location: Location, raw: Mapping[str, Any]) -> list[str]:
    """A location with the ids of accounts in place of their positions."""
    steps = [str(s) for s in location]
    if len(location) > 1 and location[0] == "accounts" and isinstance(location[1], int):
        account = raw["accounts"][location[1]]
        if isinstance(account, dict) and isinstance(account.get("id"), str):
            steps[1] = account["id"]
        else:
            steps[1] = f"[{location[1] + 1}]"
    return steps


def _expected(location: Location, details: ErrorDetails) -> str:
    kind = details["type"]
    if kind == "missing":
        return f"is missing; expected {_wanted(location)}"
    if kind == "extra_forbidden":
        known = _model_at(location[:-1]).model_fields
        return f"unknown key; expected one of {', '.join(known)}"
    if kind in _WRONG_TYPE:
        return f"expected {_WRONG_TYPE[kind]}"
    if kind == "string_pattern_mismatch":
        return "expected letters, digits, - and _ only"
    message = details["msg"].removeprefix("Value error, ")
    return message.replace("Input should be", "expected")


def _wanted(location: Location) -> str:
    field = _model_at(location[:-1]).model_fields.get(str(location[-1]))
    if field is None:
        return "a value"
    if get_origin(field.annotation) is Literal:
        return " or ".join(repr(a) for a in get_args(field.annotation))
    return next((text for kind, text in _KINDS.items() if field.annotation is kind), "[[accounts]] sections")


def _model_at(location: Location) -> type[BaseModel]:
    if not location:
        return Settings
    return AccountSettings if location[0] == "accounts" else _section(str(location[0]))
