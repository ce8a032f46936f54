//! The parameters in the signature, and the bindings at the start of the body.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::{FnArg, Pat, Signature};

use super::glue::Glue;
use crate::plan::model::Plan;
use crate::plan::params::{Access, Param, Twin};

/// The name of a whole argument whose pattern is taken apart later.
fn whole(glue: &Glue, param: &Param) -> Ident {
    format_ident!("__arg{}", param.index, span = glue.span)
}

/// The name behind which a rebound value is reached before it is rebound.
pub(crate) fn source(glue: &Glue, param: &Param, ident: &Ident) -> Ident {
    let movable = || param.bindings.iter().any(|binding| binding.movable && binding.ident == *ident);
    if param.twin != Twin::No && movable() { glue.twin(ident) } else { ident.clone() }
}

/// Changes the patterns of the signature as the plan says.
pub(crate) fn change_signature(glue: &Glue, plan: &Plan, signature: &mut Signature) {
    for param in &plan.params {
        let Some(FnArg::Typed(typed)) = signature.inputs.iter_mut().nth(param.index) else { continue };
        match param.access {
            Access::Keep => {}
            Access::Rebind => retwin(glue, param, &mut typed.pat),
            Access::Rename => {
                let name = whole(glue, param);
                *typed.pat = Pat::Verbatim(quote_spanned!(glue.span=> #name));
            }
        }
    }
}

/// Gives every movable name of a pattern the hygiene of its twin, and takes the `mut` of a single name, which the inner binding keeps.
fn retwin(glue: &Glue, param: &Param, pattern: &mut Pat) {
    let again = |inner: &mut Pat| retwin(glue, param, inner);
    match pattern {
        Pat::Ident(name) => {
            if param.simple {
                name.mutability = None;
            }
            name.ident = source(glue, param, &name.ident);
            if let Some((_, inner)) = &mut name.subpat {
                again(inner);
            }
        }
        Pat::Paren(inner) => again(&mut inner.pat),
        Pat::Reference(inner) => again(&mut inner.pat),
        Pat::Slice(list) => list.elems.iter_mut().for_each(again),
        Pat::Struct(list) => list.fields.iter_mut().for_each(|field| {
            // `Point { x }` would bind the user's `x`: the field needs its name before the twin's.
            let named = field.colon_token.is_some();
            again(&mut field.pat);
            if !named && param.twin != Twin::No {
                field.colon_token = Some(syn::token::Colon(glue.span));
            }
        }),
        Pat::Tuple(list) => list.elems.iter_mut().for_each(again),
        Pat::TupleStruct(list) => list.elems.iter_mut().for_each(again),
        Pat::Type(inner) => again(&mut inner.pat),
        Pat::Or(list) => list.cases.iter_mut().for_each(again),
        _ => {}
    }
}

/// `let PATTERN = twin;` for every parameter that the body gets that way.
pub(crate) fn lets(glue: &Glue, plan: &Plan) -> TokenStream {
    let mut all = TokenStream::new();
    for param in &plan.params {
        let cfg: TokenStream = param.cfg.iter().map(quote::ToTokens::to_token_stream).collect();
        let pattern = &param.pattern;
        match param.access {
            Access::Keep => {}
            Access::Rebind if param.simple => {
                let Some(binding) = param.bindings.first() else { continue };
                let source = source(glue, param, &binding.ident);
                if param.twin == Twin::Twice {
                    all.extend(quote_spanned!(glue.span=> #cfg let #source = #source;));
                } else {
                    all.extend(quote_spanned!(glue.span=> #cfg let #pattern = #source;));
                }
            }
            Access::Rebind => {
                for binding in param.bindings.iter().filter(|binding| binding.movable) {
                    let (ident, source) = (&binding.ident, source(glue, param, &binding.ident));
                    all.extend(quote_spanned!(glue.span=> #cfg let #ident = #source;));
                }
            }
            Access::Rename => {
                let whole = whole(glue, param);
                all.extend(quote_spanned!(glue.span=> #cfg let #whole = #whole;));
                if !matches!(pattern, Pat::Wild(_)) {
                    all.extend(quote_spanned!(glue.span=> #cfg let #pattern = #whole;));
                }
            }
        }
    }
    all
}

/// A statement that makes an `async move` block own what the plain function would own, in the order of the parameters.
pub(crate) fn mention(glue: &Glue, plan: &Plan, recorded_first: bool) -> Option<TokenStream> {
    use crate::plan::model::Value;
    let span = glue.span;
    let kept = plan.params.iter().any(|param| param.owned && param.access == Access::Keep);
    // A future holds `self` also where its body does not name it.
    let this =
        plan.this.as_ref().filter(|(this, _)| this.owned || !plan.names.contains("self")).map(|(_, ident)| ident);
    let owned: Vec<usize> = plan.params.iter().enumerate().filter(|(_, param)| param.owned).map(|(at, _)| at).collect();
    let in_lets = !recorded_first && !kept;
    let recorded: Vec<usize> = plan
        .fields
        .iter()
        .filter_map(|field| match &field.value {
            Value::Argument { param, .. } if plan.params[*param].owned => Some(*param),
            _ => None,
        })
        .collect();
    let by_recording = recorded_first && recorded == owned;
    if this.is_none() && (owned.is_empty() || in_lets || by_recording) {
        return None;
    }
    let mut places: Vec<TokenStream> = this.map(|this| quote_spanned!(span=> &#this)).into_iter().collect();
    for at in owned {
        let param = &plan.params[at];
        let cfg: TokenStream = param.cfg.iter().map(quote::ToTokens::to_token_stream).collect();
        if param.access == Access::Rename {
            let whole = whole(glue, param);
            places.push(quote_spanned!(span=> #cfg &#whole));
            continue;
        }
        for binding in &param.bindings {
            let source = source(glue, param, &binding.ident);
            places.push(quote_spanned!(span=> #cfg &#source));
        }
    }
    Some(quote_spanned!(span=> let _ = (#(#places,)*);))
}
