"""Audiences that WeChat knows: drafts and previews ask it, and say in one line when it cannot be asked."""

from __future__ import annotations

from pathlib import Path

from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import Followers
from tests.bot.broadcast.commands import command, written
from tests.standing import MEMBER, NEWS, OTHER, SERVICE, caller

WORDS = ("--account", "demo", "--name", "提醒", "--text", "请交材料", "--json", "--audience")


def one_line(err: str, *words: str) -> bool:
    return err.count("\n") == 1 and all(word in err for word in words)


async def test_a_tag_is_asked_for_its_members_counted_and_staff_shown_a_preview(tmp_path: Path) -> None:
    async with caller() as wechat:
        config = written(tmp_path, wechat.standin.base)
        await wechat.steer("followers", account="demo", members=[MEMBER, OTHER], tag="会员", tag_id=101)
        status, made, _ = await command(config, "create", *WORDS, "tag:会员")
        assert (status, made) == (0, {"id": 1})
        assert (await command(config, "preview", "1", "--json"))[1]["channels"] == {"template": 2}
        assert (await command(config, "preview", "1", "--to", OTHER, "--json"))[0] == 0
        (shown,) = await wechat.look("received")
        assert (shown["member"], shown["channel"]) == (OTHER, "preview")
        status, _, err = await command(config, "preview", "1", "--to", "oNobody", "--json")
        assert status == 1
        assert one_line(err, "预览没有发出", "40003")
        status, _, err = await command(config, "create", *WORDS, "tag:没有")
        assert status == 1
        assert one_line(err, "没有这个标签", "会员")


async def test_where_wechat_is_down_it_is_said_in_one_line_and_nothing_kept(tmp_path: Path) -> None:
    async with caller() as wechat:
        config = written(tmp_path, wechat.standin.base)
        await wechat.steer("followers", account="demo", members=[MEMBER], tag="会员", tag_id=101)
        for audience in ("tag:会员", "all"):
            assert (await command(config, "create", *WORDS, audience))[0] == 0
    Followers(tmp_path / "s.db").follow(MEMBER)
    status, told, err = await command(config, "create", *WORDS, "tag:会员")
    assert (status, told) == (1, None)
    assert one_line(err, "没有取到公众号的标签", "连不上微信接口")
    status, told, err = await command(config, "preview", "1", "--json")
    assert (status, told) == (1, None)
    assert one_line(err, "没有取到公众号的", "连不上微信接口")
    status, told, _ = await command(config, "preview", "2", "--json")
    assert (status, told["total"]) == (0, 1)
    assert "只算了本系统知道的关注者" in told["warnings"][0]
    store = SqliteStore.open(tmp_path / "s.db")
    assert len(await store.broadcasts("demo")) == 2
    await store.close()


async def test_a_list_of_openids_asks_nobody(tmp_path: Path) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")
    (tmp_path / "list.txt").write_text(f"{MEMBER}\n{OTHER}\n", encoding="utf-8")
    assert (await command(config, "create", *WORDS, f"file:{tmp_path / 'list.txt'}"))[0] == 0
    status, told, _ = await command(config, "preview", "1", "--json")
    assert (status, told["channels"], told["warnings"]) == (0, {"template": 2}, [])


async def test_who_opted_out_gets_no_mass_send_from_an_account_that_cannot_leave_anybody_out(tmp_path: Path) -> None:
    """A service account sends to a list without them; a subscription account sends to whole audiences or not at all."""
    account = NEWS.model_copy(update={"id": "demo", "app_id": SERVICE.app_id, "app_secret": SERVICE.app_secret})
    async with caller([account]) as wechat:
        config = written(tmp_path, wechat.standin.base, kind="subscription")
        await wechat.steer("followers", account="demo", members=[MEMBER, OTHER, "oThird"])
        assert (await command(config, "create", *WORDS, "all", "--channel", "mass"))[0] == 0
        Followers(tmp_path / "s.db").opt_out(OTHER)
        _, told, _ = await command(config, "preview", "1", "--json")
        assert any("不会发送" in w and "1 位会员已退订提醒" in w for w in told["warnings"])
        assert (await command(config, "approve", "1", "--by", "李", "--json"))[0] == 0
        status, told, _ = await command(config, "run", "1", "--json")
        assert (status, told["state"], told["sent"]) == (1, "paused", 0)
        assert await wechat.look("received") == []


async def test_a_service_account_leaves_who_opted_out_out_of_its_list(tmp_path: Path) -> None:
    async with caller([SERVICE]) as wechat:
        config = written(tmp_path, wechat.standin.base)
        await wechat.steer("followers", account="demo", members=[MEMBER, OTHER, "oThird"])
        assert (await command(config, "create", *WORDS, "all", "--channel", "mass"))[0] == 0
        Followers(tmp_path / "s.db").opt_out(OTHER)
        _, told, _ = await command(config, "preview", "1", "--json")
        assert (told["channels"], told["unreachable"]) == ({"mass": 2}, [{"reason": "会员已退订提醒", "count": 1}])
        assert (await command(config, "approve", "1", "--by", "李", "--json"))[0] == 0
        assert (await command(config, "run", "1", "--json"))[0] == 0
        assert {row["member"] for row in await wechat.look("received")} == {MEMBER, "oThird"}
