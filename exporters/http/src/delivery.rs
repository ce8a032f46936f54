//! One batch through as many requests as it takes, and through as many tries, each span accepted at most once.
//!
//! 1. A batch goes out in parts, in the order of its spans. A part is one request.
//! 2. The first part that ought to be tried again ends the try. What went before it is remembered with the batch's number, so
//!    that the next try, which has the same number and the same spans, begins there.
//! 3. A part that was refused is lost, and counted; the parts after it are still sent.

use traced_runtime::export::{Batch, ExportError, SpanView};

use crate::reply::Reply;

/// How far the batch in hand has come.
#[derive(Debug, Default, PartialEq)]
pub struct Progress {
    batch: Option<u64>,
    /// How many spans have been disposed of, one way or the other.
    done: usize,
    /// How many of them were lost, and what was said last.
    rejected: u64,
    message: String,
}

impl Progress {
    /// Goes on with the batch where the last try of it ended. `send` takes as many of the next spans as make one request, sends them,
    /// and says how many they were and what came of it; no spans where there are no more.
    ///
    /// # Errors
    /// What the runtime is to be told: to try again, or that spans were lost.
    pub fn advance<'a>(
        &mut self,
        batch: &Batch<'a>,
        mut send: impl FnMut(&mut dyn Iterator<Item = SpanView<'a>>) -> Option<(usize, Reply)>,
    ) -> Result<(), ExportError> {
        if self.batch != Some(batch.sequence()) {
            *self = Progress { batch: Some(batch.sequence()), ..Progress::default() };
        }
        let mut views = batch.spans().skip(self.done);
        while let Some((spans, reply)) = send(&mut views) {
            match reply {
                Reply::Accepted { rejected, message } => self.lose(rejected, message),
                Reply::Rejected { message } => self.lose(spans as u64, message),
                Reply::Retry { after: Some(after), message } => return Err(ExportError::retry_after(after, message)),
                Reply::Retry { after: None, message } => return Err(ExportError::retry(message)),
            }
            self.done += spans;
        }
        std::mem::take(self).result()
    }

    fn lose(&mut self, rejected: u64, message: String) {
        self.rejected += rejected;
        if !message.is_empty() {
            self.message = message;
        }
    }

    fn result(self) -> Result<(), ExportError> {
        if self.rejected == 0 && self.message.is_empty() {
            Ok(())
        } else if self.rejected > 0 && self.rejected == self.done as u64 {
            Err(ExportError::reject(self.message))
        } else {
            // Also with none rejected: that is how a receiver warns.
            Err(ExportError::partial(self.rejected, self.message))
        }
    }
}
