//! The closure that looks at the result.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::glue::Glue;
use super::record::capture;
use crate::plan::model::Plan;
use crate::syntax::arguments::Ret;

/// ```ignore
/// |__r, __seen| { use P::outcome::*; __seen.outcome((&&&&&&Outcome(__r)).__traced_failure()); }
/// ```
pub(crate) fn probe(glue: &Glue, plan: &Plan) -> TokenStream {
    let (span, p) = (glue.span, &glue.private);
    let probe = &plan.probe;
    if probe.is_empty() {
        return quote_spanned!(span=> #p::ignore);
    }
    let mut steps = TokenStream::new();
    if probe.outcome {
        // An expression of the user's comes after it, which the import must not reach.
        let look = quote_spanned!(span=> use #p::outcome::*; __seen.outcome((&&&&&&Outcome(__r)).__traced_failure()););
        steps.extend(if probe.error_if.is_none() && probe.ret.is_none() {
            look
        } else {
            quote_spanned!(span=> { #look })
        });
    }
    if let Some(closure) = &probe.error_if {
        steps.extend(quote_spanned!(span=> __seen.error_if(#p::project(__r, #closure));));
    }
    match &probe.ret {
        None => {}
        Some(Ret(None)) => {
            let value = capture(glue, &quote_spanned!(span=> __r));
            steps.extend(quote_spanned!(span=> { use #p::capture::*; __seen.ret(#value); }));
        }
        Some(Ret(Some(closure))) => {
            let value = capture(glue, &quote_spanned!(span=> &__value));
            steps.extend(quote_spanned! {span=>
                match #p::project(__r, #closure) { __value => { use #p::capture::*; __seen.ret(#value); } }
            });
        }
    }
    if probe.locate && probe.outcome {
        steps.extend(quote_spanned!(span=> __seen.at(#p::located(&__TRACED));));
    }
    quote_spanned!(span=> |__r, __seen| { #steps })
}
