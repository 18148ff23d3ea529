"""What operators ask of a running service."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import Start


async def test_a_service_is_alive_and_ready(start: Start) -> None:
    service = await start()
    for path in ("/healthz", "/readyz"):
        async with service.client.get(path) as response:
            assert response.status == 200


async def test_a_store_that_is_gone_is_named(start: Start) -> None:
    service = await start()
    shutil.rmtree(service.settings.store_file.parent)
    async with service.client.get("/readyz") as response:
        assert response.status == 503
        assert "the store" in await response.text()
    async with service.client.get("/healthz") as response:
        assert response.status == 200


async def test_metrics_count_messages_and_refusals(start: Start) -> None:
    service = await start()
    peer = service.peer()
    await peer.text("会费")
    await peer.send(peer.request(b"<xml/>").asking(signature="0"))
    async with service.client.get("/metrics") as response:
        text = await response.text()
    assert response.status == 200
    assert 'zxt_messages_total{account="demo",outcome="answered"} 1.0' in text
    assert 'zxt_refused_total{status="403"} 1.0' in text
    assert "zxt_answer_seconds_count 1.0" in text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
async def test_metrics_are_not_for_whom_a_proxy_lets_through(start: Start, header: str) -> None:
    service = await start()
    async with service.client.get("/metrics", headers={header: "127.0.0.1"}) as response:
        assert response.status == 403


async def test_metrics_are_for_everyone_if_so_configured(start: Start) -> None:
    service = await start()
    server = service.settings.server.model_copy(update={"metrics_public": True})
    public = await start(changed=service.settings.model_copy(update={"server": server}))
    async with public.client.get("/metrics", headers={"Via": "proxy"}) as response:
        assert response.status == 200


async def test_the_simulator_is_not_there_unless_enabled(start: Start) -> None:
    service = await start()
    async with service.client.get("/simulator") as response:
        assert response.status == 404
