# damaged_table: rows of a PostgreSQL table are deleted, or one column of them is changed, as by a mistaken statement. In
# the same transaction they are copied to a table that bears this step's tag, so there is always both or neither. The
# undo brings back what still is damaged, counts that nothing is left of it, and drops the copy in one transaction.

thing="table $FAULT_PORT $FAULT_DATABASE $FAULT_SCHEMA.$FAULT_TABLE"
copy=$FAULT_TAG

# sql: runs what stands on stdin, with values as psql's variables only; what it says is one line.
sql() {
    ASKED='exec psql -X -A -t -q -w -v ON_ERROR_STOP=1 ${FAULT_SOCKET:+-h "$FAULT_SOCKET"} -p "$FAULT_PORT" \
        -U "$FAULT_USER" -d "$FAULT_DATABASE" -v schema="$FAULT_SCHEMA" -v table="$FAULT_TABLE" -v copy="$COPY" \
        -v column="$FAULT_COLUMN" -v least="$FAULT_LEAST" -v most="$FAULT_MOST" -v rows="$FAULT_ROWS" \
        -v set="$FAULT_SET" -v value="$FAULT_VALUE" -f -' COPY=$copy
    PGCONNECT_TIMEOUT=5 PGOPTIONS='-c lock_timeout=10s -c client_min_messages=error'
    export ASKED COPY PGCONNECT_TIMEOUT PGOPTIONS
    umask "$umask_before"
    if [ "$(id -u)" -eq 0 ] && id "$FAULT_USER" >/dev/null 2>&1; then su -s /bin/sh "$FAULT_USER" -c "cd /; $ASKED" 2>&1
    else sh -c "$ASKED" 2>&1
    fi
}

# wanted: the rows, as a condition.
wanted() {
    [ -z "$FAULT_LEAST" ] || printf ':"column" >= %s' ":'least'"
    [ -z "$FAULT_LEAST" ] || [ -z "$FAULT_MOST" ] || printf ' AND '
    [ -z "$FAULT_MOST" ] || printf ':"column" <= %s' ":'most'"
}

# harm, standing, mending: the statement; which rows c of the copy are still damaged; what brings those back.
if [ -n "$FAULT_SET" ]; then
    harm="UPDATE :\"schema\".:\"table\" SET :\"set\" = :'value'"
    standing="EXISTS (SELECT FROM :\"schema\".:\"table\" t WHERE :key AND t.:\"set\" = :'value')
        AND c.:\"set\" IS DISTINCT FROM :'value'"
    mending="UPDATE :\"schema\".:\"table\" t SET :\"set\" = c.:\"set\" FROM :\"schema\".:\"copy\" c
        WHERE :key AND t.:\"set\" = :'value'"
else
    harm='DELETE FROM :"schema".:"table"'
    standing='NOT EXISTS (SELECT FROM :"schema".:"table" t WHERE :key)'
    mending="INSERT INTO :\"schema\".:\"table\" (:columns) OVERRIDING SYSTEM VALUE
        SELECT :columns FROM :\"schema\".:\"copy\" c WHERE $standing"
fi

# known: sets psql's variables columns (those that can be written) and key (the same row in t and c).
known="SELECT string_agg(quote_ident(attname), ', ') FILTER (WHERE attgenerated = '') AS columns,
        string_agg(format('t.%1\$I = c.%1\$I', attname), ' AND ') FILTER (WHERE attnum = ANY (indkey)) AS key
    FROM pg_attribute JOIN pg_index ON indrelid = attrelid AND indisprimary
    WHERE attrelid = format('%I.%I', :'schema', :'table')::regclass AND attnum > 0 AND NOT attisdropped \\gset"

# unfit: why this table cannot be damaged and surely undone; nothing where it can.
unfit() {
    sql <<'SQL'
SELECT CASE
    WHEN pg_is_in_recovery() THEN 'this server is a standby; name the role of the primary'
    WHEN oid IS NULL THEN 'there is no such table'
    WHEN (SELECT relkind FROM pg_class WHERE pg_class.oid = it.oid) NOT IN ('r', 'p') THEN 'it is no table'
    WHEN NOT EXISTS (SELECT FROM pg_index WHERE indrelid = it.oid AND indisprimary)
        THEN 'it has no primary key, by which its rows could be found again'
    WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = it.oid AND NOT tgisinternal)
        THEN 'it has triggers, and no undo knows what they do'
    WHEN EXISTS (SELECT FROM pg_constraint WHERE confrelid = it.oid AND contype = 'f'
            AND (confdeltype NOT IN ('a', 'r') OR confupdtype NOT IN ('a', 'r')))
        THEN 'rows of other tables would go with its rows (foreign keys that cascade)'
    WHEN :'set' <> '' AND EXISTS (SELECT FROM pg_attribute LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary
            WHERE attrelid = it.oid AND attname = :'set' AND (attgenerated <> '' OR attnum = ANY (indkey)))
        THEN 'the column to be changed is generated, or of the primary key'
    ELSE '' END
FROM (SELECT to_regclass(format('%I.%I', :'schema', :'table')) AS oid) it;
SQL
}

apply() {
    command -v psql >/dev/null 2>&1 || { say "psql is not on this host; install postgresql-client"; return 1; }
    why=$(unfit) && [ -z "$why" ] || { say "$FAULT_SCHEMA.$FAULT_TABLE: $why"; return 1; }
    ! taken_by_another || { say "another step has damaged $FAULT_SCHEMA.$FAULT_TABLE: $holder"; return 1; }
    mark copy "$copy" && hold "$thing" || return 1
    acting
    damage || return 1
    acted
    took
}

damage() {
    told=$(sql <<SQL
BEGIN;
LOCK TABLE :"schema".:"table" IN SHARE ROW EXCLUSIVE MODE;
CREATE TABLE :"schema".:"copy" AS SELECT * FROM :"schema".:"table" WHERE $(wanted);
COMMENT ON TABLE :"schema".:"copy" IS 'drillproof: rows that a drill has damaged; its undo removes this';
SELECT count(*) AS found, count(*) BETWEEN 1 AND :rows AS fine FROM :"schema".:"copy" \gset
\if :fine
$harm WHERE $(wanted);
COMMIT;
\else
ROLLBACK;
\echo nothing was done: :found rows are meant, and 1 to :rows may be
\endif
SQL
    ) && [ -z "$told" ] && return
    say "$told"
    return 1
}

# copied: 0 the copy is there, 1 it is not, 2 that cannot be asked.
copied() {
    answer=$(sql <<'SQL'
SELECT to_regclass(format('%I.%I', :'schema', :'copy')) IS NOT NULL;
SQL
    )
    case $answer in (t) return 0 ;; (f) return 1 ;; esac
    say "$FAULT_DATABASE cannot be asked: $answer"
    return 2
}

# taken_by_another: rows that another step has copied are not in the table now as they are in its copy.
taken_by_another() {
    held_elsewhere "$thing" || return 1
    ours=$copy copy=$(cat "$holder/copy")
    answer=$(! copied >/dev/null || sql <<'SQL'
SELECT count(*) FROM :"schema".:"copy" c WHERE NOT EXISTS
    (SELECT FROM :"schema".:"table" t WHERE t::text = c::text);
SQL
    )
    copy=$ours
    case ${answer:-0} in (0) return 1 ;; esac
}

# damaged: how many rows still are.
damaged() {
    sql <<SQL
$known
SELECT count(*) FROM :"schema".:"copy" c WHERE $standing;
SQL
}

took() {
    copied
    case $? in (1) say "no rows were damaged"; return 1 ;; (2) return 2 ;; esac
    number=$(damaged)
    case $number in
    (0) say "no row of $FAULT_SCHEMA.$FAULT_TABLE is damaged any more"; return 1 ;;
    (*[!0-9]*) say "$FAULT_DATABASE cannot be asked: $number"; return 2 ;;
    esac
    say "$number rows of $FAULT_SCHEMA.$FAULT_TABLE are damaged"
}

# revert: a copy whose rows are not all back stays, and so does the fault.
revert() {
    copied
    case $? in (1) return 0 ;; (2) return 1 ;; esac
    if held_elsewhere "$thing"; then bring='' all_same=true; else bring="$mending;" all_same=false; fi
    sql <<SQL
BEGIN;
LOCK TABLE :"schema".:"table" IN SHARE ROW EXCLUSIVE MODE;
$known
$bring
SELECT $all_same OR count(*) = 0 AS whole FROM :"schema".:"copy" c WHERE $standing \gset
\if :whole
DROP TABLE :"schema".:"copy";
\endif
COMMIT;
SQL
}

gone() {
    copied
    case $? in (2) return 2 ;; (0) say "rows of $FAULT_SCHEMA.$FAULT_TABLE are not all back"; return 1 ;; esac
    say "every row that was damaged was compared and is back, or was never damaged"
}
