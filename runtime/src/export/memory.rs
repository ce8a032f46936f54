//! `Memory`: keeps spans, for tests.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Batch, ExportError, Exporter};
use crate::data::SpanData;

/// Keeps the spans it is given. Clones share them.
///
/// ```no_run
/// use std::time::Duration;
/// use traced_runtime::export::Memory;
///
/// let memory = Memory::new();
/// let tracing = traced_runtime::builder().exporter(memory.clone()).install().unwrap();
/// tracing.flush(Duration::from_secs(1)).unwrap();
/// assert!(memory.spans().is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory {
    spans: Arc<Mutex<Vec<SpanData>>>,
}

impl Memory {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<SpanData>> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has arrived so far.
    pub fn spans(&self) -> Vec<SpanData> {
        self.lock().clone()
    }

    /// What has arrived since this was last called.
    pub fn take(&self) -> Vec<SpanData> {
        std::mem::take(&mut self.lock())
    }
}

impl Exporter for Memory {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        self.lock().extend(batch.spans().map(|span| span.to_data()));
        Ok(())
    }
}
