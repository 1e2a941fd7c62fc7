# Lets a server finish what it has and gives it nothing new. Refuses where no other server of the backend would be left.
idle() {
    [ "$(admin)" = drain ] && [ "$(stat "$ACTION_SERVER" scur)" = 0 ] && [ "$(stat "$ACTION_SERVER" qcur)" = 0 ]
}
case $before in
maint) echo "done: $ACTION_SERVER is in maintenance and gets nothing already" && exit 0 ;;
drain) idle && echo "done: $ACTION_SERVER is drained already" && exit 0 ;;
esac
[ "$(others_up)" -gt 0 ] ||
    refuse "$ACTION_SERVER is the last server of $ACTION_BACKEND that is up; bring another one up first"
[ "$before" = drain ] || change drain
waits "$ACTION_TENTHS" idle || {
    left=$(stat "$ACTION_SERVER" scur)
    [ "$before" = drain ] || change ready
    refuse "$ACTION_SERVER still had $left sessions, so it was given work again; give it more patience"
}
echo "done: $ACTION_SERVER is drained, no session is left"
