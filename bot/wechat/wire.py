"""HTTP to WeChat: one request, one answer, and whether the request can have been taken when none came.

Tokens and secrets travel in addresses and bodies, which aiohttp's exceptions quote: none of them leaves this module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import aiohttp

from bot.wechat.outcome import NotSent, Unknown

TIMEOUT = aiohttp.ClientTimeout(total=8.0, connect=4.0)
IDLE = 4.0  # seconds; WeChat may hang up on a connection that rests for longer just as it is used again
CONNECTIONS = 20

Body = Mapping[str, object]


def new_session(connections: int = CONNECTIONS) -> aiohttp.ClientSession:
    """Connections to WeChat, so many at most; the caller closes it."""
    connector = aiohttp.TCPConnector(limit=connections, keepalive_timeout=IDLE)
    return aiohttp.ClientSession(connector=connector, trust_env=False)


class Wire:
    """Calls to one host, through a ``proxy`` where one is named."""

    def __init__(
        self, session: aiohttp.ClientSession, base: str, timeout: aiohttp.ClientTimeout = TIMEOUT, *, proxy: str = ""
    ) -> None:
        self._session = session
        self._base = base.rstrip("/")
        self._timeout = timeout
        self._proxy = proxy or None

    async def get(self, path: str, query: Mapping[str, str]) -> Body | Unknown | NotSent:
        """The JSON that a GET is answered with."""
        return await self._exchange("GET", path, query, None)

    async def post(self, path: str, query: Mapping[str, str], body: Body) -> Body | Unknown | NotSent:
        r"""The JSON that a POST is answered with; the body has no ``\u`` escapes, which members would read."""
        text = json.dumps(body, ensure_ascii=False)
        return await self._exchange("POST", path, query, text.encode(errors="ignore"))

    async def _exchange(
        self, method: str, path: str, query: Mapping[str, str], data: bytes | None
    ) -> Body | Unknown | NotSent:
        headers = {"Content-Type": "application/json"} if data is not None else {}
        try:
            async with self._session.request(
                method,
                self._base + path,
                params=query,
                data=data,
                headers=headers,
                timeout=self._timeout,
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError) as error:
            return NotSent(f"连不上微信接口（{type(error).__name__}）")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unknown(f"请求已发出，没有收到微信的答复（{type(error).__name__}）")
        return _read(status, body)


def _read(status: int, body: bytes) -> Body | Unknown:
    try:
        answer = json.loads(body) if status == 200 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        return Unknown(f"微信的答复无法识别（HTTP {status}）")
    return answer
