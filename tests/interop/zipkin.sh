# A real Zipkin on a free port of the loopback, for a script that sources this file; it ends with the script, which therefore must not `exec`.
# Needs Java 17 and Maven, and gets them where apt-get can; Zipkin itself is kept in ${XDG_CACHE_HOME:-~/.cache}.
#
# Afterwards ZIPKIN_URL is its address: http://host:port
# shellcheck shell=bash

zipkin_version=3.6.1
zipkin_cache="${XDG_CACHE_HOME:-$HOME/.cache}/traced/zipkin"
zipkin_jar="$zipkin_cache/zipkin-server-$zipkin_version-exec.jar"

zipkin_need() {
    command -v "$1" > /dev/null && return
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$2"
}

zipkin_get() {
    zipkin_need java default-jre-headless
    [ ! -s "$zipkin_jar" ] || return 0
    zipkin_need mvn maven
    mkdir -p "$zipkin_cache"
    mvn -q -B dependency:copy "-Dartifact=io.zipkin:zipkin-server:$zipkin_version:jar:exec" "-DoutputDirectory=$zipkin_cache"
}

# Does this at the end of the script, before what is to be done then already.
zipkin_at_exit() {
    local what="$1"
    eval "set -- $(trap -p EXIT)"
    # shellcheck disable=SC2064
    trap "$what${3:+; $3}" EXIT
}

zipkin_start() {
    local port=0 waited=0
    # Nobody answers on a free port.
    while [ "$port" = 0 ] || (: > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do
        port=$((20000 + RANDOM % 20000))
    done
    zipkin_log="$(mktemp)"
    STORAGE_TYPE=mem SELF_TRACING_ENABLED=false java -Xmx512m -jar "$zipkin_jar" \
        '--armeria.ports[0].ip=127.0.0.1' "--armeria.ports[0].port=$port" '--armeria.ports[0].protocols[0]=http' > "$zipkin_log" 2>&1 &
    zipkin_process=$!
    # shellcheck disable=SC2016
    zipkin_at_exit '{ kill "$zipkin_process"; wait "$zipkin_process"; } 2> /dev/null || true; rm -f "$zipkin_log" || true'
    until (: > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do
        if ! kill -0 $zipkin_process 2> /dev/null || [ $((waited += 1)) -gt 120 ]; then
            echo "Zipkin has not started:"
            tail -20 "$zipkin_log"
            return 1
        fi
        sleep 0.5
    done
    export ZIPKIN_URL="http://127.0.0.1:$port"
    echo "Zipkin $zipkin_version on 127.0.0.1:$port"
}

zipkin_get
zipkin_start
