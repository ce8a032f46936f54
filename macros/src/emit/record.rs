//! Recording arguments and tags, where this very call is recorded.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};

use super::bindings::source;
use super::glue::Glue;
use crate::plan::model::{Plan, Value};
use crate::plan::params::Twin;

/// ```ignore
/// if CONDITION { use P::capture::*; SINK(&[(&&&&Capture(&a)).__traced_value(), ..]); }
/// ```
/// `early`: before the parameters are rebound, so by their twins.
pub(crate) fn record(
    glue: &Glue,
    plan: &Plan,
    early: bool,
    condition: &TokenStream,
    sink: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let (span, p) = (glue.span, &glue.private);
    if plan.fields.is_empty() {
        return TokenStream::new();
    }
    // The user's expressions are evaluated where our names are not in scope.
    let mut expressions = Vec::new();
    let mut names = Vec::new();
    let values: Vec<TokenStream> = plan
        .fields
        .iter()
        .map(|field| {
            let cfg = &field.cfg;
            let value = match &field.value {
                Value::Argument { ident, param } => {
                    let param = &plan.params[*param];
                    let ident =
                        if early || param.twin == Twin::Twice { source(glue, param, ident) } else { ident.clone() };
                    capture(glue, &quote_spanned!(span=> &#ident))
                }
                Value::This(this) => capture(glue, &quote_spanned!(span=> &#this)),
                Value::Tag(expression) => {
                    let name = format_ident!("__tag{}", names.len(), span = span);
                    expressions.push(quote_spanned!(span=> &(#expression)));
                    let value = capture(glue, &quote_spanned!(span=> #name));
                    names.push(name);
                    value
                }
                Value::Redacted => quote_spanned!(span=> #p::Captured::Redacted),
            };
            quote_spanned!(span=> #(#cfg)* #value)
        })
        .collect();
    let redacted = plan.fields.iter().all(|field| matches!(field.value, Value::Redacted));
    let import = (!redacted).then(|| quote_spanned!(span=> use #p::capture::*;));
    let sink = sink(quote_spanned!(span=> &[#(#values),*]));
    let write = quote_spanned!(span=> #import #sink;);
    if expressions.is_empty() {
        return quote_spanned!(span=> if #condition { #write });
    }
    quote_spanned!(span=> if #condition { match (#(#expressions,)*) { (#(#names,)*) => { #write } } })
}

/// The value behind a reference, whatever its type can say of itself.
pub(crate) fn capture(glue: &Glue, reference: &TokenStream) -> TokenStream {
    quote_spanned!(glue.span=> (&&&&Capture(#reference)).__traced_value())
}
