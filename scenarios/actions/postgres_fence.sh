# Makes sure that this server acknowledges nothing any more: it is stopped at once, a frozen one too, and guarded
# against every way in which it could come back as a primary. postgres_rewind lifts the guard.
if is_fenced && stopped; then
    echo "done: it is fenced already"
    exit 0
fi
[ -w "$data" ] || refuse "$data cannot be written; say become: true"
raise_fence || refuse "the fence cannot be noted in $data; see that there is room and say become: true"
for signal in QUIT KILL; do
    first=$(postmaster)
    # shellcheck disable=SC2086  # a list of numbers
    [ -z "$first" ] || { kill -s "$signal" $first; kill -s CONT $first; } 2>/dev/null
    until_yes 5 stopped && break
    # shellcheck disable=SC2046
    kill -s KILL $(workers) 2>/dev/null
done
stopped || refuse "PostgreSQL still runs: $(workers | tr '\n' ' '); take the host's power or its network away"
echo "done: fenced; nothing is acknowledged here until postgres_rewind"
