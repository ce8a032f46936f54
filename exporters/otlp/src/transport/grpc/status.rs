//! How a call ended, as the receiver says it. What cannot be read of it is nothing.

use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue};
use tonic::metadata::MetadataMap;
use traced_encode::wire::{Field, Fields};
use traced_http::{StatusCode, percent_decoded, short};

use super::code::Code;

const DETAILS_HEADER: &str = "grpc-status-details-bin";
/// `google.rpc.Status.details`, and the fields of `google.protobuf.Any`.
const DETAILS: u32 = 3;
const TYPE_URL: u32 = 1;
const VALUE: u32 = 2;
/// `google.rpc.RetryInfo.retry_delay`, and the fields of `google.protobuf.Duration`.
const RETRY_DELAY: u32 = 1;
const SECONDS: u32 = 1;
const NANOS: u32 = 2;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Status {
    pub(super) code: Code,
    /// What was said, on one short line.
    pub(super) message: String,
    pub(super) retry: Option<RetryInfo>,
}

/// That another try is welcome, and how long to wait before it if that was said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct RetryInfo {
    pub(super) after: Option<Duration>,
}

impl Status {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Status { code, message: message.into(), retry: None }
    }

    /// The status among these headers or trailers, if there is one.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let code = headers.get("grpc-status")?.to_str().ok().and_then(|digits| digits.parse().ok());
        let said = headers.get("grpc-message").and_then(|value| value.to_str().ok()).unwrap_or_default();
        // What is not percent-encoded is shown as it came: so the specification wants it.
        let message = percent_decoded(said).unwrap_or_else(|| said.to_owned());
        let details = headers.get(DETAILS_HEADER).map(retry_info);
        let code = code.map_or(Code::UNKNOWN, Code);
        Some(Status { code, message: short(message.as_bytes()), retry: details.flatten() })
    }

    /// That of an answer without one, from something that is no receiver of gRPC.
    pub(super) fn of_http(status: StatusCode) -> Self {
        Status::new(Code::of_http(status), format!("HTTP {status}"))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "gRPC {}", self.code.0)?;
        let texts = [(" ", self.code.name()), (": ", &*self.message)];
        texts.iter().filter(|(_, text)| !text.is_empty()).try_for_each(|(before, text)| write!(f, "{before}{text}"))
    }
}

/// The bytes of the value are base64, with padding or without.
fn retry_info(value: &HeaderValue) -> Option<RetryInfo> {
    let header = (HeaderName::from_static(DETAILS_HEADER), value.clone());
    let metadata = MetadataMap::from_headers([header].into_iter().collect());
    let status = metadata.get_bin(DETAILS_HEADER)?.to_bytes().ok()?;
    let any = messages(&status, DETAILS).find(|any| {
        let url = messages(any, TYPE_URL).last().unwrap_or_default();
        url.rsplit(|&byte| byte == b'/').next() == Some(b"google.rpc.RetryInfo")
    })?;
    let info = messages(any, VALUE).last().unwrap_or_default();
    Some(RetryInfo { after: messages(info, RETRY_DELAY).last().map(duration) })
}

/// A negative one is no wait.
fn duration(message: &[u8]) -> Duration {
    let (mut seconds, mut nanos) = (0_i64, 0_i64);
    for field in Fields::of(message).flatten() {
        match field {
            (SECONDS, Field::Number(n)) => seconds = n.cast_signed(),
            (NANOS, Field::Number(n)) => nanos = n.cast_signed(),
            _ => {}
        }
    }
    let nanos = u32::try_from(nanos).unwrap_or(0).min(999_999_999);
    u64::try_from(seconds).map_or(Duration::ZERO, |seconds| Duration::new(seconds, nanos))
}

/// The values of a field that holds bytes.
fn messages(message: &[u8], number: u32) -> impl Iterator<Item = &[u8]> {
    Fields::of(message).flatten().filter_map(move |field| match field {
        (found, Field::Bytes(bytes)) if found == number => Some(bytes),
        _ => None,
    })
}
