//! An exporter of one's own: a trait with one method, borrowed views, a thread of its own.

use std::{
    fmt::Write as _,
    io::{self, Write},
    time::Duration,
};

use traced::{
    ValueRef,
    export::{Batch, ExportError, Exporter},
    traced,
};

/// Writes a line of `key=value` a span, as log shippers like it.
struct Logfmt<W>(W);

impl<W: Write + Send + 'static> Exporter for Logfmt<W> {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let service = batch.resource().get("service.name").map_or(String::new(), ToString::to_string);
        let mut lines = String::new();
        for span in batch.spans() {
            let place = if span.parent_id().is_some() { "child" } else { "root" };
            let _ = write!(lines, "service={service} span={} outcome={} {place}", span.name(), span.outcome().as_str());
            for (key, value) in span.tags() {
                let _ = match value {
                    ValueRef::Str(text) => write!(lines, " {key}={text:?}"),
                    value => write!(lines, " {key}={}", value.to_value()),
                };
            }
            lines.push('\n');
        }
        // What is to be tried again later is `ExportError::retry`.
        self.0.write_all(lines.as_bytes()).map_err(|error| ExportError::reject(error.to_string()))
    }
}

#[traced]
fn greet(name: &str, times: u32) -> String {
    (0..times).map(|_| shout(name)).collect::<Vec<_>>().join(" ")
}

/// Names that look like credentials are not shown, whatever the exporter.
#[traced(tags(password = "hunter2"))]
fn shout(name: &str) -> String {
    name.to_uppercase()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tracing = traced::builder().service("greeter").exporter(Logfmt(io::stdout())).install()?;
    greet("you", 2);
    tracing.shutdown(Duration::from_secs(5))?;
    Ok(())
}
