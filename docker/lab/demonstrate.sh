#!/bin/sh
# Holds the lab's drill through the service, as two people would: one prepares and starts it, another releases the switch.
#   docker/lab/demonstrate.sh     after `docker compose -f docker/compose.yaml --profile lab up -d`; ends with 0 where targets were met
#   COMPOSE               how Compose is called (docker compose -f docker/compose.yaml)
#   DRILLPROOF_PLACE, DRILLPROOF_PORT   as for first-run.sh and compose.yaml
set -eu
here=$(cd "$(dirname "$0")" && pwd)
compose=${COMPOSE:-docker compose -f $here/../compose.yaml}
place=${DRILLPROOF_PLACE:-$here/../var}
url=https://localhost:${DRILLPROOF_PORT:-8765}/api/v1
fail() {
    echo "demonstrate: $1" >&2
    exit 1
}
for program in curl jq; do command -v "$program" >/dev/null || fail "$program is not here; install it (package $program)"; done

# someone USER ROLE: makes the user once, and prints a token for a day.
someone() {
    $compose exec -T service drillproof user list | grep -q "^$1 " ||
        $compose exec -T service drillproof user add "$1" --role "$2" >/dev/null
    $compose exec -T service drillproof token issue "$1" --label demonstration --days 1 | grep -o '^drp_[A-Za-z0-9_-]*'
}
# ask TOKEN METHOD PATH [BODY]: prints the answer, and ends with what was said against it where it is refused.
ask() {
    curl --silent --show-error --fail-with-body --cacert "$place/secrets/ca.pem" -X "$2" "$url$3" \
        -H "Authorization: Bearer $1" -H 'Content-Type: application/json' ${4:+-d "$4"}
}

operator=$(someone demo.operator operator) approver=$(someone demo.approver approver)
body=$(jq -n --arg opens "$(date -u -d '5 minutes ago' +%Y-%m-%dT%H:%M:%SZ)" --arg closes "$(date -u -d '2 hours' +%Y-%m-%dT%H:%M:%SZ)" \
    '{scenario: "/srv/lab/pg-crash.yaml", inventory: "/srv/lab/inventory.yaml", bia: "/srv/lab/bia.yaml",
      window: {opens: $opens, closes: $closes}}')
dossier=$(ask "$operator" POST /dossiers "$body" | jq -er .id)
for record in plan scheme review training safeguards; do
    ask "$operator" PUT "/dossiers/$dossier/records/$record" '{"text": "the lab of docker compose, a demonstration"}' >/dev/null
done
drill=$(ask "$operator" POST /drills "{\"dossier\": \"$dossier\"}" | jq -er .id)
echo "drill $drill: ${url%/api/v1}/console/drills/$drill"
released=no
while :; do
    card=$(ask "$operator" GET "/drills/$drill")
    if [ "$released" = no ] && echo "$card" | jq -e '.waiting_for == ["release"]' >/dev/null; then
        ask "$approver" POST "/drills/$drill/approvals" '{"step": "release", "decision": "approve", "reason": "demonstration"}' >/dev/null
        released=yes
    fi
    echo "$card" | jq -e '.verdict and .ended_at' >/dev/null && break
    sleep 1 # the card is all there is to ask
done
ask "$operator" GET "/drills/$drill/report" | jq -r '.services[] | "\(.service): RTO \(.rto.verdict), RPO \(.rpo.verdict)"'
echo "$card" | jq -r '"verdict: \(.verdict)"'
echo "$card" | jq -e '.verdict == "met"' >/dev/null
