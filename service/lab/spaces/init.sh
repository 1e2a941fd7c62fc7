# The first process of a host: its own root over the machine's, its own devices and network; then it is rc.init.
set -e
root=$LAB_DISK/root
fresh= && [ -e "$LAB_DISK/made" ] || fresh=yes
mount -t overlay -o "lowerdir=/,upperdir=$LAB_DISK/upper,workdir=$LAB_DISK/work" lab "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
sysrq=$root/proc/sysrq-trigger # it is the whole machine's
[ ! -e "$sysrq" ] || mount --bind /dev/null "$sysrq"
mount -t tmpfs -o mode=755 lab "$root/run"
mount -t tmpfs -o mode=1777 lab "$root/tmp"
mount -t tmpfs -o mode=755 lab "$root/dev"
for path in $LAB_CODE; do # a checkout in /tmp is still to be found
    case $path in (/tmp/* | /run/* | /dev/*) ;; (*) continue ;; esac
    mkdir -p "$root$path"
    mount --bind "$path" "$root$path"
    mount -o remount,bind,ro "$root$path"
done
mkdir -p "$root/dev/pts" "$root/dev/shm" "$root/run/lock" "$root/run/sshd"
chmod 1777 "$root/run/lock"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 lab "$root/dev/shm"
for node in null:3 zero:5 full:7 random:8 urandom:9; do
    mknod -m 666 "$root/dev/${node%:*}" c 1 "${node#*:}"
done
mknod -m 666 "$root/dev/tty" c 5 0
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for number in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${number%:*}" "$root/dev/${number#*:}"; done
number=0
for path in $LAB_DISKS; do
    mkdir -p "$root$path"
    mount --bind "$LAB_DISK/disks/$number" "$root$path"
    number=$((number + 1))
done
hostname "$LAB_HOST"
if [ -n "$fresh" ]; then
    mkdir -p "$root/root/.ssh" "$root/etc/ssh"
    rm -f "$root/etc/resolv.conf" "$root/etc/hosts" "$root/etc/hostname" "$root/root/.ssh/authorized_keys"
    (cd "$LAB_FILES" && cp sshd_config ssh_host_key "$root/etc/ssh/" && cp hosts rc.boot rc.init "$root/etc/" &&
        cp authorized_keys "$root/root/.ssh/")
    : >"$root/etc/resolv.conf"
    echo "$LAB_HOST" >"$root/etc/hostname"
    chmod 600 "$root/etc/ssh/ssh_host_key"
    # Root comes by key, to a shell that begins at once; a locked password would shut sshd's door.
    sed -i 's|^root:.*|root:x:0:0:root:/root:/bin/sh|' "$root/etc/passwd"
    sed -i 's|^root:[^:]*:|root:*:|' "$root/etc/shadow"
    grep -q '^sshd:' "$root/etc/passwd" || echo 'sshd:x:64998:65534::/run/sshd:/usr/sbin/nologin' >>"$root/etc/passwd"
    : >"$LAB_DISK/made"
fi
until ip link show eth0 >/dev/null 2>&1; do sleep 0.02; done
ip link set lo up
ip address add "$LAB_ADDRESS/24" dev eth0
ip link set eth0 up
cd "$root"
pivot_root . .
umount -l .
cd /
daemons_see=$LAB_CLOCK
unset LAB_DISK LAB_DISKS LAB_CODE LAB_FILES LAB_CLOCK LAB_INIT LAB_LOG DRILLPROOF_LAB DRILLPROOF_HOST
# Clock and kernel are the whole machine's: not even root of a host may set the one or load into the other.
# shellcheck disable=SC2086  # assignments without spaces
exec setpriv --bounding-set -sys_time,-sys_module,-sys_boot,-syslog /bin/sh /etc/rc.init $daemons_see
