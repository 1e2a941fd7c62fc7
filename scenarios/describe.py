"""A plan in words, for the person who is about to start it; secrets appear only as where they are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from scenarios.plan import (
    BlockPort,
    CheckCommand,
    FaultSpec,
    FreezeProcess,
    HttpProbe,
    Inject,
    KillProcess,
    LimitBandwidth,
    Objective,
    Phase,
    Plan,
    PlannedHost,
    PlannedLedger,
    PlannedProbe,
    PlannedStep,
    PostgresProbe,
    Run,
    SecretRef,
    StopService,
    TcpProbe,
    Text,
    Undo,
)
from scenarios.quantities import show_duration, show_rate
from scenarios.titles import worded

Language: TypeAlias = Literal["zh", "en"]
PHASES: Final[dict[Phase, Text]] = {
    Phase.PREPARE: Text(zh="准备", en="prepare"),
    Phase.INJECT: Text(zh="注入故障", en="inject"),
    Phase.DETECT: Text(zh="发现", en="detect"),
    Phase.DECIDE: Text(zh="决策", en="decide"),
    Phase.SWITCH: Text(zh="切换", en="switch"),
    Phase.VERIFY: Text(zh="验证", en="verify"),
    Phase.RESTORE: Text(zh="恢复（始终执行）", en="restore (always runs)"),
}
MOST_LINES: Final = 40
"""Of a script; the whole of it stands in the plan's JSON."""
FORMS: Final[dict[str, Text]] = {
    "live": Text(zh="实战演练", en="live drill"),
    "simulated": Text(zh="模拟演练", en="simulated drill"),
    "tabletop": Text(zh="桌面演练", en="tabletop drill"),
}


def describe(plan: Plan, language: Language) -> list[str]:
    """Return the lines that `drillproof plan` prints; nothing is looked up and nothing is touched."""
    return list(_lines(plan, language))


def in_language(text: Text, language: Language) -> str:
    """Return one of the two."""
    return text.zh if language == "zh" else text.en


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def _lines(plan: Plan, language: Language) -> Iterator[str]:
    yield f"{plan.scenario}: {in_language(plan.title, language)} ({in_language(FORMS[plan.form], language)})"
    yield from _section(_say(language, "目标", "Targets"), (_target(one, language) for one in plan.objectives))
    yield from _section(_say(language, "主机", "Hosts"), (_host(one, language) for one in plan.hosts))
    settings = (f"{name} = {value}" for name, value in plan.parameters.items())
    yield from _section(_say(language, "参数", "Parameters"), settings)
    yield from _section(_say(language, "测量", "Measured by"), _streams(plan, language))
    yield from _section(_say(language, "故障及其撤销", "Faults and their undo"), _faults(plan, language))
    yield from _section(_say(language, "安全约束", "Safeguards"), _guards(plan, language))
    yield ""
    yield _say(language, "步骤", "Steps")
    yield from _steps(plan, language)


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield ""
        yield heading
        yield from (f"  {line}" for line in told)


def _target(one: Objective, language: Language) -> str:
    rto, rpo = show_duration(one.rto_ns), show_duration(one.rpo_ns)
    hold = show_duration(one.acceptable.hold_ns)
    level = f"{one.acceptable.rate_permille / 10:g}%"
    title = in_language(one.title, language)
    return _say(
        language,
        f"{one.service}（{title}）：RTO {rto}，RPO {rpo}；恢复以不低于基线 {level} 的水平保持 {hold} 为准",
        f"{one.service} ({title}): RTO {rto}, RPO {rpo}; recovered at {level} of the baseline, held for {hold}",
    )


def _host(host: PlannedHost, language: Language) -> str:
    where = f"{host.user}@{host.address}:{host.port}"
    place = f"{host.environment}, {host.site}"
    login = host.key_file or (_secret(host.password) if host.password else "")
    roles = ", ".join(host.roles)
    return _say(
        language,
        f"{roles}：{host.name} {where}（{place}），登录用 {login}",
        f"{roles}: {host.name} {where} ({place}), login by {login}",
    )


def _secret(ref: SecretRef) -> str:
    return f"{ref.source}:{ref.name}"


def _streams(plan: Plan, language: Language) -> Iterator[str]:
    for probe in plan.probes:
        yield _probe(probe, language)
    for ledger in plan.ledgers:
        yield _ledger(ledger, language)
    written = {ledger.service for ledger in plan.ledgers}
    for one in plan.objectives:
        if one.writes and one.service not in written:
            yield _say(
                language,
                f"注意：{one.service} 有写入但没有账本，RPO 将无法判断",
                f"note: {one.service} is written to and has no ledger, so its RPO will not be judged",
            )


def _probe(probe: PlannedProbe, language: Language) -> str:
    every, timeout = show_duration(probe.every_ns), show_duration(probe.timeout_ns)
    service = probe.service or _say(language, "旁观", "bystander")
    beat = _say(language, f"每 {every}，超时 {timeout}", f"every {every}, time-out {timeout}")
    match probe.target:
        case TcpProbe(address=address, port=port):
            what = f"tcp {address}:{port}"
        case HttpProbe(url=url, status=status):
            what = f"http {url} = {status}"
        case PostgresProbe(dsn=dsn, query=query):
            what = f"postgres {_secret(dsn)} {query}"
    return f"{probe.name} [{service}] {what} ({beat})"


def _ledger(ledger: PlannedLedger, language: Language) -> str:
    rate, timeout = show_rate(ledger.every_ns), show_duration(ledger.timeout_ns)
    beat = _say(language, f"{rate}，超时 {timeout}", f"{rate}, time-out {timeout}")
    word = _say(language, "账本", "ledger")
    return f"{ledger.name} [{ledger.service}] {word} {ledger.kind} {_secret(ledger.dsn)} ({beat})"


def _faults(plan: Plan, language: Language) -> Iterator[str]:
    for step in plan.steps:
        if isinstance(step.action, Inject):
            yield _fault(plan, step, step.action, language)


def _fault(plan: Plan, step: PlannedStep, action: Inject, language: Language) -> str:
    placed = next((s.id for s in plan.steps if isinstance(s.action, Undo) and s.action.fault == step.id), None)
    lease, hosts = show_duration(action.lease_ns), ", ".join(step.hosts)
    what, undo = in_language(worded(action.fault), language), _undo(action.fault, language)
    where = (
        _say(language, f"步骤 {placed}", f"step {placed}") if placed else _say(language, "恢复时最先", "first of all")
    )
    detail = fault_detail(action.fault)
    return _say(
        language,
        f"{step.id}：在 {hosts} 上{what}（{detail}）；撤销：{undo}，{where}；无人续约 {lease} 后自动撤销",
        f"{step.id}: {what} ({detail}) on {hosts}; undo: {undo}, {where}; undoes itself {lease} after the last renewal",
    )


def fault_detail(fault: FaultSpec) -> str:
    """Return what a fault is aimed at, the same in every language."""
    match fault:
        case KillProcess() | FreezeProcess():
            return f"match {fault.match}" if fault.match else f"pid_file {fault.pid_file}"
        case StopService(name=name):
            return name
        case BlockPort():
            return f"{fault.protocol} {fault.port} {fault.direction}" + (f" {fault.peer}" if fault.peer else "")
        case LimitBandwidth():
            return f"{fault.kbit} kbit, {fault.interface or fault.control}"


def _undo(fault: FaultSpec, language: Language) -> str:
    match fault:
        case KillProcess(restart=restart):
            return restart
        case StopService(start=start, name=name):
            return start or f"systemctl start {name}"
        case FreezeProcess():
            return "SIGCONT"
        case BlockPort():
            return _say(language, "删除本步骤的规则", "its own rules are taken out")
        case LimitBandwidth():
            return _say(language, "取消限速", "the limit is lifted")


def _guards(plan: Plan, language: Language) -> Iterator[str]:
    guards = plan.safeguards
    environments, longest = ", ".join(guards.environments), show_duration(guards.longest_ns)
    within = show_duration(guards.undo_within_ns)
    yield _say(language, f"只在环境 {environments} 中执行", f"only in: {environments}")
    yield _say(language, f"超过 {longest} 即转入恢复", f"turns to restoring after {longest}")
    yield _say(language, f"每次撤销须在 {within} 内完成并得到验证", f"each undo is done and proved within {within}")
    if guards.most_hosts is not None:
        yield _say(language, f"最多 {guards.most_hosts} 台主机", f"at most {guards.most_hosts} hosts")
    for one in guards.bystanders:
        yield _say(
            language,
            f"旁观服务 {one.probe} 连续失败 {one.stop_after} 次即中止",
            f"stops when bystander {one.probe} fails {one.stop_after} times in a row",
        )
    asks = plan.on_interruption == "ask"
    yield _say(
        language,
        f"执行程序中断后：{'询问负责人' if asks else '转入恢复'}",
        f"after an interruption of the runner: {'ask' if asks else 'restore'}",
    )


def _steps(plan: Plan, language: Language) -> Iterator[str]:
    for phase in Phase:
        steps = [step for step in plan.steps if step.phase is phase]
        if steps:
            yield f"  {in_language(PHASES[phase], language)}"
        for step in steps:
            yield f"    {_step(step, language)}"
            if isinstance(step.action, Run | CheckCommand):
                yield from _script(step.action.script, language)
                yield from (f"      {name} = {_secret(ref)}" for name, ref in step.action.secrets.items())


def _script(script: str, language: Language) -> Iterator[str]:
    """Yield what is run, so that a person approves commands and not only their names."""
    lines = script.rstrip("\n").split("\n")
    yield from (f"      | {line}" for line in lines[:MOST_LINES])
    left = len(lines) - MOST_LINES
    if left > 0:
        yield _say(language, f"      … 另有 {left} 行", f"      … {left} more lines")


def _step(step: PlannedStep, language: Language) -> str:
    parts = [f"{step.id}: {in_language(step.title, language)}"]
    if step.hosts:
        parts.append("@ " + ", ".join(step.hosts))
    if step.needs:
        needs = ", ".join(step.needs)
        parts.append(_say(language, f"在 {needs} 之后", f"after {needs}"))
    if step.when is not None:
        was = "/".join(step.when.was)
        parts.append(_say(language, f"仅当 {step.when.step} 为 {was}", f"only if {step.when.step} was {was}"))
    within = show_duration(step.within_ns)
    parts.append(_say(language, f"限时 {within}", f"within {within}"))
    return " · ".join(parts)
