//! A call's request as HTTP/2 carries it ("Requests" of gRPC's specification).

use std::time::Duration;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request, Uri, Version,
    header::{CONTENT_TYPE, TE, USER_AGENT},
};
use http_body_util::Full;
use tonic::body::Body;
use traced_http::{Compression, Settings};

const PATH: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// What all requests begin with.
pub(super) fn headers(settings: &Settings, user_agent: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, HeaderValue::from_static(user_agent));
    headers.extend(settings.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    headers.insert(TE, HeaderValue::from_static("trailers"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    if settings.compression == Compression::Gzip {
        headers.insert(HeaderName::from_static("grpc-encoding"), HeaderValue::from_static("gzip"));
    }
    if let Some(Ok(limit)) = settings.timeout.map(|limit| timeout(limit).try_into()) {
        headers.insert(HeaderName::from_static("grpc-timeout"), limit);
    }
    headers
}

pub(super) fn request(headers: HeaderMap, frame: Bytes) -> Request<Body> {
    let mut request = Request::new(Body::new(Full::new(frame)));
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = Uri::from_static(PATH);
    *request.version_mut() = Version::HTTP_2;
    *request.headers_mut() = headers;
    request
}

/// In the smallest unit that needs no more than eight digits.
pub(super) fn timeout(limit: Duration) -> String {
    const MOST: u128 = 99_999_999;
    let units = [(limit.as_micros(), 'u'), (limit.as_millis(), 'm')];
    match units.into_iter().find(|(number, _)| *number <= MOST) {
        Some((number, unit)) => format!("{}{unit}", number.max(1)),
        None => format!("{}S", u128::from(limit.as_secs()).min(MOST)),
    }
}
