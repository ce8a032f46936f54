//! What came of one request, whatever carried it: all that delivery knows of a transport.

use std::time::Duration;

/// What came of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Taken over, `rejected` of the spans excepted; `message` is the receiver's, and may be empty.
    Accepted {
        /// How many spans it did not take.
        rejected: u64,
        /// What it said about that.
        message: String,
    },
    /// Worth another try, the receiver says when.
    Retry {
        /// How long it asks to wait.
        after: Option<Duration>,
        /// What went wrong.
        message: String,
    },
    /// Another try would end the same way.
    Rejected {
        /// What it said.
        message: String,
    },
}
