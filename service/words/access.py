"""Words about users, tokens, log-in and the book."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "denied.user_name": Text(
        zh="{user!r} 不能作为用户名：须为 1 至 63 个小写字母、数字或 . _ @ -，以字母或数字开头，且不是系统保留名",
        en="{user!r} cannot name a user: 1 to 63 of small letters, digits and . _ @ -, first a letter or digit, and no name that the service uses itself",
    ),
    "denied.user_called_nothing": Text(
        zh="用户 {user} 没有姓名；请填写 name", en="user {user} is called nothing; give a name"
    ),
    "denied.user_exists": Text(
        zh="用户 {user} 已存在；请换一个用户名，或修改该用户",
        en="there is a user {user} already; take another name, or change that one",
    ),
    "denied.administrator_of_a_part": Text(
        zh="管理员角色不能限定业务系统或站点；请去掉 services 与 sites",
        en="an administrator cannot be one of some services or sites only; leave services and sites out",
    ),
    "denied.machine_role": Text(
        zh="程序账号不能是审批人或管理员；请把这些角色授予人员",
        en="a program cannot be an approver or an administrator; give these roles to people",
    ),
    "denied.machine_password": Text(
        zh="程序账号 {user} 没有口令；请为其签发令牌", en="program {user} has no password; issue a token for it"
    ),
    "denied.foreign_password": Text(
        zh="用户 {user} 由 {origin} 认证，在此没有口令；请在那里修改",
        en="user {user} is known by {origin} and has no password here; change it there",
    ),
    "denied.own_roles": Text(
        zh="用户 {user} 不能修改自己的角色，管理员也不例外；请由另一名管理员修改",
        en="user {user} cannot change one's own roles, administrators included; ask another administrator",
    ),
    "denied.own_account": Text(
        zh="用户 {user} 不能停用自己；请由另一名管理员停用",
        en="user {user} cannot disable oneself; ask another administrator",
    ),
    "denied.own_password": Text(
        zh="自己的口令请用 PUT /api/v1/me/password 修改，须提供当前口令",
        en="change your own password at PUT /api/v1/me/password, with the current one",
    ),
    "denied.last_administrator": Text(
        zh="最后一名可用的管理员不能停用或去掉管理员角色；请先让另一人成为管理员",
        en="the last administrator cannot be disabled and cannot lose that role; make somebody else one first",
    ),
    "denied.forbidden_in_part": Text(
        zh="用户 {user} 的“{right}”权限只限部分业务系统或站点，而此处涉及全部；请由不受限定的人员办理",
        en="user {user} has the right to {right} for some services or sites only, and this concerns all of them; ask somebody whose role has no such bound",
    ),
    "denied.password_temporary": Text(
        zh="当前口令由他人设置，只能用于改口令；请先用 PUT /api/v1/me/password 设置自己的口令",
        en="this password was chosen by somebody else and opens nothing but its change; set your own at PUT /api/v1/me/password",
    ),
    "denied.password_wrong": Text(
        zh="当前口令不正确；请重新输入", en="the current password is not that; give it again"
    ),
    "denied.password_length": Text(
        zh="口令须有 {least} 至 {most} 个字符", en="a password has {least} to {most} characters"
    ),
    "denied.password_alike": Text(
        zh="口令至少须有 {least} 种不同字符", en="a password has at least {least} different characters"
    ),
    "denied.password_named": Text(zh="口令中不能含有用户名", en="a password does not contain the user's name"),
    "denied.log_in_failed": Text(
        zh="用户名或口令不正确，或该用户已停用", en="no such user, another password, or the user is disabled"
    ),
    "denied.log_in_throttled": Text(
        zh="登录失败次数过多；请 {seconds} 秒后再试",
        en="too many log-ins failed for this user or from this address; try again in {seconds} seconds",
    ),
    "denied.log_in_busy": Text(
        zh="正在处理的登录过多；请稍后再试", en="too many people log in at this moment; try again in a second"
    ),
    "denied.log_in_elsewhere": Text(
        zh="本单位不使用本系统口令登录；请改用 GET /api/v1/session/oidc 统一认证",
        en="nobody logs in with a password here; use GET /api/v1/session/oidc",
    ),
    "denied.session_unknown": Text(
        zh="未登录，或会话已结束；请重新登录",
        en="nobody is logged in with this cookie, or the session has ended; log in again",
    ),
    "denied.no_session": Text(
        zh="本次请求使用令牌而非登录会话；要使令牌失效请撤销它",
        en="this request came with a token, not by a log-in; to end a token, revoke it",
    ),
    "denied.csrf_missing": Text(
        zh="以登录会话写入须带 X-CSRF-Token 请求头，取值为登录时或 GET /api/v1/session 返回的 csrf",
        en="a write by a log-in session needs the header X-CSRF-Token with the `csrf` that the log-in or GET /api/v1/session gave",
    ),
    "denied.cross_site": Text(
        zh="浏览器表明该写入来自其他网站，已拒绝；请在本系统页面上操作",
        en="the browser says that another site sent this write; do it from a page of this service",
    ),
    "denied.user_cannot_act": Text(
        zh="用户 {user} 不存在或已停用，不能以其名义办理；请换一名用户",
        en="user {user} does not exist or is disabled, so nothing is done in that name; take another user",
    ),
    "denied.token_spent": Text(
        zh="一次性令牌 {token} 已使用或已撤销；请由管理员在服务器上用 drillproof token issue 签发新令牌",
        en="the one-time token {token} was used or revoked; on the server, drillproof token issue makes another",
    ),
    "denied.first_token_unknown": Text(
        zh="不是有效的一次性令牌，或已过期；重新启动服务会显示新的令牌（首次使用之前）",
        en="no valid one-time token, or it is too old; as long as none was used, the service prints a new one when it starts",
    ),
    "denied.token_for_person": Text(
        zh="令牌只能由本人签发：用户 {user} 是人员；请由其登录后自行签发，管理员只能为程序账号签发",
        en="user {user} is a person, and only that person makes tokens of that name; administrators make tokens for programs",
    ),
    "denied.narrow_token": Text(
        zh="本次使用的令牌权限受限，不能签发令牌或设置口令；请登录后办理",
        en="this token is bounded to some rights, and makes no tokens and sets no password; log in and do it then",
    ),
    "denied.token_days": Text(
        zh="令牌有效期须为 1 至 {longest} 天（制度配置 access.token_days_longest）",
        en="a token lives 1 to {longest} days (policy: access.token_days_longest)",
    ),
    "denied.token_rights": Text(
        zh="用户 {user} 自己没有这些权限：{rights}；令牌不能多于其用户",
        en="user {user} has not got these rights: {rights}; a token has no more than its user",
    ),
    "denied.token_missing": Text(
        zh="写入须带令牌：请在请求头给出 Authorization: Bearer <令牌>，或先登录",
        en="a write needs a token: send the header Authorization: Bearer <token>, or log in",
    ),
    "denied.too_large": Text(
        zh="请求超过 {most} 字节；请拆分或缩小", en="the request has more than {most} bytes; send less at once"
    ),
    "denied.too_fast": Text(
        zh="请求过于频繁；请 {seconds} 秒后再试", en="too many requests; try again in {seconds} seconds"
    ),
    "denied.not_text": Text(
        zh="请求内容不是 UTF-8 文本，或含有不能保存的字符（NUL、单独的代理字符）；请改正后再发",
        en="the request is no UTF-8 text, or has characters that cannot be stored (NUL, half a surrogate pair); send it without",
    ),
    "denied.oidc_off": Text(
        zh="未配置统一认证；请用口令登录，或在制度配置 access.oidc 中配置",
        en="no provider is configured; log in with a password, or configure access.oidc in the policy",
    ),
    "denied.oidc_lost": Text(
        zh="该登录请求未知、已使用或已过期，或由另一浏览器发起；请重新登录",
        en="this log-in was not begun here by this browser, or was finished before, or took too long; begin again",
    ),
    "denied.oidc_refused": Text(
        zh="统一认证未同意登录：{why}；请重新登录或联系其管理员",
        en="the provider did not let you in: {why}; begin again, or ask who runs it",
    ),
    "denied.oidc_untrue": Text(
        zh="统一认证返回的内容不可信：{why}；请联系其管理员",
        en="what the provider said cannot be believed: {why}; ask who runs it",
    ),
    "denied.oidc_silent": Text(
        zh="联系不上统一认证或其返回无效：{why}；请稍后再试，管理员仍可用令牌登录",
        en="the provider cannot be reached or answers nonsense: {why}; try again later; tokens still work",
    ),
    "denied.oidc_no_role": Text(
        zh="统一认证未给予 {user} 任何本系统角色；请联系管理员加入相应的组（制度配置 access.oidc.roles）",
        en="the provider gives {user} no role here; ask for a group that the policy's access.oidc.roles names",
    ),
    "denied.oidc_name_taken": Text(
        zh="用户名 {user} 在本系统属于另一账号，不能由统一认证接管；请管理员处理",
        en="the name {user} belongs to another account here, which the provider cannot take over; ask an administrator",
    ),
    "denied.chain_broken": Text(
        zh="第 {number} 条目与其前一条目不衔接：台账从该处起被改动；请停止使用并从导出件核对",
        en="entry {number} does not follow from the one before it: the book was changed there; stop using it and compare with an export",
    ),
    "denied.witness_halved": Text(
        zh="核对先前记下的条目须同时给出 number 与 hash",
        en="to check an entry that was noted earlier give both number and hash",
    ),
    "denied.listen_without_tls": Text(
        zh="--host {host}：其他机器可访问该地址，而未启用 TLS，口令与令牌会被窃听；请给出 --tls-cert 与 --tls-key，或只监听 127.0.0.1 并由代理加密；确认无妨时用 --unprotected",
        en="--host {host}: others can reach that address, and without TLS they can read passwords and tokens on the way; give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy that encrypts; --unprotected if you mean it",
    ),
    "denied.listen_without_name": Text(
        zh="--host {host}：监听所有地址时须用 --name 给出本服务的域名，其他 Host 一律拒绝",
        en="--host {host}: who listens everywhere has to say by --name what this machine is called; requests that call it otherwise are refused",
    ),
    "denied.tls_missing": Text(
        zh="没有这些文件：{files}；请给出 PEM 格式的证书与私钥",
        en="there are no such files: {files}; give certificate and key as PEM",
    ),
    "denied.tls_key_open": Text(
        zh="其他账号可读取私钥 {file}；请执行 chmod o= 后再启动",
        en="other accounts can read the key {file}; take that away with chmod o=",
    ),
    "denied.tls_unfit": Text(
        zh="证书与私钥不可用（{why}）；请检查两者是否配对、私钥是否未加密",
        en="certificate and key cannot be used ({why}); look whether they belong together and the key is not encrypted",
    ),
    "serve.first": Text(
        zh="首次启动：已建立管理员 admin。请在一天之内用以下一次性令牌换取正式令牌（令牌只显示这一次）：\n  curl -X POST -H 'Authorization: Bearer {token}' {url}/api/v1/tokens/first",
        en="First start: there is an administrator now, admin. Within a day, exchange this one-time token for a normal one; neither is shown again:\n  curl -X POST -H 'Authorization: Bearer {token}' {url}/api/v1/tokens/first",
    ),
    "user.added": Text(
        zh="已添加用户 {user}；人员请用 drillproof user password 设置初始口令，程序账号请用 drillproof token issue",
        en="user {user} was added; a person gets a first password by drillproof user password, a program a token by drillproof token issue",
    ),
    "user.changed": Text(zh="已更新用户 {user}", en="user {user} was changed"),
    "user.line": Text(zh="{user}（{name}） {status} 角色：{roles}", en="{user} ({name}) {status} roles: {roles}"),
    "user.password": Text(zh="初始口令", en="first password"),
    "token.issued": Text(
        zh="{token}\n以上令牌有效 {days} 天，只显示这一次",
        en="{token}\nThis token lives {days} days and is not shown again.",
    ),
    "token.line": Text(zh="{id} {status} {label} 到期 {expires_at}", en="{id} {status} {label} ends {expires_at}"),
    "token.revoked": Text(zh="已撤销令牌 {token}", en="token {token} was revoked"),
    "audit.holds": Text(
        zh="台账完整：{entries} 条，前后衔接；末条第 {number} 条，摘要值 {hash}（请另行保存，日后可核对是否被截断）",
        en="the book holds: {entries} entries, each following from the one before; the last is {number} with hash {hash} (noted elsewhere, it shows later whether the book was cut)",
    ),
    "denied.witness_wrong": Text(
        zh="第 {number} 条目的摘要值应为 {expected}，台账中为 {found}；台账在此之后被截断或改写，请停止使用并从导出件核对",
        en="entry {number} should have the hash {expected}, and the book has {found}: it was cut or rewritten after that; stop using it and compare with an export",
    ),
}
