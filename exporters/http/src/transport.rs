//! What carries requests to a receiver: the client, for those that answer in HTTP's words alone, or one of an exporter's own.

use crate::{
    client::{Answer, Client},
    reply::Reply,
    short::short,
};

/// Sends requests, one after the other, and says what came of each.
///
/// ```
/// use traced_http::{Reply, Transport};
///
/// /// A receiver that counts.
/// struct Count(u64);
///
/// impl Transport for Count {
///     fn send(&mut self, body: &[u8], content_type: &str, spans: u64) -> Reply {
///         assert_eq!((body, content_type), (&b"[]"[..], "application/json"));
///         self.0 += spans;
///         Reply::Accepted { rejected: 0, message: String::new() }
///     }
/// }
///
/// let mut count = Count(0);
/// count.send(b"[]", "application/json", 3);
/// assert_eq!(count.0, 3);
/// ```
pub trait Transport: Send + 'static {
    /// Sends the encoded form of `spans` spans, and waits for the answer.
    fn send(&mut self, body: &[u8], content_type: &str, spans: u64) -> Reply;
}

/// To a receiver whose status says all, such as Zipkin's or Jaeger's: success is success, 429 and 5xx (storage is down, a queue is full)
/// pass, and all else is final.
impl Transport for Client {
    fn send(&mut self, body: &[u8], content_type: &str, _: u64) -> Reply {
        self.post(body, content_type).map_or_else(|reply| reply, |answer| understood(&answer))
    }
}

fn understood(answer: &Answer) -> Reply {
    if answer.status.is_success() {
        return Reply::Accepted { rejected: 0, message: String::new() };
    }
    let message = answer.described(&short(&answer.body));
    if answer.status.as_u16() == 429 || answer.status.is_server_error() {
        Reply::Retry { after: answer.retry_after, message }
    } else {
        Reply::Rejected { message }
    }
}
