//! gRPC's codes: their names, and those that stand for HTTP's when a proxy has answered.

use traced_http::StatusCode;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code(pub(super) u32);

impl Code {
    pub(super) const OK: Code = Code(0);
    pub(super) const CANCELLED: Code = Code(1);
    pub(super) const UNKNOWN: Code = Code(2);
    pub(super) const DEADLINE_EXCEEDED: Code = Code(4);
    pub(super) const PERMISSION_DENIED: Code = Code(7);
    pub(super) const RESOURCE_EXHAUSTED: Code = Code(8);
    pub(super) const ABORTED: Code = Code(10);
    pub(super) const OUT_OF_RANGE: Code = Code(11);
    pub(super) const UNIMPLEMENTED: Code = Code(12);
    pub(super) const INTERNAL: Code = Code(13);
    pub(super) const UNAVAILABLE: Code = Code(14);
    pub(super) const DATA_LOSS: Code = Code(15);
    pub(super) const UNAUTHENTICATED: Code = Code(16);

    /// "HTTP to gRPC Status Code Mapping" of gRPC's documents.
    pub(super) fn of_http(status: StatusCode) -> Self {
        match status.as_u16() {
            400 => Code::INTERNAL,
            401 => Code::UNAUTHENTICATED,
            403 => Code::PERMISSION_DENIED,
            404 => Code::UNIMPLEMENTED,
            429 | 502..=504 => Code::UNAVAILABLE,
            _ => Code::UNKNOWN,
        }
    }

    /// Empty for a number that has none.
    pub(super) fn name(self) -> &'static str {
        const NAMES: [&str; 17] = [
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED",
        ];
        usize::try_from(self.0).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or_default()
    }
}
