//! The new function: attributes, signature, and the body in its new braces.

use super::bindings::change_signature;
use super::glue::Glue;
use super::shapes;
use crate::plan::model::{Output, Plan, Shape};
use crate::syntax::function::Function;
use crate::syntax::invisible::solid_all;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};

/// `body`: the user's block, after what was to be changed inside of it.
pub(crate) fn function(glue: &Glue, plan: &Plan, function: &Function, body: &Group) -> TokenStream {
    let span = glue.span;
    let mut new = function.clone();
    change_signature(glue, plan, &mut new.signature);
    let mut rewritten = false;
    if let Shape::Async { output, rewritten: true } = &plan.shape {
        rewritten = true;
        new.signature.asyncness = None;
        let ty = match output {
            Output::Value(ty) => ty.to_token_stream(),
            Output::Unit | Output::Never => quote_spanned!(span=> ()),
        };
        let future = quote_spanned!(span=> -> impl ::core::future::Future<Output = #ty>);
        new.signature.output = syn::parse2(future).unwrap_or_else(|_| function.signature.output.clone());
    }
    let mut braces = Group::new(Delimiter::Brace, shapes::body(glue, plan, body));
    braces.set_span(plan.body.span());
    new.body = TokenTree::Group(braces);
    let (before, signature, body) = (new.before(), new.signature, new.body);
    let signature = solid_all(signature.into_token_stream());
    let end = rewritten.then(|| end(function));
    quote_spanned!(span=> #before #signature #end #body)
}

/// The signature must end with a token of the user, or the compiler shows the attribute where it means the function.
/// An empty `where` is such a token.
fn end(function: &Function) -> Option<TokenStream> {
    if function.signature.generics.where_clause.is_some() {
        return None;
    }
    let last = function.signature.output.to_token_stream().into_iter().last();
    let span = last.map_or_else(|| function.signature.paren_token.span.close(), |token| token.span());
    Some(quote_spanned!(span=> where))
}
