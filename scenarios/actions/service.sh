# service_start, service_stop, service_runs: by systemd, or by the scenario's own commands.
set -u
say() { printf '%s\n' "$*"; }
refuse() { say "$*"; exit 1; }

# authored TEXT: the scenario's own command, read from the environment by a shell of its own, without our names.
authored() (
    AUTHORED=$1
    export AUTHORED
    unset ACTION_SERVICE ACTION_VERB ACTION_COMMAND ACTION_STATUS ACTION_PATIENCE
    exec sh -c 'text=$AUTHORED; unset AUTHORED; eval "$text"' </dev/null
)

# runs: 0 it runs, 1 it does not, 2 could not tell (LSB: 0 runs, 1 to 3 does not, 4 and up unknown).
runs() {
    if [ -z "$ACTION_STATUS" ]; then
        case $(systemctl is-active -- "$ACTION_SERVICE" 2>/dev/null) in
        (active | reloading) return 0 ;;
        (inactive | failed | activating | deactivating) return 1 ;;
        esac
        return 2
    fi
    authored "$ACTION_STATUS" >/dev/null 2>&1
    case $? in (0) return 0 ;; (1 | 2 | 3) return 1 ;; esac
    return 2
}

# is WANTED: runs answers that.
is() {
    runs
    [ "$?" -eq "$1" ]
}

# change WANTED PAST: asks for it, and believes only what is seen. What it says goes to a file, because a daemon that
# keeps our output open would keep this session waiting.
change() {
    said=$(mktemp) || refuse "no file can be made in ${TMPDIR:-/tmp}; look at the disk and its rights"
    trap 'rm -f "$said"' EXIT
    if [ -n "$ACTION_COMMAND" ]; then authored "$ACTION_COMMAND"; else systemctl "$ACTION_VERB" -- "$ACTION_SERVICE"; fi >"$said" 2>&1
    ended=$?
    left=$((ACTION_PATIENCE * 5))
    until is "$1"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || refuse "$ACTION_SERVICE is not $2 after $ACTION_PATIENCE s (the command exited $ended: $(tail -n 1 "$said")); look into its log"
        sleep 0.2 2>/dev/null || sleep 1
    done
    say "done: $ACTION_SERVICE is $2"
}

runs
now=$?
[ "$now" -ne 2 ] || refuse "nobody can tell whether $ACTION_SERVICE runs; give start or stop with status, or install its unit"
case $ACTION_VERB$now in
(start0) say "done: $ACTION_SERVICE runs already" ;;
(stop1) say "done: $ACTION_SERVICE does not run already" ;;
(start1) change 0 started ;;
(stop0) change 1 stopped ;;
(look0) say "runs" ;;
(look1) say "does not run" ;;
esac
