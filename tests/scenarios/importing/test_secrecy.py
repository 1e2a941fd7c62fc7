"""Passwords in commands are told of, and are only told of where they seem to stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.importing.secrecy import holds_password
from tests.support.script_sheets import made, told


@pytest.mark.parametrize(
    "command",
    [
        "mysql -uroot -pHunter22 -e 'show slave status'",
        "PGPASSWORD=hunter22 psql -h db",
        "curl https://ops:hunter22@web/switch",
        "redis-cli -a hunter22 info",
        "app --password=hunter22",
        "login user=ops 密码：hunter22",
    ],
)
def test_a_password_in_a_command_is_noticed(command: str) -> None:
    assert holds_password(command)


@pytest.mark.parametrize(
    "command",
    [
        "pg_ctl promote -w -D /srv/pg",
        "mysql -u root -p",
        'PGPASSWORD="$PGPASSWORD" psql -p 5432 -h db',
        'redis-cli -p 26379 -a "$REDIS_PASSWORD" info',
        "curl http://web:8080/token",
        "cp -a /etc/hosts /tmp/hosts",
        "mkdir -p /srv/data",
        "kill -9 $(cat /run/app.pid)",
    ],
)
def test_what_is_no_password_is_not(command: str) -> None:
    assert not holds_password(command)


def test_the_cell_is_named_and_the_scenario_still_written(tmp_path: Path) -> None:
    rows = [("阶段", "步骤", "命令", "主机"), ("切换", "查", "mysql -uroot -phunter22", "db-a")]
    imported = made(tmp_path, rows)
    assert told(imported) == [("C2", "command_secret")]
    assert imported.scenario is not None
