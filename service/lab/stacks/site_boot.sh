# What caches, applications and balancers of the stack `site` start at every power-on: their daemon, and at home the
# address that clients ask, unless somebody else answers for it by now.
[ -e /etc/lab-site ] || exit 0 # not furnished yet
. /etc/lab-site
# shellcheck disable=SC2154  # the file has SITE_DAEMON and SITE_HOME
case $SITE_DAEMON in
'') ;;
order-app) /usr/local/sbin/order-app start ;;
*) service "$SITE_DAEMON" start ;;
esac
if [ -n "$SITE_HOME" ] && busybox arping -D -q -c 2 -w 2 -I eth0 "$SITE_HOME" >/dev/null 2>&1; then
    ip address add "$SITE_HOME/24" dev eth0
    busybox arping -U -q -c 2 -w 2 -s "$SITE_HOME" -I eth0 "$SITE_HOME" >/dev/null 2>&1
fi
exit 0
