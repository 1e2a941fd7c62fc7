# Says what Patroni on this host is: leader, replica, head of a standby cluster, or what keeps it from that; silent where its
# REST interface does not answer. Python is there wherever Patroni is.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
command -v python3 >/dev/null || refuse "there is no python3 on this host; Patroni needs it, so look whether this is the right host"
python3 -I -c '
import json, os, urllib.error, urllib.request

def asked(path):
    try:
        with urllib.request.urlopen(os.environ["ACTION_URL"] + path, timeout=3) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()

try:
    about = json.loads(asked("/patroni")[1])
    role, state = str(about.get("role")), str(about.get("state"))
    if state != "running":
        print(f"not running: {state}")
    elif role in ("master", "primary", "leader"):
        print("leader" if asked("/primary")[0] == 200 else "writable, but the key is not its own")
    else:
        print({"standby_leader": "head of a standby cluster", "sync_standby": "replica, synchronous"}.get(role, role))
except (OSError, ValueError):
    print("silent")
'
