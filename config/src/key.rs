//! What is said of a key, for documentation and for tools.

/// A key, and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The table it is in, such as `rule.set`; empty at the top. Those of an exporter are in `exporter`, whatever its kind.
    pub table: &'static str,
    /// The key.
    pub name: &'static str,
    /// What it takes.
    pub takes: &'static str,
    /// What holds where it is not set.
    pub default: &'static str,
    /// What it is for.
    pub about: &'static str,
}

pub(crate) const fn key(
    table: &'static str,
    name: &'static str,
    takes: &'static str,
    default: &'static str,
    about: &'static str,
) -> Key {
    Key { table, name, takes, default, about }
}

pub(crate) const TEXT: &str = "text";
pub(crate) const BOOL: &str = "`true` or `false`";
pub(crate) const TIME: &str = "a time, such as `\"1.5ms\"`";
pub(crate) const SIZE: &str = "bytes, such as `\"64MiB\"`";
pub(crate) const SHORT: &str = "bytes, such as `\"256B\"`, up to `\"1KiB\"`";
pub(crate) const COUNT: &str = "a whole number";
pub(crate) const SHARE: &str = "a number from 0 to 1";
pub(crate) const RATE: &str = "a number and a time, such as `\"1000/s\"`";
pub(crate) const TABLE: &str = "a table";
pub(crate) const TABLES: &str = "tables";
