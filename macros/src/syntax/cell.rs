//! The place of one argument, which itself knows whether it was given before.

use proc_macro2::Span;

use crate::error::Errors;

/// At most one value, and where it was written.
#[derive(Clone)]
pub(crate) struct Cell<T> {
    keyword: &'static str,
    value: Option<(Span, T)>,
}

impl<T> Cell<T> {
    pub(crate) fn new(keyword: &'static str) -> Self {
        Self { keyword, value: None }
    }

    /// Fills the cell; a second time is a complaint about the second place.
    pub(crate) fn set(&mut self, errors: &Errors, span: Span, value: T) {
        if self.value.is_some() {
            errors.at(span, format_args!("`{}` is given twice", self.keyword));
        } else {
            self.value = Some((span, value));
        }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().map(|(_, value)| value)
    }

    pub(crate) fn span(&self) -> Option<Span> {
        self.value.as_ref().map(|(span, _)| *span)
    }

    pub(crate) fn is_set(&self) -> bool {
        self.value.is_some()
    }

    /// Takes over the other's value where there is one: the inner attribute overrides the outer.
    pub(crate) fn override_with(&mut self, inner: Self) {
        if inner.value.is_some() {
            self.value = inner.value;
        }
    }
}
