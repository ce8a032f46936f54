//! How generated code names things: one private module of the runtime, and names that cannot meet the user's.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

/// The path to the runtime's private module.
#[derive(Clone)]
pub(crate) struct Glue {
    pub(crate) span: Span,
    pub(crate) private: TokenStream,
}

impl Glue {
    pub(crate) fn new(krate: &TokenStream) -> Self {
        let span = Span::mixed_site();
        Self { span, private: quote_spanned!(span=> #krate::__private) }
    }

    /// The same name at the same place, which the user's code cannot see.
    pub(crate) fn twin(&self, ident: &Ident) -> Ident {
        let mut twin = ident.clone();
        twin.set_span(ident.span().resolved_at(self.span));
        twin
    }
}
