# What a host's first process does all day: it keeps sshd, starts rc.boot once, and reaps those who have no parent.
# Arguments: assignments that what rc.boot starts is to see.
env "$@" setsid /bin/sh -c 'until [ -e /run/sshd.pid ]; do sleep 0.02; done; exec /bin/sh /etc/rc.boot' \
    </dev/null >/var/log/rc.boot.log 2>&1 &
while :; do
    /usr/sbin/sshd -D -e -f /etc/ssh/sshd_config </dev/null
    sleep 1
done
