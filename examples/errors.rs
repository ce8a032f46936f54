//! What becomes of errors, panics and cancelled work: each is on the span that met it.

use std::{fmt, num::ParseIntError, time::Duration};

use traced::{export::Console, traced};

#[derive(Debug)]
struct BadSetting {
    name: &'static str,
    source: ParseIntError,
}

impl fmt::Display for BadSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the setting `{}` is not a number", self.name)
    }
}

impl std::error::Error for BadSetting {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// An `Err` marks the span, with the chain of its sources; `locate` adds the line of the `?`.
#[traced(locate)]
fn setting(name: &'static str, text: &str) -> Result<u16, BadSetting> {
    let number = text.parse().map_err(|source| BadSetting { name, source })?;
    Ok(number)
}

/// Not every failure is an `Err`.
#[traced(error_if = |status| *status >= 500)]
fn fetch(path: &str) -> u16 {
    if path.is_empty() { 500 } else { 200 }
}

#[traced]
fn divide(a: i32, b: i32) -> i32 {
    a / b
}

#[traced]
async fn forever() {
    std::future::pending::<()>().await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tracing = traced::builder().exporter(Console::stdout()).install()?;
    let _ = setting("port", "http");
    fetch("");
    let _ = std::panic::catch_unwind(|| divide(1, 0));
    let _ = tokio::time::timeout(Duration::from_millis(1), forever()).await;
    tracing.shutdown(Duration::from_secs(5))?;
    Ok(())
}
