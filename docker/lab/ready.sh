#!/bin/sh
# Whether a lab host is ready: furnished, sshd listens, and its database answers in the role that it was given.
[ -e /var/lib/postgresql/.furnished ] && pidof sshd >/dev/null &&
    runuser -u postgres -- psql -XAtqc 'select 1' >/dev/null
