"""The peer: says back what it hears, on bare aiohttp, with wechatpy for the rest. ``python -m bench.peer PORT``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable

import uvloop
from aiohttp import web
from wechatpy import create_reply, parse_message  # type: ignore[import-untyped]  # wechatpy ships no types
from wechatpy.crypto import WeChatCrypto  # type: ignore[import-untyped]  # wechatpy ships no types

from bench.settings import demonstration
from bot.config import AccountSettings


def echo(accounts: Iterable[AccountSettings]) -> web.Application:
    """An application that echoes texts to these accounts, in secure mode."""
    cryptos = {a.id: WeChatCrypto(a.token, a.encoding_aes_key, a.app_id) for a in accounts}

    async def receive(request: web.Request) -> web.Response:
        crypto, query = cryptos[request.match_info["account"]], request.query
        text = crypto.decrypt_message(await request.read(), query["msg_signature"], query["timestamp"], query["nonce"])
        message = parse_message(text)
        reply = create_reply(message.content, message)
        sealed = crypto.encrypt_message(reply.render(), query["nonce"], query["timestamp"])
        return web.Response(text=sealed, content_type="application/xml")

    async def ready(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_post("/wechat/{account}", receive)
    app.router.add_get("/readyz", ready)
    return app


async def _serve(port: int) -> None:
    runner = web.AppRunner(echo(demonstration().accounts), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
