# Stops what postgres_restore_point_in_time left running and removes it.
place=$ACTION_SCRATCH/drillproof-$ACTION_NAME
case $ACTION_SCRATCH in
/*) ;;
*) printf '%s\n' "the place to restore to must be the absolute path of a directory"; exit 1 ;;
esac
if [ ! -e "$place" ]; then
    echo "done: nothing is restored there"
    exit 0
fi
pid=$(sed -n 1p "$place/data/postmaster.pid" 2>/dev/null)
case $pid in
'' | *[!0-9]*) ;;
*)
    if [ "$(readlink "/proc/$pid/cwd")" = "$(readlink -f "$place/data")" ]; then
        kill -s QUIT "$pid"
        tries=100
        while [ "$(readlink "/proc/$pid/cwd")" = "$(readlink -f "$place/data")" ] && [ "$tries" -gt 0 ]; do
            tries=$((tries - 1))
            sleep 0.1
        done
        [ "$tries" -gt 0 ] || { echo "the restored server does not end; stop process $pid"; exit 1; }
    fi
    ;;
esac
rm -rf "$place" 2>/dev/null
[ ! -e "$place" ] || { printf '%s\n' "$place cannot be removed; say become: true"; exit 1; }
echo "done: the restored copy is gone"
