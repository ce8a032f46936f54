//! Which values can be shown, and how: chosen by the type of the value, by autoref specialisation, so that nothing stops compiling.
//!
//! `(&&&&Capture(&x)).__traced_value()` tries the implementations below from the most to the least special; the number of `&` in front
//! of `Capture` in an implementation is its rank. What none fits is shown as its type's name.

use std::{
    any::type_name,
    borrow::Cow,
    ffi::{OsStr, OsString},
    fmt,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use crate::{
    redacted::Redacted,
    value::{Captured, Value},
};

/// A value that is about to be looked at.
#[derive(Debug)]
pub struct Capture<'a, T: ?Sized>(pub &'a T);

/// Types that have a form of their own.
pub trait Known {
    /// The form.
    fn captured(&self) -> Captured<'_>;
}

macro_rules! known {
    ($($kind:ty => |$value:ident| $form:expr;)*) => {$(
        impl Known for $kind {
            #[inline]
            fn captured(&self) -> Captured<'_> {
                let $value = self;
                $form
            }
        }
    )*};
}

known! {
    bool => |v| Captured::Bool(*v);
    i8 => |v| Captured::I64(i64::from(*v));
    i16 => |v| Captured::I64(i64::from(*v));
    i32 => |v| Captured::I64(i64::from(*v));
    i64 => |v| Captured::I64(*v);
    isize => |v| Captured::I64(*v as i64);
    u8 => |v| Captured::U64(u64::from(*v));
    u16 => |v| Captured::U64(u64::from(*v));
    u32 => |v| Captured::U64(u64::from(*v));
    u64 => |v| Captured::U64(*v);
    usize => |v| Captured::U64(*v as u64);
    f32 => |v| Captured::F64(f64::from(*v));
    f64 => |v| Captured::F64(*v);
    str => |v| Captured::Str(v);
    String => |v| Captured::Str(v);
    Cow<'_, str> => |v| Captured::Str(v);
    [u8] => |v| Captured::Bytes(v);
    Vec<u8> => |v| Captured::Bytes(v);
    Path => |v| text_or_bytes(v.as_os_str());
    PathBuf => |v| text_or_bytes(v.as_os_str());
    OsStr => |v| text_or_bytes(v);
    OsString => |v| text_or_bytes(v);
    Value => |v| Captured::from(v);
}

/// Names of files need not be text.
fn text_or_bytes(text: &OsStr) -> Captured<'_> {
    text.to_str().map_or(Captured::Bytes(text.as_encoded_bytes()), Captured::Str)
}

impl<const N: usize> Known for [u8; N] {
    fn captured(&self) -> Captured<'_> {
        Captured::Bytes(self)
    }
}

impl<T: ?Sized> Known for Redacted<T> {
    fn captured(&self) -> Captured<'_> {
        Captured::Redacted
    }
}

macro_rules! behind {
    ($($pointer:ty),*) => {$(
        impl<T: Known + ?Sized> Known for $pointer {
            #[inline]
            fn captured(&self) -> Captured<'_> {
                (**self).captured()
            }
        }
    )*};
}

behind! { &T, &mut T, Box<T>, Rc<T>, Arc<T> }

/// Rank 1.
pub trait ViaKnown<'a> {
    /// The value's own form.
    fn __traced_value(&self) -> Captured<'a>;
}

impl<'a, T: Known + ?Sized> ViaKnown<'a> for &&&Capture<'a, T> {
    #[inline]
    fn __traced_value(&self) -> Captured<'a> {
        self.0.captured()
    }
}

/// Rank 2.
pub trait ViaDisplay<'a> {
    /// The value's `Display`.
    fn __traced_value(&self) -> Captured<'a>;
}

impl<'a, T: fmt::Display> ViaDisplay<'a> for &&Capture<'a, T> {
    #[inline]
    fn __traced_value(&self) -> Captured<'a> {
        Captured::Display(self.0)
    }
}

/// Rank 3.
pub trait ViaDebug<'a> {
    /// The value's `Debug`.
    fn __traced_value(&self) -> Captured<'a>;
}

impl<'a, T: fmt::Debug> ViaDebug<'a> for &Capture<'a, T> {
    #[inline]
    fn __traced_value(&self) -> Captured<'a> {
        Captured::Debug(self.0)
    }
}

/// Rank 4.
pub trait ViaName<'a> {
    /// The type's name.
    fn __traced_value(&self) -> Captured<'a>;
}

impl<'a, T: ?Sized> ViaName<'a> for Capture<'a, T> {
    #[inline]
    fn __traced_value(&self) -> Captured<'a> {
        Captured::Opaque(type_name::<T>())
    }
}
