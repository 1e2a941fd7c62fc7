# Puts back the password that credential_rotate kept, and proves that it is that.
if [ ! -e "$kept" ]; then
    echo "done: nothing was changed, so nothing is to be put back"
    exit 0
fi
old=$(cat "$kept")
case $old in
SCRAM-SHA-256* | md5*) ;;
*) refuse "$kept does not hold a stored password; take it from a backup of the roles" ;;
esac
case $old in
*[!A-Za-z0-9+/=:\$-]*) refuse "$kept does not hold a stored password; take it from a backup of the roles" ;;
esac
said=$(ask "alter role \"$ACTION_ROLE\" password '$old'" 20)
[ "$(stored)" = "$old" ] || refuse "the old password of $ACTION_ROLE could not be put back: $said"
rm -f "$kept" || refuse "the old password is back, but $kept cannot be removed; say become: true"
echo "done: $ACTION_ROLE has its old password"
