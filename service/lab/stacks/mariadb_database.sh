# Furnishes a host of the stack `mariadb`: MariaDB 10.11 with GTID, with Debian's paths and users. Reads the init script
# from stdin. Every server starts read-only, so that one which comes back never is a second primary by itself.
set -e
cat >/etc/init.d/mariadb
chmod 755 /etc/init.d/mariadb
find /var/lib/mysql -mindepth 1 -delete # the machine's own data are none of ours
cat >/etc/mysql/mariadb.conf.d/70-drill.cnf <<CONF
[mariadbd]
server_id = $SERVER_ID
bind_address = 0.0.0.0
skip_name_resolve = ON
read_only = ON
log_bin = mariadb-bin
log_slave_updates = ON
gtid_strict_mode = ON
sync_binlog = 1
innodb_flush_log_at_trx_commit = 1
innodb_buffer_pool_size = 64M
innodb_log_file_size = 48M
slave_net_timeout = 10
rpl_semi_sync_slave_enabled = ON
rpl_semi_sync_master_timeout = 10000
CONF
mariadb-install-db --user=mysql --auth-root-authentication-method=socket --skip-test-db --skip-log-bin >/dev/null
service mariadb start
