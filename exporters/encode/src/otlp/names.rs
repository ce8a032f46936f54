//! What OpenTelemetry calls the things that OpenTracing named first, and which tags have a place of their own on the wire.

use traced_runtime::Kind;

/// The function that a span is of, with its path.
pub const FUNCTION: &str = "code.function.name";
/// The file that the function stands in.
pub const FILE: &str = "code.file.path";
/// The line of the function's name.
pub const LINE: &str = "code.line.number";
/// How a span ended, where neither silence nor its status says it.
pub const OUTCOME: &str = "traced.outcome";
/// Which kind of reference a link is.
pub(crate) const REFERENCE: &str = "opentracing.ref_type";

/// The name of an event whose log does not name one (the OpenTracing bridge of OpenTelemetry says the same).
pub(crate) const LOG: &str = "log";
/// An error's event, here and there.
pub(crate) const ERROR: &str = "error";
pub(crate) const EXCEPTION: &str = "exception";

/// The log field with the messages of an error's sources, the nearest first.
pub(crate) const CHAIN: &str = "error.chain";
/// The log field with a stack, and its attribute.
pub(crate) const STACK: &str = "stack";
pub(crate) const STACKTRACE: &str = "exception.stacktrace";

/// OpenTelemetry's name for a standard tag; `None` where the tag's own name holds.
///
/// Whose address `peer.*` is depends on the side: a server's peer is the client.
#[inline]
pub(crate) fn tag(key: &str, kind: Kind) -> Option<&'static str> {
    let server = matches!(kind, Kind::Server);
    Some(match key {
        "http.method" => "http.request.method",
        "http.url" => "url.full",
        "http.status_code" => "http.response.status_code",
        "peer.hostname" if server => "client.address",
        "peer.hostname" => "server.address",
        "peer.port" if server => "client.port",
        "peer.port" => "server.port",
        "peer.ipv4" | "peer.ipv6" => "network.peer.address",
        "db.type" => "db.system.name",
        "db.instance" => "db.namespace",
        "db.statement" => "db.query.text",
        "message_bus.destination" => "messaging.destination.name",
        _ => return None,
    })
}

/// OpenTelemetry's name for a field of an error's log.
pub(crate) fn exception_field(key: &str) -> &str {
    match key {
        "error.kind" => "exception.type",
        "message" => "exception.message",
        STACK => STACKTRACE,
        "code.filepath" => FILE,
        "code.lineno" => LINE,
        other => other,
    }
}
