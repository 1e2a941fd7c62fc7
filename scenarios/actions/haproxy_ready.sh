# Gives a server work again, and waits until HAProxy's own checks find it up.
serves() {
    case $(status) in
    UP | 'no check') return 0 ;;
    *) return 1 ;;
    esac
}
serves && echo "done: $ACTION_SERVER serves already" && exit 0
[ "$before" = ready ] || change ready
waits "$ACTION_TENTHS" serves || {
    found=$(status)
    [ "$before" = ready ] || change "$before"
    refuse "$ACTION_SERVER was given work, but HAProxy finds it $found; it is $before again, see that it runs"
}
echo "done: $ACTION_SERVER serves again"
