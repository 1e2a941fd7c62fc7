# The service of Drillproof itself, on a rehearsal host, with a ledger before it: what own-backup-restore breaks and brings back.
# Wants drillproof and python3. DRILL_PROGRAM is the former, DRILL_PLACE a folder of its own, DRILL_PORT and DRILL_LEDGER_PORT
# where service and ledger listen on 127.0.0.1. ACT says what to do.
set -eu
umask 077
place=$DRILL_PLACE live=$DRILL_PLACE/live program=$DRILL_PROGRAM
say() { printf '%s\n' "$*"; }
running() { [ -s "$place/$1" ] && kill -0 "$(cat "$place/$1")" 2>/dev/null; }

# ready: waits until the service says that it could start a drill.
ready() {
    tries=600
    until python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$DRILL_PORT/readyz', timeout=2)" 2>/dev/null; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { tail -n 5 "$place/service.log"; return 1; }
        sleep 0.1
    done
}

install() {
    mkdir -p "$place"
    [ -e "$place/made" ] || [ -z "$(ls -A "$place")" ] || { say "$place holds something else; choose another place"; exit 1; }
    : >"$place/made"
    mkdir -p "$live"
    printf 'access: {open_metrics: true}\n' >"$place/policy.yaml"
    cat >"$place/start" <<SH
# Starts the service unless it runs.
[ -s '$place/pid' ] && kill -0 "\$(cat '$place/pid')" 2>/dev/null && exit 0
mkdir -p '$live' && cd '$place' || exit 1
nohup '$program' serve --db '$live/journal.sqlite' --port $DRILL_PORT --policy '$place/policy.yaml' </dev/null >>service.log 2>&1 &
echo \$! >'$place/pid'
SH
    sh "$place/start" && ready
    "$program" user add ledger --role operator --role auditor --machine --db "$live/journal.sqlite" >/dev/null
    "$program" token issue ledger --label drill --days 1 --db "$live/journal.sqlite" --lang en |
        grep -Eo 'drp_[A-Za-z0-9_-]+' >"$place/token"
    [ -s "$place/token" ] || { say "no token was issued"; exit 1; }
    write_ledger
    (cd "$place" && nohup python3 ledger.py "$DRILL_LEDGER_PORT" "$DRILL_PORT" token </dev/null >ledger.log 2>&1 & echo $! >"$place/ledger.pid")
}

# What the drill's ledger writes, this stores as changes told to the service, and reads back from its audit log: an acknowledged
# write is one that the service acknowledged. It keeps nothing itself.
write_ledger() {
    cat >"$place/ledger.py" <<'PY'
import http.server, json, pathlib, sys, urllib.error, urllib.parse, urllib.request

base, token = f"http://127.0.0.1:{sys.argv[2]}/api/v1", pathlib.Path(sys.argv[3]).read_text().strip()


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    told = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(base + path, data, told), timeout=2) as answer:
        return json.load(answer)


def rows(ledger):
    after = ""
    while True:
        page = ask(f"/audit?kind=service_changed&limit=200{after}")
        for entry in page["items"]:
            name, _, number = str(entry["body"].get("reference", "")).rpartition("-")
            if name == ledger:
                yield {"number": int(number), "payload": entry["body"]["summary"], "position": entry["number"]}
        if page["next"] is None:
            return
        after = f"&cursor={page['next']}"


class Ledger(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=None, **headers):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(data)}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(data)

    def do_PUT(self):
        self.answer(201, {"epoch": 0})

    def do_DELETE(self):
        self.answer(204)  # nothing is kept here, and the service's book forgets nothing

    def do_POST(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name = self.path.rpartition("/")[2]
        if name == "fence":
            return self.answer(501)
        write = json.loads(sent)
        told = {"reference": f"{name}-{write['number']}", "source": "drill ledger", "what": "other",
                "summary": write["payload"], "services": ["drill-ledger"]}
        try:
            ask("/changes", told)
        except urllib.error.HTTPError as error:
            error.close()
            return self.answer(503)
        except urllib.error.URLError as error:
            refused = isinstance(error.reason, ConnectionRefusedError)  # then nothing was sent
            return self.answer(503, **({"Drillproof_Not_Done": write["number"]} if refused else {}))
        except OSError:
            return self.answer(503)
        self.answer(201, {"number": write["number"], "payload": write["payload"]})

    def do_GET(self):
        try:
            found = list(rows(urllib.parse.urlsplit(self.path).path.rpartition("/")[2]))
        except (OSError, ValueError, KeyError):
            return self.answer(503)
        self.answer(200, {"source": "drillproof", "rows": found, "next": None})

    def log_message(self, *words):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Ledger).serve_forever()
PY
}

newest() { ls -d "$place"/backups/drillproof-* | sort | tail -n 1; }

stop() {
    running "$1" && kill -KILL "$(cat "$place/$1")" || :
    rm -f "$place/$1"
}

case $ACT in
install) install && say "installed" ;;
back_up) "$program" backup --db "$live/journal.sqlite" --home "$live" --to "$place/backups" && say "backed up" ;;
lose) rm -rf "$live" && say "lost" ;;
restore)
    mkdir -p "$live"
    "$program" restore --from "$(newest)" --into "$live/journal.sqlite" --home "$live" && sh "$place/start" && ready && say "restored"
    ;;
verify) "$program" audit verify --db "$live/journal.sqlite" && say "whole" ;;
remove)
    stop pid
    stop ledger.pid
    if [ -e "$place/made" ]; then rm -rf "$place"; fi
    say "removed"
    ;;
*) say "ACT is install, back_up, lose, restore, verify or remove"; exit 2 ;;
esac
