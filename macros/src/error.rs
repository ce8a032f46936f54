//! Collects every complaint, so that one compile shows them all.

use std::cell::RefCell;

use proc_macro2::{Span, TokenStream};

/// The complaints of one expansion. Must be finished; forgetting to is a bug that our tests see as a panic.
pub(crate) struct Errors {
    list: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self { list: RefCell::new(Some(Vec::new())) }
    }

    /// A complaint at one token.
    pub(crate) fn at(&self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    pub(crate) fn push(&self, error: syn::Error) {
        if let Some(list) = self.list.borrow_mut().as_mut() {
            list.push(error);
        }
    }

    /// All complaints as `compile_error!` items, or nothing.
    pub(crate) fn finish(self) -> Option<TokenStream> {
        let list = self.list.borrow_mut().take().unwrap_or_default();
        let all = list.into_iter().reduce(|mut all, next| {
            all.combine(next);
            all
        })?;
        Some(all.into_compile_error())
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if cfg!(test) && !std::thread::panicking() {
            assert!(self.list.borrow().is_none(), "complaints were collected and not reported");
        }
    }
}
