# How actions find the newest base backup: a directory with a manifest, as pg_basebackup makes it in plain format.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
# When a backup was made, as seconds since 1970: the manifest tells it in GMT, a backup label in a zone that may be misread.
made_at() {
    date -u -d "$(sed -n 's/.*"Path": "backup_label".*"Last-Modified": "\([^"]*\) GMT".*/\1/p' "$1/backup_manifest") UTC" +%s 2>/dev/null
}
case ${ACTION_TIME:-} in
'') before=99999999999 ;;
*) before=$(date -d "$ACTION_TIME" +%s 2>/dev/null) || refuse "time is no time: $ACTION_TIME; write it as 2026-11-21 09:30:00+08" ;;
esac
place_of() { printf '%d' "$((0x${1%/*} * 4294967296 + 0x${1#*/}))"; }
case ${ACTION_LSN:-} in
'') upto='' ;;
*[!0-9A-Fa-f/]* | /* | */ | */*/*) refuse "lsn is no place in the log: $ACTION_LSN; write it as 0/3000060" ;;
*/*) upto=$(place_of "$ACTION_LSN") ;;
*) refuse "lsn is no place in the log: $ACTION_LSN; write it as 0/3000060" ;;
esac
ends_in_time() { # a backup can be taken no further back than to where it ended
    [ -z "$upto" ] || [ "$(place_of "$(sed -n 's/.*"End-LSN": "\([^"]*\)".*/\1/p' "$1/backup_manifest")")" -le "$upto" ]
}
case $ACTION_BACKUPS in
/*) ;;
*) refuse "backups must be the absolute path of a directory of base backups" ;;
esac
newest='' newest_at=0
for each in "$ACTION_BACKUPS"/*; do
    [ -r "$each/backup_manifest" ] || continue
    at=$(made_at "$each") || continue
    [ "$at" -ge "$newest_at" ] && [ "$at" -lt "$before" ] && ends_in_time "$each" && newest=$each newest_at=$at
done
[ -n "$newest" ] ||
    refuse "no readable base backup with a manifest lies in $ACTION_BACKUPS${ACTION_TIME:+ from before that time}${ACTION_LSN:+ from before that place in the log}; make one by pg_basebackup"
ACTION_DATA=$newest
