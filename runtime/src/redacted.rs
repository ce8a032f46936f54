//! `Redacted`: a value that no trace will show.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

/// Hides a value from traces and from `Debug`; otherwise it is the value.
///
/// ```
/// use traced_runtime::Redacted;
/// let card = Redacted("4111 1111 1111 1111");
/// assert_eq!(format!("{card:?}"), "[redacted]");
/// assert_eq!(card.len(), 19);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Redacted<T: ?Sized>(pub T);

impl<T: ?Sized> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T: ?Sized> fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T: ?Sized> Deref for Redacted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> DerefMut for Redacted<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Redacted<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
