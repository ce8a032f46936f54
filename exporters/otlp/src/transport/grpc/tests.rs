//! Frames, statuses and time limits, as gRPC's specification has them.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use tonic_types::{ErrorDetails, StatusExt as _};
use traced_http::{Compression, StatusCode};

use super::{
    code::Code,
    frame::{framed, message},
    request::timeout,
    status::{RetryInfo, Status},
};

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| ((*name).try_into().unwrap(), HeaderValue::from_str(value).unwrap())).collect()
}

fn status(pairs: &[(&'static str, &str)]) -> Status {
    Status::of(&headers(pairs)).unwrap()
}

/// The status with the details of another implementation.
fn detailed(details: ErrorDetails) -> Status {
    let headers = tonic::Status::with_error_details(tonic::Code::Unavailable, "busy", details).into_http::<()>();
    Status::of(headers.headers()).unwrap()
}

#[test]
fn a_message_says_how_long_it_is() {
    assert_eq!(framed(b"abc", Compression::None).unwrap(), &b"\0\0\0\0\x03abc"[..]);
    let long = vec![7; 0x1_0203];
    assert_eq!(framed(&long, Compression::None).unwrap()[..5], [0, 0, 1, 2, 3]);
    let packed = framed(&long, Compression::Gzip).unwrap();
    assert_eq!(packed[0], 1);
    assert_eq!(u32::from_be_bytes(packed[1..5].try_into().unwrap()) as usize, packed.len() - 5);
    assert_eq!(packed[5..7], [0x1f, 0x8b]);
}

#[test]
fn a_message_that_is_not_all_there_is_none() {
    assert_eq!(message(b"\0\0\0\0\x03abcrest"), b"abc");
    assert_eq!(message(b"\0\0\0\0\0"), b"");
    for frames in [
        &b""[..],
        b"\0",
        b"\0\0\0\0",
        b"\0\0\0\0\x03ab",
        b"\0\xff\xff\xff\xffab",
        b"\x01\0\0\0\x03abc",
        b"\x02\0\0\0\x03abc",
    ] {
        assert_eq!(message(frames), b"", "{frames:?}");
    }
}

#[test]
fn a_limit_has_eight_digits_at_the_most() {
    for (limit, text) in [
        (Duration::from_nanos(1), "1u"),
        (Duration::from_millis(50), "50000u"),
        (Duration::from_secs(10), "10000000u"),
        (Duration::from_micros(99_999_999), "99999999u"),
        (Duration::from_secs(100), "100000m"),
        (Duration::from_secs(100_000), "100000S"),
        (Duration::MAX, "99999999S"),
    ] {
        assert_eq!(timeout(limit), text);
    }
}

#[test]
fn a_status_is_said_on_one_short_line() {
    for (pairs, text) in [
        (&[("grpc-status", "14")][..], "gRPC 14 UNAVAILABLE"),
        (&[("grpc-status", "3"), ("grpc-message", "bad%0Aspans %C3%A4")], "gRPC 3 INVALID_ARGUMENT: bad spans ä"),
        // "Implementations must tolerate invalid encodings": what is broken is shown as it is.
        (&[("grpc-status", "16"), ("grpc-message", "100% no")], "gRPC 16 UNAUTHENTICATED: 100% no"),
        (&[("grpc-status", "99"), ("grpc-message", "?")], "gRPC 99: ?"),
        (&[("grpc-status", "soon")], "gRPC 2 UNKNOWN"),
        (&[("grpc-status", "")], "gRPC 2 UNKNOWN"),
        (&[("grpc-status", "-1")], "gRPC 2 UNKNOWN"),
    ] {
        assert_eq!(status(pairs).to_string(), text);
    }
    assert!(status(&[("grpc-status", "13"), ("grpc-message", &"x".repeat(9000))]).to_string().len() < 300);
    assert_eq!(Status::of(&headers(&[("grpc-message", "x")])), None);
}

/// By the numbers of `google.rpc.Code`, as another implementation has them.
#[test]
fn codes_have_their_names() {
    for number in 0..17 {
        let theirs = format!("{:?}", tonic::Code::from_i32(number));
        let ours = Code(number.cast_unsigned()).name();
        let same = match ours.replace('_', "").to_lowercase().as_str() {
            "ok" => theirs == "Ok",
            ours => ours == theirs.to_lowercase(),
        };
        assert!(same, "{number}: {ours}, {theirs}");
    }
    assert_eq!(Code(17).name(), "");
    assert_eq!(Code(u32::MAX).name(), "");
}

/// The table of "HTTP to gRPC Status Code Mapping".
#[test]
fn a_proxys_answer_has_a_code() {
    for (http, code) in [
        (400, Code::INTERNAL),
        (401, Code::UNAUTHENTICATED),
        (403, Code::PERMISSION_DENIED),
        (404, Code::UNIMPLEMENTED),
        (429, Code::UNAVAILABLE),
        (502, Code::UNAVAILABLE),
        (503, Code::UNAVAILABLE),
        (504, Code::UNAVAILABLE),
        (500, Code::UNKNOWN),
        (301, Code::UNKNOWN),
    ] {
        assert_eq!(Status::of_http(StatusCode::from_u16(http).unwrap()).code, code, "{http}");
    }
}

#[test]
fn details_say_when_to_come_back() {
    let delay = |delay| detailed(ErrorDetails::with_retry_info(delay)).retry;
    let after = |after| Some(RetryInfo { after: Some(after) });
    let wait = Duration::new(7, 5_000_000);
    assert_eq!(delay(Some(wait)), after(wait));
    assert_eq!(delay(Some(Duration::ZERO)), after(Duration::ZERO));
    assert_eq!(delay(None), Some(RetryInfo { after: None }));
    assert_eq!(detailed(ErrorDetails::new()).retry, None);
    let mut several = ErrorDetails::with_debug_info(["here".to_owned()], "there");
    several.set_retry_info(Some(wait)).add_bad_request_violation("field", "wrong");
    assert_eq!(detailed(several).retry, after(wait));
    assert_eq!(detailed(ErrorDetails::with_debug_info(["here".to_owned()], "there")).retry, None);
}

/// Among them what tonic's own reading panics at.
#[test]
fn details_that_are_none_say_nothing() {
    for details in ["!!!", "A", "====", "AAAA", "/////w", "\u{ff}"] {
        let status = status(&[("grpc-status", "14"), ("grpc-status-details-bin", details)]);
        assert_eq!((status.code, status.retry), (Code::UNAVAILABLE, None), "{details}");
    }
}
