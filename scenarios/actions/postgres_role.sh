# Says what the server is: primary, standby, fenced, stopped, or silent where it runs and does not answer.
if stopped; then
    if is_fenced; then echo fenced; else echo stopped; fi
    exit 0
fi
case $(in_recovery) in
f) echo primary ;;
t) echo standby ;;
*) echo silent ;;
esac
