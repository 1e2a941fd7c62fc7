"""Every way of writing a drill wrongly gets a place, a field, a reason and a repair."""
# ruff: noqa: E501  a row of the table is one line, so that it can be read across

from __future__ import annotations

import pytest

from tests.support.drill_files import DrillFiles

PHASES = "prepare:\n  - starve:"

# name: (file, what stands there, what is written instead, message key, field)
WRONG: dict[str, tuple[str, str, str, str, str]] = {
    # names that must be real
    "a missing host": ("scenario", "standby: db-b", "standby: db-z", "host_not_in_inventory", "hosts.standby"),
    "a missing host in a list": ("scenario", "standby: db-b", "standby: [db-b, x]", "host_not_in_inventory", "hosts.standby[1]"),
    "a service not in the BIA": ("bia", "  trading-db:", "  trade-db:", "service_not_in_bia", "services[0]"),
    "an unknown role": ("scenario", "crash: {fault: kill_process, on: primary", "crash: {fault: kill_process, on: primry", "unknown_role", "inject.crash.on"),
    "an unknown role in a list": ("scenario", "fault: kill_process, on: primary", "fault: kill_process, on: [primary, x]", "unknown_role", "inject.crash.on[1]"),
    "an unknown secret": ("inventory", "entry_dsn: {file", "other: {file", "unknown_secret", "probes.entry.dsn"),
    "an environment not allowed": ("scenario", "environments: [test]", "environments: [standby]", "environment_not_allowed", "hosts.primary"),
    "more hosts than allowed": ("scenario", "most_hosts: 2", "most_hosts: 1", "too_many_hosts", "safeguards.most_hosts"),
    "an unknown stream": ("scenario", "wait_for: entry", "wait_for: entri", "unknown_stream", "detect.noticed.wait_for"),
    "an unknown ledger": ("scenario", "writes: {check: {ledger: orders", "writes: {check: {ledger: entry", "unknown_stream", "verify.writes.check.ledger"),
    "an unknown probe": ("scenario", "writes: {check: {ledger: orders", "writes: {check: {probe: orders", "unknown_stream", "verify.writes.check.probe"),
    "an unknown bystander": ("scenario", "{probe: page, stop", "{probe: pag, stop", "bystander_unknown", "safeguards.bystanders[0].probe"),
    "a bystander that is drilled": ("scenario", "{probe: page, stop", "{probe: port, stop", "bystander_drilled", "safeguards.bystanders[0].probe"),
    "a probe of a service not drilled": ("scenario", "tcp, service: trading-db", "tcp, service: quotes", "service_not_drilled", "probes.port.service"),
    "a service twice": ("scenario", "services: [trading-db]", "services: [trading-db, trading-db]", "service_twice", "services[1]"),
    "one name for probe and ledger": ("scenario", "  page: {", "  orders: {", "one_name_two_streams", "ledger.orders"),
    "a missing script": ("scenario", "move-entry.sh", "gone.sh", "script_unreadable", "switch.move.run.file"),
    "a script outside": ("scenario", "move-entry.sh", "../../etc/passwd", "script_outside", "switch.move.run.file"),
    "a script in etc": ("scenario", "move-entry.sh", "/etc/passwd", "script_outside", "switch.move.run.file"),
    # steps
    "an unknown step kind": ("scenario", "release: {approve:", "release: {aprove:", "unknown_kind", "decide.release.aprove"),
    "a step without a kind": ("scenario", "{wait_for: entry, state: down, failures: 1, within: 30s}", "{}", "unknown_kind", "detect.noticed"),
    "two kinds": ("scenario", "release: {approve:", "release: {undo: starve, approve:", "two_kinds", "decide.release"),
    "a step that is text": ("scenario", "- unstarve: {undo: starve}", "- unstarve", "not_a_mapping", "restore[0]"),
    "a step whose body is text": ("scenario", "unstarve: {undo: starve}", "unstarve: undo starve", "not_a_step", "restore.unstarve"),
    "two steps in one item": ("scenario", "- revive: {undo: crash}", "- {revive: {undo: crash}, more: {undo: crash}}", "one_step_per_item", "restore[2]"),
    "steps that are no list": ("scenario", "detect:\n  - noticed:", "detect:\n    noticed:", "not_a_list", "detect"),
    "a duplicate step": ("scenario", "  - writes:", "  - noticed:", "duplicate_step", "verify.noticed"),
    "a reserved name": ("scenario", "  - writes:", "  - ledger.writes:", "reserved_id", "verify.ledger.writes"),
    "a name with a slash": ("scenario", "  - writes:", "  - a/b:", "bad_id", "verify.a/b"),
    "a name with capitals": ("scenario", "  - writes:", "  - Writes:", "bad_id", "verify.Writes"),
    "a name that climbs": ("scenario", "  - writes:", "  - ../x:", "bad_id", "verify.../x"),
    "needs of nobody": ("scenario", "needs: [promote]", "needs: [promot]", "needs_unknown", "switch.move.needs[0]"),
    "needs of a later phase": ("scenario", "needs: [promote]", "needs: [writes]", "needs_later", "switch.move.needs[0]"),
    "a step that needs itself": ("scenario", "needs: [promote]", "needs: [move]", "cycle", "switch.move.needs"),
    "when on nobody": ("scenario", "when: {promote: [ok", "when: {promoted: [ok", "needs_unknown", "restore.rebuild.when.promoted"),
    "when on an outcome that is none": ("scenario", "[ok, unknown]}", "[okay]}", "no_choice", "restore.rebuild.when.promote[0]"),
    "undo of no fault": ("scenario", "{undo: starve}", "{undo: promote}", "undo_of_no_fault", "restore.unstarve.undo"),
    "undo of nothing": ("scenario", "{undo: starve}", "{undo: starv}", "needs_unknown", "restore.unstarve.undo"),
    "undone twice": ("scenario", "{undo: crash}", "{undo: starve}", "undone_twice", "restore.revive.undo"),
    "undo too early": ("scenario", "verify:\n", "verify:\n  - early: {undo: starve}\n", "undo_outside_restore", "verify.early.undo"),
    "a fault while restoring": ("scenario", "  - unstarve: {undo: starve}\n", "  - again: {fault: freeze_process, on: primary, match: postgres}\n", "fault_in_restore", "restore.again.fault"),
    "no inject": ("scenario", "inject:\n  - crash", "detect_:\n  - crash", "no_inject", "inject"),
    "a tabletop that acts": ("scenario", "form: live", "form: tabletop", "tabletop_touches", "inject.crash"),
    "hold longer than within": ("scenario", "hold: 10s}, within: 5m", "hold: 10s}, within: 9s", "hold_longer_than_within", "verify.writes.within"),
    "within longer than the drill": ("scenario", "people: 1}, within: 10m", "people: 1}, within: 11m", "within_longer_than_drill", "decide.release.within"),
    "nobody to approve": ("scenario", "people: 1", "people: 0", "too_small", "decide.release.approve.people"),
    "a state that is none": ("scenario", "wait_for: entry, state: down", "wait_for: entry, state: donw", "no_choice", "detect.noticed.state"),
    "a check in a state that is none": ("scenario", "orders, state: up, hold: 10s", "orders, state: fine, hold: 10s", "no_choice", "verify.writes.check.state"),
    "a check of two streams": ("scenario", "writes: {check: {ledger: orders", "writes: {check: {probe: port, ledger: orders", "probe_or_ledger", "verify.writes.check"),
    "successes of an outage": ("scenario", "failures: 1", "successes: 1", "counts_the_other", "detect.noticed"),
    "no role to run on": ("scenario", "      on: standby\n      env", "      env", "missing", "switch.promote.on"),
    "an exit that is none": ("scenario", "      expect: server promoted", "      exits: [256]", "too_big", "switch.promote.exits[0]"),
    "an environment name that is none": ("scenario", "env: {LAG:", "env: {L-AG:", "bad_env_name", "switch.promote.env.L-AG"),
    "an empty command": ("scenario", 'run: pg_ctl promote -w -D "$PGDATA"', "run: ''", "empty_text", "switch.promote.run"),
    "a command that is a list": ("scenario", 'run: pg_ctl promote -w -D "$PGDATA"', "run: [pg_ctl, promote]", "not_a_mapping", "switch.promote.run"),
    # faults
    "an unknown fault": ("scenario", "fault: kill_process", "fault: kill_proces", "unknown_fault", "inject.crash.fault"),
    "a fault that is a list": ("scenario", "fault: kill_process", "fault: [kill_process]", "unknown_fault", "inject.crash.fault"),
    "a fault without undo": ("scenario", """, restart: 'pg_ctl start -w -D "$PGDATA"'""", "", "fault_without_undo", "inject.crash.restart"),
    "a fault with an empty undo": ("scenario", """restart: 'pg_ctl start -w -D "$PGDATA"'""", "restart: ''", "empty_text", "inject.crash.restart"),
    "a process found in two ways": ("scenario", "pid_file: /srv", "match: postgres, pid_file: /srv", "match_or_pid_file", "inject.crash"),
    "a process found in no way": ("scenario", "pid_file: /srv/pg/postmaster.pid, ", "", "match_or_pid_file", "inject.crash"),
    "a pattern that fits all": ("scenario", "pid_file: /srv/pg/postmaster.pid", "match: .*", "match_fits_all", "inject.crash"),
    "a relative pid file": ("scenario", "pid_file: /srv/pg/postmaster.pid", "pid_file: postmaster.pid", "not_absolute", "inject.crash.pid_file"),
    "two ways of limiting": ("scenario", "control: $relay", "control: $relay, interface: eth0", "interface_or_control", "prepare.starve"),
    "no way of limiting": ("scenario", ", control: $relay", "", "interface_or_control", "prepare.starve"),
    "a stop without a name": ("scenario", "{fault: limit_bandwidth, on: standby, kbit: $lag_kbit, control: $relay}", "{fault: stop_service, on: standby}", "missing", "prepare.starve.name"),
    "a stop without a start": ("scenario", "{fault: limit_bandwidth, on: standby, kbit: $lag_kbit, control: $relay}", "{fault: stop_service, on: standby, name: pg, stop: x}", "stop_service_commands", "prepare.starve"),
    "a block of SSH itself": ("scenario", "{fault: limit_bandwidth, on: standby, kbit: $lag_kbit, control: $relay}", "{fault: block_port, on: standby, port: 2202}", "blocks_ssh", "prepare.starve.port"),
    "a port that is none": ("scenario", "{fault: limit_bandwidth, on: standby, kbit: $lag_kbit, control: $relay}", "{fault: block_port, on: standby, port: 70000}", "too_big", "prepare.starve.port"),
    "a field of another fault": ("scenario", "control: $relay", "control: $relay, restart: x", "unknown_key", "prepare.starve.restart"),
    "a lease of nothing": ("scenario", "control: $relay", "control: $relay, lease: 0s", "duration_out_of_range", "prepare.starve.lease"),
    # values
    "an unknown key at the top": ("scenario", "on_interruption: restore", "on_interuption: restore", "unknown_key", "on_interuption"),
    "an unknown key in a step": ("scenario", "hold: 10s}, within: 5m", "hold: 10s}, wihtin: 5m", "unknown_key", "verify.writes.wihtin"),
    "a duration without unit": ("scenario", "hold: 10s}, within: 5m", "hold: 10s}, within: 5", "not_a_duration", "verify.writes.within"),
    "a zero deadline": ("scenario", "hold: 10s}, within: 5m", "hold: 10s}, within: 0", "duration_out_of_range", "verify.writes.within"),
    "a negative duration": ("scenario", "longest: 10m", "longest: -10m", "not_a_duration", "safeguards.longest"),
    "a beat too fast": ("scenario", "port: 5432, every: 50ms", "port: 5432, every: 9ms", "duration_out_of_range", "probes.port.every"),
    "a rate too fast": ("scenario", "rate: 200/s", "rate: 2001/s", "rate_out_of_range", "ledger.orders.rate"),
    "a rate of zero": ("scenario", "rate: 200/s", "rate: 0/s", "not_a_rate", "ledger.orders.rate"),
    "a rate that is a number": ("scenario", "rate: 200/s", "rate: 200", "not_a_rate", "ledger.orders.rate"),
    "a time-out too long": ("scenario", "port: 5432, every: 50ms, timeout: 500ms", "port: 5432, every: 50ms, timeout: 2m", "duration_out_of_range", "probes.port.timeout"),
    "a kind of probe that is none": ("scenario", "kind: tcp", "kind: tpc", "unknown_probe", "probes.port.kind"),
    "a probe without a kind": ("scenario", "port: {kind: tcp, ", "port: {", "missing", "probes.port.kind"),
    "a probe that is text": ("scenario", 'page: {kind: http, url: "http://127.0.0.10:8080/health", status: 200}', "page: http", "not_a_mapping", "probes.page"),
    "an octal port": ("scenario", "port: 5432, every", "port: 05432, every", "not_whole", "probes.port.port"),
    "a quoted port": ("scenario", "port: 5432, every", "port: '5432', every", "not_whole", "probes.port.port"),
    "a password in an address": ("scenario", "http://127.0.0.10", "http://me:hunter2@127.0.0.10", "inline_secret_url", "probes.page.url"),
    "an address that is none": ("scenario", "http://127.0.0.10:8080/health", "ftp://page", "bad_url", "probes.page.url"),
    "an open connection string": ("scenario", "service: trading-db, dsn: entry_dsn, every", "service: trading-db, dsn: 'postgres://me:hunter2@db', every", "inline_secret", "probes.entry.dsn"),
    "no environments": ("scenario", "environments: [test]", "environments: []", "too_few", "safeguards.environments"),
    "no longest": ("scenario", "  longest: 10m\n", "", "missing", "safeguards.longest"),
    "no title": ("scenario", "form: live", "form: living", "no_choice", "form"),
    "half a title": ("scenario", "title: {zh: 交易库主机宕机，切换至备库, en:", "title: {en:", "missing", "title.zh"),
    "a number where text is wanted": ("scenario", "expect: streaming", "expect: 12", "number_for_text", "restore.caught_up.expect"),
    "a truth where text is wanted": ("scenario", "expect: streaming", "expect: true", "number_for_text", "restore.caught_up.expect"),
    "nothing where text is wanted": ("scenario", "expect: streaming", "expect:", "nothing_here", "restore.caught_up.expect"),
    "nothing in a phase": ("scenario", "on_interruption: restore", "on_interruption: ~", "nothing_here", "on_interruption"),
    "an interruption that is no policy": ("scenario", "on_interruption: restore", "on_interruption: continue", "no_choice", "on_interruption"),
    # BIA
    "an RTO of 0": ("bia", "rto: 30s", "rto: 0s", "duration_out_of_range", "services.trading-db.rto"),
    "an RTO of 0 without unit": ("bia", "rto: 30s", "rto: 0", "duration_out_of_range", "services.trading-db.rto"),
    "no RTO": ("bia", "    rto: 30s\n", "", "missing", "services.trading-db.rto"),
    "a negative RPO": ("bia", "rpo: 0s", "rpo: -1s", "not_a_duration", "services.trading-db.rpo"),
    "writes that are no": ("bia", "writes: true", "writes: no", "not_bool", "services.trading-db.writes"),
    "a priority of 0": ("bia", "priority: 1", "priority: 0", "too_small", "services.trading-db.priority"),
    "a rate above all": ("bia", "rate: 90%", "rate: 101%", "share_out_of_range", "services.trading-db.acceptable.rate"),
    "a rate that is a fraction": ("bia", "rate: 90%", "rate: 0.9", "not_a_share", "services.trading-db.acceptable.rate"),
    "a latency better than before": ("bia", "p95: 2x", "p95: 0.5x", "factor_out_of_range", "services.trading-db.acceptable.p95"),
    "a latency that is a number": ("bia", "p95: 2x", "p95: 2", "not_a_factor", "services.trading-db.acceptable.p95"),
    # inventory
    "an inline secret": ("inventory", "entry_dsn: {file: secrets/entry_dsn}", "entry_dsn: 'postgres://me:hunter2@db'", "inline_secret", "secrets.entry_dsn"),
    "an inline password": ("inventory", "key: keys/drill\n    state_dir", "password: hunter2\n    state_dir", "inline_secret", "hosts.db-a.password"),
    "a secret in two places": ("inventory", "{file: secrets/entry_dsn}", "{file: x, env: Y}", "file_or_env", "secrets.entry_dsn"),
    "no known hosts": ("inventory", "    known_hosts: known_hosts\n    key: keys/drill\n    state_dir", "    key: keys/drill\n    state_dir", "missing", "hosts.db-a.known_hosts"),
    "no way to log in": ("inventory", "    key: keys/drill\n    state_dir", "    state_dir", "key_or_password", "hosts.db-a"),
    "a relative state directory": ("inventory", "state_dir: /var", "state_dir: var", "not_absolute", "hosts.db-a.state_dir"),
    "an address with an option": ("inventory", "address: 127.0.0.11", "address: -oProxyCommand=x", "bad_address", "hosts.db-a.address"),
    "a user with a space": ("inventory", "port: 2201\n    user: drill", "port: 2201\n    user: a b", "bad_user", "hosts.db-a.user"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_repair(name: str, files: DrillFiles) -> None:
    file, old, new, key, field = WRONG[name]
    files.replace(file, old, new)
    told = [problem for problem in files.problems() if problem.key == key and problem.field == field]
    assert len(told) == 1, [str(problem) for problem in files.problems()]
    assert told[0].repair
    assert told[0].told("zh")
    assert "hunter2" not in "\n".join(map(str, files.problems()))
