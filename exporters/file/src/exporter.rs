//! The exporter: an encoder, and where its lines go.

use std::{fmt, io::Write, path::Path, time::Instant};

use traced_encode::OtlpJson;
use traced_runtime::export::{self, Batch, ExportError};

use crate::{error::FileError, output::Output};

/// Readers of lines commonly have a limit of a megabyte.
pub(crate) const MAX_LINE_BYTES: usize = 1 << 20;

/// Writes spans as lines of OTLP's JSON.
///
/// It works on the thread that calls it, which is the runtime's thread for this exporter.
pub struct Exporter {
    encoder: OtlpJson,
    output: Output,
    max_line_bytes: usize,
    line: Vec<u8>,
}

impl Exporter {
    pub(crate) fn new(output: Output, max_line_bytes: usize) -> Self {
        Exporter { encoder: OtlpJson::new(), output, max_line_bytes, line: Vec::new() }
    }

    /// Appends to this file, with the defaults of [`Builder`](crate::Builder).
    ///
    /// # Errors
    /// The file cannot be opened or created, or a word in braces in the path is not `{pid}`.
    pub fn to(path: impl AsRef<Path>) -> Result<Self, FileError> {
        Self::builder(path).build()
    }

    /// Writes to a stream, such as standard output, which does not rotate.
    ///
    /// ```
    /// let exporter = traced_file::Exporter::stream(std::io::stdout());
    /// # let _ = exporter;
    /// ```
    pub fn stream(stream: impl Write + Send + 'static) -> Self {
        Self::new(Output::Stream(Box::new(stream)), MAX_LINE_BYTES)
    }
}

impl export::Exporter for Exporter {
    /// Writing is not tried again: a disk that is full is full for long, and other spans wait.
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let Self { encoder, output, max_line_bytes, line } = self;
        encoder.start(batch.resource());
        let mut views = batch.spans();
        let (mut lost, mut last) = (0, None);
        loop {
            // The line's end counts too.
            let part = encoder.part(&mut views, max_line_bytes.saturating_sub(1));
            if part.spans == 0 {
                break;
            }
            line.clear();
            line.extend_from_slice(part.body);
            line.push(b'\n');
            if let Err(error) = output.append(line) {
                lost += part.spans;
                last = Some(error);
            }
        }
        match last {
            None => Ok(()),
            Some(error) if lost == batch.len() => Err(ExportError::reject(format!("writing to {output}: {error}"))),
            Some(error) => Err(ExportError::partial(lost as u64, format!("writing to {output}: {error}"))),
        }
    }

    fn flush(&mut self, _: Instant) -> Result<(), ExportError> {
        self.output.flush().map_err(|error| ExportError::retry(format!("flushing {}: {error}", self.output)))
    }
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exporter({})", self.output)
    }
}
