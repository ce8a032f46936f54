//! Environment variables, by the rules of the OpenTelemetry specification: an empty one is not set, and it names itself in mistakes.

use std::{ffi::OsString, fmt, time::Duration};

use crate::error::{ConfigError, quoted};

/// The variables of one exporter.
///
/// ```
/// use traced_http::Variables;
///
/// let get = |name: &str| (name == "OTEL_EXPORTER_X_TIMEOUT").then(|| "250".into());
/// let variables = Variables::new(&get, &["OTEL_EXPORTER_X_TRACES_", "OTEL_EXPORTER_X_"]);
/// let timeout = variables.find("TIMEOUT")?.expect("it is set");
/// assert_eq!((timeout.prefix, timeout.value.as_str()), (1, "250"));
/// assert_eq!(timeout.milliseconds()?.map(|limit| limit.as_millis()), Some(250));
/// # Ok::<(), traced_http::ConfigError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Variables<'a> {
    get: &'a dyn Fn(&str) -> Option<OsString>,
    prefixes: &'a [&'a str],
}

/// A variable that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its whole name.
    pub name: String,
    /// What it holds, without blanks around it.
    pub value: String,
    /// Which of the prefixes it has.
    pub prefix: usize,
}

impl<'a> Variables<'a> {
    /// Variables whose names begin with one of these; an earlier one wins over a later one. `get` looks a variable up.
    pub fn new(get: &'a dyn Fn(&str) -> Option<OsString>, prefixes: &'a [&'a str]) -> Self {
        Variables { get, prefixes }
    }

    /// The variable of this name behind its prefix, if it is set and not empty.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn find(&self, name: &str) -> Result<Option<Variable>, ConfigError> {
        for (prefix, text) in self.prefixes.iter().enumerate() {
            let name = format!("{text}{name}");
            match (self.get)(&name).map(OsString::into_string) {
                Some(Ok(value)) if !value.trim().is_empty() => {
                    return Ok(Some(Variable { name, value: value.trim().to_owned(), prefix }));
                }
                Some(Err(_)) => return Err(ConfigError::new(&name, "bytes that are not UTF-8", "UTF-8 text")),
                _ => {}
            }
        }
        Ok(None)
    }
}

impl fmt::Debug for Variables<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Variables").field("prefixes", &self.prefixes).finish_non_exhaustive()
    }
}

impl Variable {
    /// A time limit. Zero is no limit, as in all of OpenTelemetry's time-outs.
    ///
    /// # Errors
    /// It is not a whole number.
    pub fn milliseconds(&self) -> Result<Option<Duration>, ConfigError> {
        match self.value.parse() {
            Ok(0) => Ok(None),
            Ok(millis) => Ok(Some(Duration::from_millis(millis))),
            Err(_) => {
                let accepted = "a whole number of milliseconds such as `10000`, or `0` for no limit";
                Err(ConfigError::new(&self.name, quoted(&self.value), accepted))
            }
        }
    }
}
