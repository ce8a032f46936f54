//! One unary call on a connection: what is sent, and what comes back.

use std::{error::Error, future::poll_fn};

use http::Request;
use http_body_util::BodyExt as _;
use tonic::{body::Body, client::GrpcService as _, transport::Channel};
use traced_http::StatusCode;

use super::{code::Code, status::Status};

/// No more of an answer is read than this.
const MAX_ANSWER: usize = 64 << 10;

/// A receiver's answer.
pub(super) struct Answer {
    pub(super) status: Status,
    /// The frames before it.
    pub(super) frames: Vec<u8>,
}

impl From<Status> for Answer {
    fn from(status: Status) -> Self {
        Answer { status, frames: Vec::new() }
    }
}

/// `Err` where the connection ended before the answer did.
pub(super) async fn call(
    channel: &mut Channel,
    request: Request<Body>,
) -> Result<Answer, Box<dyn Error + Send + Sync>> {
    poll_fn(|context| channel.poll_ready(context)).await?;
    let (head, mut body) = channel.call(request).await?.into_parts();
    if let Some(status) = Status::of(&head.headers) {
        return Ok(status.into());
    }
    if head.status != StatusCode::OK {
        return Ok(Status::of_http(head.status).into());
    }
    let mut frames = Vec::new();
    while let Some(frame) = body.frame().await {
        match frame?.into_data() {
            Ok(data) if frames.len() + data.len() > MAX_ANSWER => {
                return Ok(Status::new(Code::INTERNAL, "an answer of more than 64 KiB").into());
            }
            Ok(data) => frames.extend_from_slice(&data),
            Err(frame) => {
                let status = frame.into_trailers().ok().and_then(|trailers| Status::of(&trailers));
                return Ok(Answer { status: status.unwrap_or_else(without), frames });
            }
        }
    }
    Ok(without().into())
}

fn without() -> Status {
    Status::new(Code::UNKNOWN, "an answer without a status")
}
