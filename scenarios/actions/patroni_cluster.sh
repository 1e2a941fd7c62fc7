# Says how the whole cluster stands, as a member sees it: who leads, who follows, and whether that is everybody.
refuse() {
    printf '%s\n' "$1"
    exit 1
}
command -v python3 >/dev/null || refuse "there is no python3 on this host; Patroni needs it, so look whether this is the right host"
python3 -I -c '
import json, os, urllib.request

unwanted = [word for pair in os.environ["ACTION_AWAY"].split() for word in pair.split("=", 1)]
try:
    with urllib.request.urlopen(os.environ["ACTION_URL"] + "/cluster", timeout=3) as answer:
        members = json.load(answer)["members"]
except (OSError, ValueError, KeyError):
    print("silent")
    raise SystemExit(0)
well = [member for member in members if member.get("state") in ("running", "streaming")]
head = [member for member in members if str(member.get("role", "")).endswith("leader")]
first = head[0] if head else {}
if not head:
    said = "nobody at the head"
elif first.get("name") in unwanted or first.get("host") in unwanted:
    said = "the old head still: " + first["name"]
elif first not in well:
    said = "about to lead: " + first["name"]
else:
    said = first["name"] + " leads"
others = [member["name"] for member in well if member is not first]
whole = len(well) == len(members) == int(os.environ["ACTION_MEMBERS"]) and first in well
print("whole" if whole else "incomplete", said, "following: " + " ".join(others), sep="; ")
'
