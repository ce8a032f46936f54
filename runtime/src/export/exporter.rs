//! The trait that exporters implement, and what they are given and may answer.

use std::{
    borrow::Cow,
    fmt,
    time::{Duration, Instant},
};

use crate::{batch::BatchData, resource::Resource, view::SpanView};

/// Takes finished spans somewhere.
///
/// An exporter runs on a thread of its own, on which nothing is traced; its slowness, its errors and its panics reach no user code.
///
/// ```
/// use traced_runtime::export::{Batch, ExportError, Exporter};
///
/// struct Count(u64);
///
/// impl Exporter for Count {
///     fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
///         self.0 += batch.spans().filter(|span| span.is_error()).count() as u64;
///         Ok(())
///     }
/// }
/// ```
pub trait Exporter: Send + 'static {
    /// Exports a batch. May block: meanwhile batches wait within the byte budget, and what does not fit is dropped and counted.
    ///
    /// # Errors
    /// [`ExportError::Retry`] asks for the same batch again later; the others say that spans are lost, which is counted.
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError>;

    /// Sends what the exporter itself holds back, until the deadline.
    ///
    /// # Errors
    /// When something could not be sent. [`ExportError::Partial`] with none rejected is a warning, and no failure of the flush.
    fn flush(&mut self, deadline: Instant) -> Result<(), ExportError> {
        let _ = deadline;
        Ok(())
    }
}

/// Why a batch, or part of it, was not exported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportError {
    /// Not now. The batch is offered again: after this time, or with exponential backoff and jitter.
    Retry {
        /// How long the peer asked us to wait.
        after: Option<Duration>,
        /// What happened.
        message: Cow<'static, str>,
    },
    /// Never. All spans of the batch are lost.
    Reject {
        /// What happened.
        message: Cow<'static, str>,
    },
    /// Done, but for some spans, which are lost; with none, a warning.
    Partial {
        /// How many.
        rejected: u64,
        /// What happened.
        message: Cow<'static, str>,
    },
}

impl ExportError {
    /// Not now.
    pub fn retry(message: impl Into<Cow<'static, str>>) -> Self {
        Self::Retry { after: None, message: message.into() }
    }

    /// Not before this time has passed.
    pub fn retry_after(after: Duration, message: impl Into<Cow<'static, str>>) -> Self {
        Self::Retry { after: Some(after), message: message.into() }
    }

    /// Never.
    pub fn reject(message: impl Into<Cow<'static, str>>) -> Self {
        Self::Reject { message: message.into() }
    }

    /// Done, but for `rejected` spans.
    pub fn partial(rejected: u64, message: impl Into<Cow<'static, str>>) -> Self {
        Self::Partial { rejected, message: message.into() }
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retry { after: Some(after), message } => write!(f, "{message} (to be retried after {after:?})"),
            Self::Retry { after: None, message } => write!(f, "{message} (to be retried)"),
            Self::Reject { message } => write!(f, "{message} (rejected)"),
            Self::Partial { rejected: 0, message } => f.write_str(message),
            Self::Partial { rejected, message } => write!(f, "{message} ({rejected} spans rejected)"),
        }
    }
}

impl std::error::Error for ExportError {}

/// Finished spans, borrowed.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    data: &'a BatchData,
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.spans()).finish()
    }
}

impl<'a> Batch<'a> {
    pub(crate) fn new(data: &'a BatchData) -> Self {
        Self { data }
    }

    /// What all spans of the process have in common.
    pub fn resource(&self) -> &'a Resource {
        &self.data.resource
    }

    /// The spans: those of one task or thread together, in the order in which they started.
    pub fn spans(&self) -> impl ExactSizeIterator<Item = SpanView<'a>> + use<'a> {
        let data = self.data;
        (0..data.rows.len()).map(move |number| SpanView::new(data, number))
    }

    /// How many spans.
    pub fn len(&self) -> usize {
        self.data.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The batch's number: the same when it is offered again.
    pub fn sequence(&self) -> u64 {
        self.data.sequence
    }
}
