//! What is said about a connection that ended before the answer did.

use std::error::Error;

use tonic::TimeoutExpired;
use traced_http::short;

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// tonic keeps the limit too, beginning a little later.
pub(super) fn is_silence(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(<dyn Error>::is::<TimeoutExpired>)
}

/// What speaks HTTP/1, such as OTLP's other port, looks like a frame that is far too large.
const NO_FRAME: &str = "frame with invalid size";

/// An error and its causes, each said once.
pub(super) fn described(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    for said in chain(error).skip(1).map(ToString::to_string) {
        if text == "transport error" {
            text = said;
        } else if !text.contains(&said) {
            text = text + ": " + &said;
        }
    }
    if text.contains(NO_FRAME) {
        text.push_str(" (is this a port of gRPC?)");
    }
    short(text.as_bytes())
}
