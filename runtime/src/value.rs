//! Values of tags and log fields: owned ([`Value`]), borrowed from the buffer ([`ValueRef`]) and on their way into it ([`Captured`]).

use std::{borrow::Cow, fmt};

/// The value of a tag or a log field (OpenTracing: string, bool or number; OpenTelemetry adds bytes and arrays).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// A signed integer.
    I64(i64),
    /// An unsigned integer.
    U64(u64),
    /// A floating point number.
    F64(f64),
    /// Text.
    Str(Cow<'static, str>),
    /// Raw bytes.
    Bytes(Vec<u8>),
    /// An array.
    List(Vec<Value>),
}

impl Value {
    /// The text, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Str(text) = self { Some(text) } else { None }
    }

    /// The number, if it is an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::I64(n) => Some(*n),
            Self::U64(n) => i64::try_from(*n).ok(),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(b) = self { Some(*b) } else { None }
    }
}

/// Prints the bare value: text without quotes, bytes as an escaped byte string, arrays in brackets.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(v) => fmt::Display::fmt(v, f),
            Self::I64(v) => fmt::Display::fmt(v, f),
            Self::U64(v) => fmt::Display::fmt(v, f),
            Self::F64(v) => fmt::Display::fmt(v, f),
            Self::Str(v) => f.write_str(v),
            Self::Bytes(v) => write!(f, "{}", v.escape_ascii()),
            Self::List(items) => write_list(f, items.iter()),
        }
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = impl fmt::Display>) -> fmt::Result {
    f.write_str("[")?;
    for (i, item) in items.enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    f.write_str("]")
}

/// A value borrowed from a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ValueRef<'a> {
    /// A boolean.
    Bool(bool),
    /// A signed integer.
    I64(i64),
    /// An unsigned integer.
    U64(u64),
    /// A floating point number.
    F64(f64),
    /// Text.
    Str(&'a str),
    /// Raw bytes.
    Bytes(&'a [u8]),
    /// An array.
    List(ListRef<'a>),
}

impl ValueRef<'_> {
    /// An owned copy.
    pub fn to_value(&self) -> Value {
        match *self {
            Self::Bool(v) => Value::Bool(v),
            Self::I64(v) => Value::I64(v),
            Self::U64(v) => Value::U64(v),
            Self::F64(v) => Value::F64(v),
            Self::Str(v) => Value::Str(v.to_owned().into()),
            Self::Bytes(v) => Value::Bytes(v.to_vec()),
            Self::List(list) => Value::List(list.iter().map(|v| v.to_value()).collect()),
        }
    }
}

/// As [`Value`]'s.
impl fmt::Display for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Bool(v) => fmt::Display::fmt(&v, f),
            Self::I64(v) => fmt::Display::fmt(&v, f),
            Self::U64(v) => fmt::Display::fmt(&v, f),
            Self::F64(v) => fmt::Display::fmt(&v, f),
            Self::Str(v) => f.write_str(v),
            Self::Bytes(v) => write!(f, "{}", v.escape_ascii()),
            Self::List(list) => write_list(f, list.iter()),
        }
    }
}

/// An array in its recorded form: for each item a kind byte, a length and the bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListRef<'a>(pub(crate) &'a [u8]);

impl<'a> ListRef<'a> {
    /// The items, in order.
    pub fn iter(&self) -> impl Iterator<Item = ValueRef<'a>> + use<'a> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let (head, tail) = rest.split_first_chunk::<3>()?;
            let (bytes, after) = tail.split_at_checked(usize::from(u16::from_ne_bytes([head[1], head[2]])))?;
            rest = after;
            // SAFETY: lists are recorded item by item, each with its kind.
            unsafe { decode(head[0], bytes) }
        })
    }
}

pub(crate) const BOOL: u8 = 0;
pub(crate) const I64: u8 = 1;
pub(crate) const U64: u8 = 2;
pub(crate) const F64: u8 = 3;
pub(crate) const STR: u8 = 4;
pub(crate) const BYTES: u8 = 5;
pub(crate) const LIST: u8 = 6;

/// The value that these recorded bytes stand for; `None` where they stand for nothing.
///
/// # Safety
/// The bytes were recorded with this kind.
#[inline]
pub(crate) unsafe fn decode(kind: u8, bytes: &[u8]) -> Option<ValueRef<'_>> {
    let word = || bytes.first_chunk::<8>().copied();
    Some(match kind {
        BOOL => ValueRef::Bool(*bytes.first()? != 0),
        I64 => ValueRef::I64(i64::from_ne_bytes(word()?)),
        U64 => ValueRef::U64(u64::from_ne_bytes(word()?)),
        F64 => ValueRef::F64(f64::from_ne_bytes(word()?)),
        // SAFETY: what is recorded as text was text, and is copied unchanged (batch rule 2).
        STR => ValueRef::Str(unsafe { std::str::from_utf8_unchecked(bytes) }),
        BYTES => ValueRef::Bytes(bytes),
        LIST => ValueRef::List(ListRef(bytes)),
        _ => return None,
    })
}

/// A value on its way into the buffer. Text is cut at the cap, and what is formatted stops there.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Captured<'a> {
    /// A boolean.
    Bool(bool),
    /// A signed integer.
    I64(i64),
    /// An unsigned integer.
    U64(u64),
    /// A floating point number.
    F64(f64),
    /// Text.
    Str(&'a str),
    /// Raw bytes.
    Bytes(&'a [u8]),
    /// An array.
    List(&'a [Value]),
    /// Formatted when, and only if, it is recorded.
    Display(&'a dyn fmt::Display),
    /// Formatted when, and only if, it is recorded.
    Debug(&'a dyn fmt::Debug),
    /// What has no way to be shown: the type's name, given once.
    Opaque(&'static str),
    /// Must not leave the process.
    Redacted,
    /// Not recorded at all.
    Skipped,
}

impl fmt::Debug for Captured<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Captured")
    }
}

impl<'a> From<&'a Value> for Captured<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Bool(v) => Self::Bool(*v),
            Value::I64(v) => Self::I64(*v),
            Value::U64(v) => Self::U64(*v),
            Value::F64(v) => Self::F64(*v),
            Value::Str(v) => Self::Str(v),
            Value::Bytes(v) => Self::Bytes(v),
            Value::List(v) => Self::List(v),
        }
    }
}

macro_rules! from {
    ($($source:ty => $variant:ident as $number:ty),* $(,)?) => {$(
        impl From<$source> for Value {
            fn from(value: $source) -> Self {
                Self::$variant(<$number>::from(value))
            }
        }
    )*};
}

from! {
    bool => Bool as bool, i8 => I64 as i64, i16 => I64 as i64, i32 => I64 as i64, i64 => I64 as i64,
    u8 => U64 as u64, u16 => U64 as u64, u32 => U64 as u64, u64 => U64 as u64, f32 => F64 as f64, f64 => F64 as f64,
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::U64(value as u64)
    }
}

impl From<isize> for Value {
    fn from(value: isize) -> Self {
        Self::I64(value as i64)
    }
}

impl From<&'static str> for Value {
    fn from(value: &'static str) -> Self {
        Self::Str(Cow::Borrowed(value))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Str(Cow::Owned(value))
    }
}

impl From<Cow<'static, str>> for Value {
    fn from(value: Cow<'static, str>) -> Self {
        Self::Str(value)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<Vec<Value>> for Value {
    fn from(value: Vec<Value>) -> Self {
        Self::List(value)
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
