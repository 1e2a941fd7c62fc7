"""What a plan is measured against, with and on: targets, hosts, probes, ledgers, people."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.describe.language import Language, either, in_language, where_found
from scenarios.describe.probing import probe
from scenarios.plan import (
    Approve,
    EmailChannel,
    FileStoreSpec,
    HttpStoreSpec,
    Manual,
    MariaDBStoreSpec,
    Objective,
    OtherStoreSpec,
    Person,
    Plan,
    PlannedHost,
    PlannedLedger,
    PostgresStoreSpec,
    RedisStoreSpec,
    StoreSpec,
)
from scenarios.quantities import show_duration, show_rate


def target(one: Objective, language: Language) -> str:
    """Return what the BIA promises for one service."""
    rto, rpo = show_duration(one.rto_ns), show_duration(one.rpo_ns)
    hold = show_duration(one.acceptable.hold_ns)
    level = f"{one.acceptable.rate_permille / 10:g}%"
    title = in_language(one.title, language)
    return either(
        language,
        f"{one.service}（{title}）：RTO {rto}，RPO {rpo}；恢复以不低于基线 {level} 的水平保持 {hold} 为准",
        f"{one.service} ({title}): RTO {rto}, RPO {rpo}; recovered at {level} of the baseline, held for {hold}",
    )


def exercised(plan: Plan, language: Language) -> Iterator[str]:
    """Yield what of the registers a plan exercises, and the scenarios that are part of it."""
    for zh, en, names in (
        ("威胁", "threats", plan.threats),
        ("风险", "risks", plan.risks),
        ("预案流程", "procedures", plan.procedures),
        ("条款", "clauses", plan.clauses),
        ("引入的脚本", "included scenarios", plan.included),
    ):
        if names:
            told = ", ".join(names)
            yield either(language, f"{zh}：{told}", f"{en}: {told}")


def host(one: PlannedHost, language: Language) -> str:
    """Return where a host is, what it is to this drill, and how it is entered."""
    at = f"{one.user}@{one.address}:{one.port}"
    place = f"{one.environment}, {one.site}"
    login = one.key_file or (where_found(one.password) if one.password else "ssh-agent")
    login = (
        f"{either(language, '临时证书', 'a certificate for this drill')} {where_found(one.authority)}"
        if one.authority
        else login
    )
    login += f" + {one.certificate_file}" if one.certificate_file else ""
    roles = ", ".join(one.roles)
    via = " -> ".join(f"{hop.name} {hop.user}@{hop.address}:{hop.port}" for hop in one.jump)
    zh = f"{roles}：{one.name} {at}（{place}），登录用 {login}"
    en = f"{roles}: {one.name} {at} ({place}), login by {login}"
    zh, en = (f"{zh}，经 {via}", f"{en}, by way of {via}") if via else (zh, en)
    zh, en = (f"{zh}，PowerShell", f"{en}, PowerShell") if one.shell != "sh" else (zh, en)
    return (
        either(language, f"{zh}，负责人 {one.owner}", f"{en}, owner {one.owner}")
        if one.owner
        else either(language, zh, en)
    )


def streams(plan: Plan, language: Language) -> Iterator[str]:
    """Yield every probe and ledger, and the services whose writes nothing counts."""
    for each in plan.probes:
        yield probe(each, language)
    for each in plan.ledgers:
        yield _ledger(each, language)
    written = {each.service for each in plan.ledgers}
    for one in plan.objectives:
        if one.writes and one.service not in written:
            yield either(
                language,
                f"注意：{one.service} 有写入但没有账本，RPO 将无法判断",
                f"note: {one.service} is written to and has no ledger, so its RPO will not be judged",
            )


def _ledger(ledger: PlannedLedger, language: Language) -> str:
    rate, timeout = show_rate(ledger.every_ns), show_duration(ledger.timeout_ns)
    beat = either(language, f"{rate}，超时 {timeout}", f"{rate}, time-out {timeout}")
    word = either(language, "账本", "ledger")
    return f"{ledger.name} [{ledger.service}] {word} {_store(ledger.store, language)} ({beat})"


def _store(store: StoreSpec, language: Language) -> str:
    """Return where a ledger writes, named by its kind."""
    match store:
        case PostgresStoreSpec(dsn=dsn) | MariaDBStoreSpec(dsn=dsn) | RedisStoreSpec(dsn=dsn):
            return f"{store.kind} {where_found(dsn)}"
        case HttpStoreSpec(url=url):
            return f"http {url}"
        case FileStoreSpec(host=host, path=path, become=become):
            return f"file {host}:{path}" + either(language, "（提权写入）", " (become)") * become
        case OtherStoreSpec(title=title, values=values):
            told = ", ".join(f"{name}={value}" for name, value in sorted(values.items()))
            return " ".join(part for part in (in_language(title, language), told) if part)


def people(plan: Plan, language: Language) -> Iterator[str]:
    """Yield who may act in each role that a step asks for, and who is told by what."""
    asked = dict.fromkeys(role for step in plan.steps for role in _roles(step.action))
    for role in asked if plan.people else ():
        holders = [person for person in plan.people if role in person.roles]
        named = ", ".join(_named(plan, person, language) for person in holders)
        yield f"{role}: {named}"
    for group in plan.contacts:
        by = ", ".join(f"{channel.name} ({channel.kind})" for channel in group.channels)
        title = in_language(group.title, language)
        mail = sum(len(channel.to) for channel in group.channels if isinstance(channel, EmailChannel))
        count = max(mail, len(group.people))
        yield either(
            language,
            f"通知 {group.name}（{title}，{count} 人）：{by}",
            f"told {group.name} ({title}, people: {count}): {by}",
        )


def _roles(action: object) -> Iterator[str]:
    match action:
        case Approve(role=role):
            yield role
        case Manual(role=role, confirm_role=second):
            yield role
            if second is not None:
                yield second
        case _:
            pass


def _named(plan: Plan, person: Person, language: Language) -> str:
    name = in_language(person.title, language)
    deputy = next((other for other in plan.people if other.id == person.deputy), None)
    if deputy is None:
        return name
    stand_in = in_language(deputy.title, language)
    return either(language, f"{name}（代理 {stand_in}）", f"{name} (deputy {stand_in})")
