//! What spans made by hand and the current span have in common: how users' fields and errors are written.

use std::{borrow::Cow, error::Error};

use crate::{
    value::{Captured, Value},
    write::Pen,
};

/// Fields that outlive the closure that writes them.
pub(crate) fn own<K: Into<Cow<'static, str>>, V: Into<Value>>(
    fields: impl IntoIterator<Item = (K, V)>,
) -> Vec<(Cow<'static, str>, Value)> {
    fields.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
}

pub(crate) fn write_error<E: Error + ?Sized>(pen: Pen, error: &E) {
    pen.error(std::any::type_name::<E>(), Captured::Display(&error), caught_source(error));
}

/// The error below; `source` is users' code and may panic.
fn caught_source<E: Error + ?Sized>(error: &E) -> Option<&(dyn Error + 'static)> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| error.source())).ok().flatten()
}
