"""Words of the console's settings, one's own tokens, and the audit log."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "console.owning.title": Text(zh="设置", en="Settings"),
    "console.owning.me": Text(zh="我的账号", en="My account"),
    "console.owning.user": Text(zh="用户名", en="User name"),
    "console.owning.roles": Text(zh="角色", en="Roles"),
    "console.owning.role.all": Text(zh="全部业务系统和站点", en="all services and sites"),
    "console.owning.role.some": Text(zh="仅限 {what}", en="only {what}"),
    "console.owning.rights": Text(zh="可以", en="May"),
    "console.owning.until": Text(zh="本次登录有效至", en="This log-in ends at"),
    "console.owning.until.idle": Text(
        zh="长时间不操作会提前结束。", en="It ends earlier where nobody uses it for a while."
    ),
    "console.owning.password": Text(zh="修改口令", en="Change the password"),
    "console.owning.password.why": Text(
        zh="修改口令会注销您在其他设备上的会话。", en="Changing it ends your sessions on other devices."
    ),
    "console.owning.tokens": Text(zh="我的令牌", en="My tokens"),
    "console.owning.tokens.lead": Text(
        zh="程序与命令行以令牌代表您办事。令牌只在生成时显示一次，泄露时请立即撤销。",
        en="Programs and the command line act for you with a token. It is shown once, when it is made; revoke one that "
        "leaked at once.",
    ),
    "console.owning.tokens.none": Text(zh="您还没有令牌。", en="You have no token."),
    "console.owning.token.made": Text(
        zh="令牌已生成，仅此一次显示，请立即保存：", en="Here is the new token. It is not shown again, so keep it now:"
    ),
    "console.owning.token.revoked": Text(zh="令牌已撤销。", en="The token is revoked."),
    "console.owning.token.label": Text(zh="用途", en="What for"),
    "console.owning.token.label.hint": Text(zh="例如：发布流水线", en="for example: the release pipeline"),
    "console.owning.token.days": Text(zh="有效天数", en="Days it lasts"),
    "console.owning.token.days.hint": Text(zh="最长 {longest} 天", en="{longest} at most"),
    "console.owning.token.rights": Text(
        zh="限于以下权限（不选则与您相同）", en="Only for (none ticked: for everything you may)"
    ),
    "console.owning.token.make": Text(zh="生成令牌", en="Make the token"),
    "console.owning.token.revoke": Text(zh="撤销", en="Revoke"),
    "console.owning.token.revoke.this": Text(zh="撤销令牌“{label}”", en="Revoke the token “{label}”"),
    "console.owning.token.revoke.sure": Text(
        zh="撤销后，使用此令牌的程序将立即无法访问。确定撤销？",
        en="Programs that use this token are locked out at once. Revoke it?",
    ),
    "console.owning.token.issued": Text(zh="生成时间", en="Made"),
    "console.owning.token.expires": Text(zh="失效时间", en="Ends"),
    "console.owning.token.status": Text(zh="状态", en="Status"),
    "console.owning.token.may": Text(zh="权限", en="May"),
    "console.owning.token.may.all": Text(zh="与本人相同", en="all that I may"),
    "console.owning.token.action": Text(zh="操作", en="Action"),
    "console.token.active": Text(zh="有效", en="active"),
    "console.token.revoked": Text(zh="已撤销", en="revoked"),
    "console.token.spent": Text(zh="已使用", en="spent"),
    "console.token.expired": Text(zh="已过期", en="expired"),
    "console.owning.settings": Text(zh="本服务的运行设置", en="How this service runs"),
    "console.owning.settings.count": Text(
        zh="{count} 项，其中 {told} 项已另行设置", en="{count} {count:setting|settings}, {told} not by default"
    ),
    "console.owning.settings.lead": Text(
        zh="当前生效的取值及来源；密钥与口令不显示。修改请改设置文件或环境变量后重启，先用 drillproof config check 检查。",
        en="Every value in force and who said it; secrets are masked. To change one, change the file or the variable "
        "and restart; drillproof config check tells beforehand whether it is right.",
    ),
    "console.owning.settings.by": Text(zh="来源", en="Said by"),
    "console.owning.settings.general": Text(zh="基本", en="general"),
    "console.said_by.default": Text(zh="缺省", en="default"),
    "console.said_by.file": Text(zh="文件", en="file"),
    "console.said_by.environment": Text(zh="环境变量", en="variable"),
    "console.said_by.command_line": Text(zh="命令行", en="command line"),
    "console.role.viewer": Text(zh="查看者", en="viewer"),
    "console.role.operator": Text(zh="操作员", en="operator"),
    "console.role.approver": Text(zh="审批人", en="approver"),
    "console.role.auditor": Text(zh="审计员", en="auditor"),
    "console.role.admin": Text(zh="管理员", en="administrator"),
    "console.right.read": Text(zh="查看", en="read"),
    "console.right.prepare": Text(zh="准备演练", en="prepare drills"),
    "console.right.start": Text(zh="启动演练", en="start drills"),
    "console.right.speak": Text(zh="答复演练询问", en="answer drills"),
    "console.right.stop": Text(zh="停止演练", en="stop drills"),
    "console.right.approve": Text(zh="审批", en="approve"),
    "console.right.improve": Text(zh="整改问题", en="put findings right"),
    "console.right.verify": Text(zh="验证整改", en="verify measures"),
    "console.right.schedule": Text(zh="排定演练", en="schedule drills"),
    "console.right.change": Text(zh="登记变更", en="tell changes"),
    "console.right.declare": Text(zh="登记中断事件", en="declare interruptions"),
    "console.right.notify": Text(zh="管理通知", en="look after notices"),
    "console.right.audit": Text(zh="查看审计台账", en="read the audit log"),
    "console.right.administer": Text(zh="管理用户与设置", en="administer users"),
    "console.auditing.title": Text(zh="审计台账", en="Audit log"),
    "console.auditing.lead": Text(
        zh="人员、程序和计划任务所做的每一件事，逐条相链，最新的在前。",
        en="Everything that people, programs and schedules did, each entry chained to the one before; the newest first.",
    ),
    "console.auditing.filter": Text(zh="筛选", en="Filter"),
    "console.auditing.who": Text(zh="人员", en="Who"),
    "console.auditing.kind": Text(zh="事项代码", en="What (code)"),
    "console.auditing.stream": Text(zh="对象（开头）", en="Subject (begins with)"),
    "console.auditing.stream.hint": Text(zh="例如 dossier/、token/", en="for example dossier/ or token/"),
    "console.auditing.since": Text(zh="自", en="From"),
    "console.auditing.until": Text(zh="至（含）", en="To (inclusive)"),
    "console.auditing.show": Text(zh="查看", en="Show"),
    "console.auditing.clear": Text(zh="清除筛选", en="Clear the filter"),
    "console.auditing.number": Text(zh="编号", en="No."),
    "console.auditing.at": Text(zh="时间", en="When"),
    "console.auditing.what": Text(zh="事项", en="What"),
    "console.auditing.subject": Text(zh="对象", en="Subject"),
    "console.auditing.how": Text(zh="方式与来源", en="How, from where"),
    "console.auditing.details": Text(zh="内容与散列", en="Content and hash"),
    "console.auditing.cut": Text(
        zh="内容较长，此处只显示开头；完整内容见导出文件。", en="Only its beginning; the export has all."
    ),
    "console.auditing.none": Text(zh="没有符合条件的记录。", en="No entry fits."),
    "console.auditing.none.do": Text(zh="放宽筛选条件，或清除筛选。", en="Ask for less, or clear the filter."),
    "console.auditing.verify": Text(zh="校验整条链", en="Verify the chain"),
    "console.auditing.export": Text(zh="导出（JSON 行）", en="Export (lines of JSON)"),
    "console.auditing.export.hint": Text(
        zh="导出文件可用 drillproof audit verify FILE 离线校验。",
        en="drillproof audit verify FILE checks an export elsewhere.",
    ),
    "console.auditing.holds": Text(
        zh="链完整：{entries} 条记录逐条相接，未见改动。",
        en="The chain holds: {entries} {entries:entry|entries}, each follows from the one before.",
    ),
    "console.auditing.broken": Text(zh="链不成立：{flaw}", en="The chain does not hold: {flaw}"),
    "denied.not_a_number": Text(
        zh="{field} 须为整数，收到的是“{told}”", en="{field} is to be a whole number, and “{told}” is none"
    ),
    "denied.not_a_day": Text(
        zh="{field} 须为日期，如 2026-11-22，收到的是“{told}”",
        en="{field} is to be a day such as 2026-11-22, and “{told}” is none",
    ),
    "denied.token_label": Text(
        zh="请填写令牌的用途，不超过 {most} 个字符", en="say what the token is for, in {most} characters at most"
    ),
}
