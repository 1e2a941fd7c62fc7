# The primary: started, with its accounts, the database `trading` and something in it, and the virtual address.
# In the environment: PG_VIP, PG_ADMIN_PASSWORD, PG_SERVICE_PASSWORD.
set -e
pg_ctlcluster 15 main start
runuser -u postgres -- psql -XqAt -v ON_ERROR_STOP=1 -d postgres <<END
create role dba superuser replication login password '$PG_ADMIN_PASSWORD';
create role drill login password '$PG_SERVICE_PASSWORD';
grant pg_monitor to drill;
create database trading owner drill;
END
runuser -u postgres -- psql -XqAt -v ON_ERROR_STOP=1 -d trading <<'END'
set role drill;
create table accounts (id integer primary key, holder text not null, balance numeric(18, 2) not null);
create table orders (id bigint primary key, account integer not null references accounts, side char(1) not null,
    price numeric(12, 4) not null, amount integer not null, placed timestamptz not null);
create table fills (id bigint primary key, order_id bigint not null references orders, amount integer not null);
insert into accounts select n, 'holder ' || md5(n::text), 10000 + n from generate_series(1, 500) n;
insert into orders select n, 1 + n % 500, case n % 2 when 0 then 'B' else 'S' end, 10 + (n % 700) / 100.0,
    100 * (1 + n % 9), timestamptz '2026-01-05 09:30:00+08' + n * interval '1 second' from generate_series(1, 5000) n;
insert into fills select n, n, 100 from generate_series(1, 4000) n;
END
ip address add "$PG_VIP/24" dev eth0
