"""Why the service says no, and what to do."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "denied.stale": Text(
        zh="{stream} 在您读取之后已被他人修改；请重新读取后再改",
        en="{stream} was changed by somebody else since you read it; read it again, then repeat your change",
    ),
    "denied.cursor_unknown": Text(
        zh="游标 {cursor!r} 不是本服务给出的；请从第一页开始，使用返回的 next",
        en="cursor {cursor!r} was not given out here; begin with the first page and use its `next`",
    ),
    "denied.no_such": Text(zh="没有名为 {name} 的{family}", en="there is no {family} named {name}"),
    "denied.family.bundle": Text(zh="证据包", en="bundle"),
    "denied.family.calendar": Text(zh="日历", en="calendar"),
    "denied.family.dossier": Text(zh="档案", en="dossier"),
    "denied.family.drill": Text(zh="演练", en="drill"),
    "denied.family.duty": Text(zh="报告义务", en="duty"),
    "denied.family.file": Text(zh="文件", en="file"),
    "denied.family.incident": Text(zh="中断事件", en="incident"),
    "denied.family.improvement": Text(zh="问题", en="improvement"),
    "denied.family.item": Text(zh="计划项", en="item"),
    "denied.family.notice": Text(zh="通知", en="notice"),
    "denied.family.programme": Text(zh="年度计划", en="programme"),
    "denied.family.run": Text(zh="定期演练的一次执行", en="run"),
    "denied.family.scenario": Text(zh="演练方案", en="scenario"),
    "denied.family.bia": Text(zh="业务影响分析", en="BIA"),
    "denied.family.inventory": Text(zh="主机清单", en="inventory"),
    "denied.family.schedule": Text(zh="定期演练", en="schedule"),
    "denied.family.service": Text(zh="业务系统", en="service"),
    "denied.family.token": Text(zh="令牌", en="token"),
    "denied.family.user": Text(zh="用户", en="user"),
    "denied.family.version": Text(zh="版本", en="version"),
    "denied.where.-": Text(zh="全部", en="everything"),
    "denied.forbidden": Text(
        zh="用户 {user} 没有“{right}”权限（范围：{where}）；请管理员授予相应角色",
        en="user {user} has no right to {right} (for: {where}); an administrator can grant a role that has it",
    ),
    "denied.token_unknown": Text(
        zh="令牌无效、已撤销或已过期；请在请求头给出 Authorization: Bearer <令牌>，或先登录",
        en="no valid token: unknown, revoked or expired; send the header Authorization: Bearer <token>, or log in",
    ),
    "denied.if_match_missing": Text(
        zh="修改须带 If-Match 请求头，取值为读取时返回的 ETag",
        en="an edit needs the header If-Match with the ETag that was read",
    ),
    "denied.key_reused": Text(
        zh="Idempotency-Key {key} 已用于另一请求；请换一个新的值",
        en="Idempotency-Key {key} was used for another request; take a new one",
    ),
    "denied.key_in_use": Text(
        zh="带有 Idempotency-Key {key} 的请求仍在处理；请稍后以相同内容重试",
        en="a request with Idempotency-Key {key} is still being worked on; repeat it in a moment with the same content",
    ),
}
