# How the actions of Patroni see a cluster: a member names the others, but a member that was cut off may tell what was;
# so who leads is asked of the one that is said to, and who follows, of that one's own list of streams.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
cluster() { # lines of: leader, follower, claimant or other; cluster; member; address; timeline
    timeout 15 python3 -I -c '
import json, os, urllib.error, urllib.request

def asked(url):
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, {}
    except (OSError, ValueError):
        return 0, {}

home = os.environ["ACTION_URL"]
scope = asked(home + "/patroni")[1].get("patroni", {}).get("scope", "")
members = asked(home + "/cluster")[1].get("members", [])
streams, timeline = set(), ""
said = [member for member in members if str(member.get("role", "")).endswith("leader")]
leads = False
for head in said:
    its_own = head["api_url"].rsplit("/", 1)[0]
    leads = asked(its_own + "/primary")[0] == 200
    about = asked(its_own + "/patroni")[1]
    timeline = about.get("timeline") or ""
    streams = {each["application_name"] for each in about.get("replication", ()) if each["state"] == "streaming"}
for member in members:
    if member in said:
        role = "leader" if leads else "claimant"
    else:
        role = "follower" if leads and member["name"] in streams else "other"
    print(role, scope, member["name"], member.get("host", ""), timeline if role == "leader" else "", sep="\t")
' 2>/dev/null
}
names() { printf '%s\n' "$seen" | awk -F '\t' -v role="$1" '$1 == role { printf "%s%s", gap, $3; gap = " " }'; }
one() { names "$1" | cut -d ' ' -f 1; }
of_leader() { printf '%s\n' "$seen" | awk -F '\t' -v field="$1" '$1 == "leader" { print $field; exit }'; }
named() { # the members that have one of these names or addresses: pairs name=address
    for pair in $1; do
        printf '%s\n' "$seen" | awk -F '\t' -v name="${pair%%=*}" -v address="${pair#*=}" '$3 == name || $4 == address { print $3 }'
    done
}
stands_in() { case " $2 " in (*" $1 "*) ;; (*) return 1 ;; esac; }
command -v python3 >/dev/null || refuse "there is no python3 on this host, which Patroni needs; look whether it is the right host"
