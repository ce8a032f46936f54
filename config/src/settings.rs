//! `set`: what rules say about a function.

use std::time::Duration;

use crate::{
    key::{BOOL, Key, RATE, SHARE, TIME, key},
    table::{Entry, Table},
    units::Rate,
    written::Written,
};

/// Which arguments become tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Args {
    /// None.
    None,
    /// Those that the attribute lists, in `only(..)` or `tags(..)`.
    Listed,
    /// Numbers, booleans, and text.
    Scalars,
    /// All.
    All,
}

/// How an `Err` is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors {
    /// Its `Display`, and that of each `source()`.
    Chain,
    /// Its `Display`.
    Display,
    /// Its `Debug`.
    Debug,
    /// Not at all.
    Off,
}

/// What a function does where nothing is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orphan {
    /// Begin a trace.
    Root,
    /// Record nothing.
    Ignore,
}

const ARGS: [(&str, Args); 4] =
    [("none", Args::None), ("listed", Args::Listed), ("scalars", Args::Scalars), ("all", Args::All)];
const ERRORS: [(&str, Errors); 4] =
    [("chain", Errors::Chain), ("display", Errors::Display), ("debug", Errors::Debug), ("off", Errors::Off)];
const ORPHANS: [(&str, Orphan); 2] = [("root", Orphan::Root), ("ignore", Orphan::Ignore)];

/// Words as they would be written.
macro_rules! words {
    ($($kind:ty: $words:expr;)+) => {$(
        impl Written for $kind {
            fn written(&self) -> String {
                let word = $words.iter().find(|(_, value)| value == self);
                word.map(|(word, _)| format!("{word:?}")).unwrap_or_default()
            }
        }
    )+};
}

words! {
    Args: ARGS;
    Errors: ERRORS;
    Orphan: ORPHANS;
}

/// Writes the settings, how each is read, how one gives way to another, and what is said of them.
macro_rules! settings {
    ($($name:ident: $kind:ty, $read:expr, $takes:expr, $default:literal, $about:literal;)+) => {
        /// What is set, each key by itself.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Settings {
            $(#[doc = concat!($about, " Default: ", $default, ".")] pub $name: Option<$kind>,)+
        }

        impl Settings {
            /// The keys, in the order of the documentation.
            pub const KEYS: &[&str] = &[$(stringify!($name)),+];

            pub(crate) const DOCUMENTED: &[Key] =
                &[$(key("rule.set", stringify!($name), $takes, $default, $about)),+];

            pub(crate) fn read(table: Table<'_>) -> Self {
                let settings = Self { $($name: table.get(stringify!($name)).and_then(|entry| ($read)(&entry)),)+ };
                table.finish();
                settings
            }

            /// Takes over what the other sets, and tells the keys.
            pub(crate) fn override_with(&mut self, other: &Self, mut tell: impl FnMut(usize)) {
                let mut key = 0;
                $(if let Some(value) = &other.$name {
                    self.$name = Some(value.clone());
                    tell(key);
                }
                key += 1;)+
                let _ = key;
            }

            /// The keys with what they are set to, as it would be written.
            pub fn written(&self) -> Vec<(&'static str, Option<String>)> {
                vec![$((stringify!($name), self.$name.as_ref().map(Written::written)),)+]
            }

            /// Whether nothing is set.
            pub fn is_empty(&self) -> bool {
                true $(&& self.$name.is_none())+
            }
        }
    };
}

settings! {
    enabled: bool, Entry::bool, BOOL,
        "`true` where there is an attribute, else `false`", "Whether spans are recorded.";
    compile: bool, Entry::bool, BOOL,
        "`false`", "Whether that is decided when the program is compiled: with `enabled = false` the attribute then returns the user's tokens.";
    args: Args, |entry: &Entry<'_>| entry.word(&ARGS), "`\"none\"`, `\"listed\"`, `\"scalars\"` or `\"all\"`",
        "`\"all\"`", "Which arguments become tags.";
    errors: Errors, |entry: &Entry<'_>| entry.word(&ERRORS), "`\"chain\"`, `\"display\"`, `\"debug\"` or `\"off\"`",
        "`\"chain\"`", "How errors are recorded.";
    sample: f64, Entry::share, SHARE,
        "what the sampler says", "Which share of the traces that begin here is recorded.";
    min_duration: Duration, Entry::duration, TIME,
        "`\"0ms\"`", "Spans that took less are dropped when they end, unless they failed; what is below them hangs from what is above.";
    max_rate: Rate, Entry::rate, RATE,
        "`guard.max_rate`", "How many spans a time may bring; beyond it the function is switched off until the time is over.";
    orphan: Orphan, |entry: &Entry<'_>| entry.word(&ORPHANS), "`\"root\"` or `\"ignore\"`",
        "`\"root\"`", "What it does where nothing is current: begin a trace, or record nothing.";
    name: String, name, "text with `{crate}`, `{module}`, `{type}` and `{fn}`",
        "`\"{type}::{fn}\"`", "The operation's name.";
    metrics: bool, Entry::bool, BOOL,
        "`false`", "Whether its spans are added up, also those that are dropped for being too short: calls, failures, durations; see `guard.summary`, and `Callsite::metrics`.";
}

const PLACEHOLDERS: [&str; 4] = ["crate", "module", "type", "fn"];

fn name(entry: &Entry<'_>) -> Option<String> {
    let text = entry.text()?;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let closed = rest[at..].strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let Some((_, after)) = closed.filter(|(word, _)| PLACEHOLDERS.contains(word)) else {
            entry.refuse("text with `{crate}`, `{module}`, `{type}` and `{fn}`, such as `\"{type}::{fn}\"`");
            return None;
        };
        rest = after;
    }
    Some(text.to_owned())
}
