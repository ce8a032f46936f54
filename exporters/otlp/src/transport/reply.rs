//! What came of one request, whatever carried it: all that the rest of the crate knows of a transport.

use std::time::Duration;

#[derive(Debug, PartialEq)]
pub(crate) enum Reply {
    /// Taken over, `rejected` of the spans excepted; `message` is the receiver's, and may be empty.
    Accepted { rejected: u64, message: String },
    /// Worth another try, the receiver says when.
    Retry { after: Option<Duration>, message: String },
    /// Another try would end the same way.
    Rejected { message: String },
}
