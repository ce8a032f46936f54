//! The static of one instrumented function.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use super::glue::Glue;
use crate::configured;
use crate::plan::model::Plan;

/// ```ignore
/// static __TRACED: P::Callsite = P::Callsite::new(P::Meta { name: "f", .. });
/// P::register!(__TRACED);
/// ```
pub(crate) fn callsite(glue: &Glue, plan: &Plan) -> TokenStream {
    let (span, p) = (glue.span, &glue.private);
    let (name, function) = (&plan.name, &plan.function);
    let keys = plan.fields.iter().map(|field| {
        let (cfg, key) = (&field.cfg, &field.key);
        quote_spanned!(span=> #(#cfg)* #key)
    });
    let [kind, orphan, errors] = [plan.kind, plan.orphan, plan.errors].map(|variant| Ident::new(variant, span));
    let (owner, listed) = (&plan.owner, &plan.listed);
    let bits = proc_macro2::Literal::u16_unsuffixed(plan.bits);
    // A macro says the line where its tokens stand; ours would be the attribute's.
    let line = line(plan.span);
    let dependency = configured::dependency();
    quote_spanned! {span=>
        #dependency
        static __TRACED: #p::Callsite = #p::Callsite::new(#p::Meta {
            name: #name,
            function: #function,
            module: ::core::module_path!(),
            file: ::core::file!(),
            line: #line,
            fields: &[#(#keys),*],
            kind: #p::Kind::#kind,
            orphan: #p::Orphan::#orphan,
            errors: #p::Errors::#errors,
            shape: #p::Shape { owner: #owner, bits: #bits, listed: &[#(#listed),*] },
        });
        #p::register!(__TRACED);
    }
}

/// The line of a token of the user.
pub(crate) fn line(at: Span) -> TokenStream {
    quote_spanned!(at=> ::core::line!())
}
