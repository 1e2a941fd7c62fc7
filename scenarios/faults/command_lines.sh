# What every process was called with.

# command_lines: "PID WORDS" of every process. One grep tells them all, each line under its own file's name; where grep
# stops at a NUL (busybox), one tr for each process.
command_lines() {
    if [ "$(printf 'a\0b\n' | grep -a '' | tr '\0' ' ')" = 'a b' ]; then
        grep -a '' /proc/[0-9]*/cmdline /dev/null 2>/dev/null | tr '\0' ' ' | sed -e 's,^/proc/\([0-9]*\)/cmdline:,\1 ,'
    else
        for entry in /proc/[0-9]*; do
            words=$({ tr '\0\n' '  ' <"$entry/cmdline"; } 2>/dev/null) && printf '%s\n' "${entry#/proc/} $words"
        done
    fi | sed -e 's/ *$//'
}
