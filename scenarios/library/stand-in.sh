# What stands in for a real service on a rehearsal host: a small HTTP server that tells its release. ACT says what to do.
# Wants python3. DRILL_PLACE is its own folder, DRILL_PORT its port; RELEASE is what it serves, "broken" fails every request.
set -eu
place=$DRILL_PLACE
say() { printf '%s\n' "$*"; }
running() { [ -s "$place/pid" ] && kill -0 "$(cat "$place/pid")" 2>/dev/null; }

install() {
    mkdir -p "$place"
    [ -e "$place/made" ] || [ -z "$(ls -A "$place")" ] || { say "$place holds something else; choose another place"; exit 1; }
    : >"$place/made"
    printf '%s\n' "$RELEASE" >"$place/release"
    cat >"$place/serve.py" <<'PY'
import http.server, pathlib, sys
place = pathlib.Path(sys.argv[2])
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        release = (place / "release").read_text().strip()
        body = ("release " + release + (" fails" if release == "broken" else " ready") + "\n").encode()
        self.send_response(500 if release == "broken" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(("", int(sys.argv[1])), Answer).serve_forever()
PY
    cat >"$place/start" <<SH
# Starts the stand-in unless it runs.
[ -s '$place/pid' ] && kill -0 "\$(cat '$place/pid')" 2>/dev/null && exit 0
cd '$place' && nohup python3 serve.py '$DRILL_PORT' '$place' </dev/null >log 2>&1 &
echo \$! >'$place/pid'
SH
}

stop() {
    running && kill "$(cat "$place/pid")" || :
    rm -f "$place/pid"
}

case $ACT in
install) install && sh "$place/start" && say "installed: release $RELEASE" ;;
release) printf '%s\n' "$RELEASE" >"$place/release" && say "released: $RELEASE" ;;
start) sh "$place/start" && say "started" ;;
rebuild) stop && install && sh "$place/start" && say "rebuilt: release $RELEASE" ;;
remove)
    stop
    if [ -e "$place/made" ]; then rm -r "$place"; fi
    say "removed"
    ;;
*) say "ACT is install, release, start, rebuild or remove"; exit 2 ;;
esac
