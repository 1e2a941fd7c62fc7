# Changes the password of a role: what it was is kept first, then it is changed, then the new one is tried over TCP. Where
# that fails, the old one is put back at once.
[ -n "$ACTION_NEW" ] || refuse "the new password is empty; put it into the secret"
if [ -e "$kept" ] && gets_in "$ACTION_NEW"; then
    echo "done: $ACTION_ROLE has that password already"
    exit 0
fi
! gets_in "$ACTION_NEW" || refuse "$ACTION_ROLE gets in with that password as it is: it is the old one, or none is asked; give a new one, see pg_hba.conf"
if [ ! -e "$kept" ]; then
    printf '%s\n' "$now" | as_owner sh -c 'umask 077; cat >"$1.new" && mv "$1.new" "$1"' sh "$kept" ||
        refuse "what the password was cannot be kept in $(dirname "$kept"); make room, or say become: true"
    [ "$(cat "$kept")" = "$now" ] || refuse "what was kept in $kept is not what the password was; see that disk"
fi
quoted=$(printf '%s' "$ACTION_NEW" | sed "s/'/''/g")
said=$(ask "set log_statement = none; set log_min_duration_statement = -1; set log_min_error_statement = panic;
    set standard_conforming_strings = on; alter role \"$ACTION_ROLE\" password '$quoted'" 20 | sed 's/password .*//')
if ! gets_in "$ACTION_NEW"; then
    ask "alter role \"$ACTION_ROLE\" password '$(cat "$kept")'" 20 >/dev/null
    [ "$(stored)" = "$now" ] || refuse "the new password does not work and the old one could not be put back; use $kept: $said"
    rm -f "$kept"
    refuse "the new password of $ACTION_ROLE does not work, so the old one was put back: ${said:-see pg_hba.conf}"
fi
echo "done: $ACTION_ROLE has a new password, and it works; credential_restore brings the old one back"
