"""Words of the console's frame: its navigation, logging in, what a refusal says to somebody at a browser."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "console.frame.skip": Text(zh="跳到正文", en="Skip to the content"),
    "console.frame.demo": Text(
        zh="演示环境：实验用数据库、演示人员，演练真实执行；关闭后全部清除。",
        en="A demo: a lab database and made-up people; the drills are real. Everything goes when it ends.",
    ),
    "console.frame.nav": Text(zh="主导航", en="Main navigation"),
    "console.frame.nav.overview": Text(zh="总览", en="Overview"),
    "console.frame.nav.drills": Text(zh="演练", en="Drills"),
    "console.frame.nav.wall": Text(zh="大屏", en="Wall screen"),
    "console.frame.nav.dossiers": Text(zh="演练准备", en="Preparation"),
    "console.frame.nav.calendar": Text(zh="演练日历", en="Calendar"),
    "console.frame.nav.scenarios": Text(zh="演练方案", en="Scenarios"),
    "console.frame.nav.bia": Text(zh="业务影响分析", en="Business impact"),
    "console.frame.nav.evidence": Text(zh="报告与证据", en="Reports and evidence"),
    "console.frame.nav.findings": Text(zh="问题与改进", en="Findings"),
    "console.frame.nav.history": Text(zh="历史与趋势", en="History and trend"),
    "console.frame.nav.audit": Text(zh="审计台账", en="Audit log"),
    "console.frame.nav.settings": Text(zh="设置", en="Settings"),
    "console.frame.stop": Text(zh="紧急停止", en="Emergency stop"),
    "console.frame.log_in": Text(zh="登录", en="Log in"),
    "console.frame.log_out": Text(zh="退出登录", en="Log out"),
    "console.frame.theme": Text(zh="外观", en="Appearance"),
    "console.frame.theme.auto": Text(zh="跟随系统", en="as the system"),
    "console.frame.theme.light": Text(zh="浅色", en="light"),
    "console.frame.theme.dark": Text(zh="深色", en="dark"),
    "console.frame.zone": Text(zh="时间均为 {zone}（{offset}）", en="All times are {zone} ({offset})"),
    "console.frame.version": Text(zh="版本 {version}", en="version {version}"),
    "console.frame.user": Text(zh="用户名", en="User name"),
    "console.frame.password": Text(zh="口令", en="Password"),
    "console.frame.log_in.title": Text(zh="登录 Drillproof", en="Log in to Drillproof"),
    "console.frame.log_in.lead": Text(
        zh="灾难恢复演练的编排、度量与举证", en="Disaster recovery drills: run, measured, proved"
    ),
    "console.frame.log_in.elsewhere": Text(zh="统一身份认证登录", en="Log in with the firm's account"),
    "console.frame.log_in.or": Text(zh="或使用本系统口令", en="or with a password of this service"),
    "console.frame.log_in.only_elsewhere": Text(
        zh="本单位使用统一身份认证，本系统不接受口令登录。",
        en="Here people log in with the firm's account; this service takes no passwords.",
    ),
    "console.frame.log_in.none": Text(
        zh="首次使用？在服务器终端执行 drillproof serve 时会打印首个管理员令牌；用它建立用户，见《运行手册》。",
        en="First time here? At its first start drillproof serve prints a token for the first administrator; "
        "see docs/operating.md.",
    ),
    "console.frame.log_in.ended": Text(
        zh="登录已失效：超过时限，或已在别处退出。请重新登录，随后回到原来的页面。",
        en="Your log-in has ended: its time is over, or it was ended elsewhere. Log in again; "
        "you then come back to the page you wanted.",
    ),
    "console.frame.log_in.welcome": Text(zh="已登录，{name}。", en="Welcome, {name}."),
    "console.frame.log_out.done": Text(zh="已退出登录。", en="You are logged out."),
    "console.frame.password.title": Text(zh="修改口令", en="Change your password"),
    "console.frame.password.temporary": Text(
        zh="当前口令由管理员设置，请先改成只有您知道的口令。",
        en="Your present password was chosen by an administrator. Choose one that only you know; then you can go on.",
    ),
    "console.frame.password.current": Text(zh="当前口令", en="Present password"),
    "console.frame.password.new": Text(zh="新口令", en="New password"),
    "console.frame.password.again": Text(zh="再次输入新口令", en="New password once more"),
    "console.frame.password.least": Text(
        zh="至少 {least} 个字符，不含用户名。您的其他会话将被注销。",
        en="{least} characters at least, without your user name. Your other sessions end.",
    ),
    "console.frame.password.change": Text(zh="修改口令", en="Change the password"),
    "console.frame.password.done": Text(
        zh="口令已修改，其他会话已注销。", en="The password is changed; your other sessions have ended."
    ),
    "denied.passwords_differ": Text(
        zh="两次输入的新口令不一致；请重新输入", en="the new password was given in two different forms; give it again"
    ),
    "denied.form_unfit": Text(
        zh="提交的表单无法读取；请返回上一页，刷新后再提交",
        en="the form that was sent cannot be read; go back, load the page again and send it once more",
    ),
    "denied.form_stale": Text(
        zh="此表单属于另一会话（可能已重新登录）；请返回上一页，刷新后再提交",
        en="this form belongs to another log-in; go back, load the page again and send it once more",
    ),
    "denied.broken_inside": Text(
        zh="系统内部出错，没有给出结果；出错时间 {at}，编号 {number}。请把编号告诉系统管理员，日志中有详情",
        en="something broke inside, at {at}, under number {number}. Give that number to whoever runs this service; "
        "the log says more",
    ),
    "console.frame.refused.happened": Text(zh="发生了什么", en="What happened"),
    "console.frame.refused.do": Text(zh="可以这样做", en="What you can do"),
    "console.frame.refused.back": Text(zh="返回总览", en="To the overview"),
    "console.frame.refused.above": Text(zh="未办理：", en="Not done:"),
    "console.frame.refused.401": Text(zh="需要登录", en="Please log in"),
    "console.frame.refused.401.do": Text(zh="请登录后重试。", en="Log in, then try again."),
    "console.frame.refused.403": Text(zh="没有权限", en="You may not do that"),
    "console.frame.refused.403.do": Text(
        zh="请由有相应角色的同事办理，或请管理员授予角色；您的角色见“设置”。",
        en="Ask a colleague whose role allows it, or an administrator to grant you one; "
        "the page Settings shows your roles.",
    ),
    "console.frame.refused.404": Text(zh="没有这个页面或记录", en="There is no such page or record"),
    "console.frame.refused.404.do": Text(
        zh="请核对地址；也可能该记录已按保存期限清理，或不在您的业务系统范围内。",
        en="Check the address. The record may also have been cleared after its retention, or belong to a service "
        "that you may not see.",
    ),
    "console.frame.refused.405": Text(zh="此地址不能这样使用", en="This address is not used in that way"),
    "console.frame.refused.405.do": Text(
        zh="请从页面上的按钮提交，不要直接打开该地址。",
        en="Use the button on the page; do not open the address itself.",
    ),
    "console.frame.refused.409": Text(zh="现在不能办理", en="Not possible now"),
    "console.frame.refused.409.do": Text(
        zh="没有任何改动。请先按上述说明处理，再重试。",
        en="Nothing was changed. Settle what is named above, then try again.",
    ),
    "console.frame.refused.412": Text(zh="已被他人修改", en="Changed by somebody else meanwhile"),
    "console.frame.refused.412.do": Text(
        zh="没有任何改动。请返回并刷新页面，核对后重新提交。",
        en="Nothing was changed. Go back, load the page again, look at what is new, and send yours once more.",
    ),
    "console.frame.refused.413": Text(zh="提交的内容过大", en="Too much was sent"),
    "console.frame.refused.413.do": Text(zh="请缩小文件或分次提交。", en="Send a smaller file, or in parts."),
    "console.frame.refused.422": Text(zh="提交的内容不正确", en="What was sent does not fit"),
    "console.frame.refused.422.do": Text(
        zh="没有任何改动。请返回，按上述说明改正后重新提交。",
        en="Nothing was changed. Go back, correct what is named above, and send it again.",
    ),
    "console.frame.refused.429": Text(zh="请求过于频繁", en="Too many requests"),
    "console.frame.refused.429.do": Text(
        zh="请 {seconds} 秒后重试。正在运行的演练不受影响。",
        en="Try again in {seconds} s. Drills that run are not touched by this.",
    ),
    "console.frame.refused.500": Text(zh="系统内部出错", en="Something broke inside"),
    "console.frame.refused.500.do": Text(
        zh="请重新打开页面；仍然出错时，把上面的编号告诉系统管理员。正在运行的演练由各自的执行进程负责，不受页面影响。",
        en="Load the page again. If it happens again, give the number above to whoever runs this service. "
        "Drills that run are not touched by a page.",
    ),
    "console.frame.refused.503": Text(zh="暂时无法提供服务", en="Not available at this moment"),
    "console.frame.refused.503.do": Text(
        zh="请 {seconds} 秒后重试。演练日志在数据库恢复前暂存于本地。紧急情况下在服务器终端执行 drillproof stop。",
        en="Try again in {seconds} s. In an emergency, at the server: drillproof stop.",
    ),
    "console.frame.refused.other": Text(zh="未能办理", en="That could not be done"),
    "console.frame.refused.other.do": Text(zh="请返回后重试。", en="Go back and try again."),
    "console.frame.pager": Text(zh="翻页", en="Pages"),
    "console.frame.pager.newest": Text(zh="最新", en="Newest"),
    "console.frame.pager.older": Text(zh="更早", en="Older"),
    "console.frame.status.running": Text(zh="进行中", en="running"),
    "console.frame.status.unknown": Text(zh="未知", en="unknown"),
}
