//! The body of the new function, for each shape.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote_spanned;
use syn::Type;

use super::bindings::{lets, mention};
use super::callsite::callsite;
use super::glue::Glue;
use super::outcome::probe;
use super::record::record;
use crate::plan::model::{Output, Plan, Shape};
use crate::plan::params::Access;
use crate::plan::returns::nameable;

/// All that stands between the new braces.
pub(crate) fn body(glue: &Glue, plan: &Plan, user: &Group) -> TokenStream {
    let mut tokens: TokenStream = plan.inner_attributes.iter().cloned().collect();
    tokens.extend(callsite(glue, plan));
    tokens.extend(match &plan.shape {
        Shape::Guard => guard(glue, plan, user),
        Shape::Run { result } => run(glue, plan, user, result.as_ref()),
        Shape::Async { output, rewritten } => lazy(glue, plan, user, output, *rewritten),
        Shape::Future { boxed, output, whole } => future(glue, plan, user, *boxed, output.as_ref(), whole),
        Shape::BoxedBlock { path, output, .. } => boxed_block(glue, plan, user, path, output.as_ref()),
        Shape::Stream { boxed, items, whole } => stream(glue, plan, user, *boxed, *items, whole),
    });
    tokens
}

/// Opens the span and records the arguments.
fn open(glue: &Glue, plan: &Plan) -> TokenStream {
    let (span, p) = (glue.span, &glue.private);
    let enter = match origin(glue, plan) {
        None => quote_spanned!(span=> #p::enter(&__TRACED)),
        Some(origin) => quote_spanned!(span=> #p::enter_as(&__TRACED, #origin)),
    };
    let condition = quote_spanned!(span=> __frame.is_recording());
    let record = record(glue, plan, true, &condition, &|values| quote_spanned!(span=> __frame.args(#values)));
    quote_spanned!(span=> let __frame = #enter; #record)
}

fn origin(glue: &Glue, plan: &Plan) -> Option<TokenStream> {
    let (span, p) = (glue.span, &glue.private);
    let origin = plan.origin.as_ref()?;
    let root = origin.root.then(|| quote_spanned!(span=> .root()));
    let parent = origin.parent.as_ref().map(|parent| quote_spanned!(span=> .parent(&(#parent))));
    let follows = origin.follows_from.as_ref().map(|from| quote_spanned!(span=> .follows_from(&(#from))));
    Some(quote_spanned!(span=> #p::Origin::new() #root #parent #follows))
}

/// The user's code, as the rest of a block that begins with the rebinding `let`s.
fn code(glue: &Glue, plan: &Plan, user: &Group) -> TokenStream {
    let lets = lets(glue, plan);
    if lets.is_empty() {
        // Braces inside of braces would be lints about the user's code.
        return user.stream();
    }
    // An arm drops the temporaries of its last expression before what was rebound, as a function does (edition 2021).
    quote_spanned!(glue.span=> #lets match () { () => #user })
}

/// Braces where the user's stood, so that tools find the lines again.
fn braces(user: &Group, inside: TokenStream) -> Group {
    let mut group = Group::new(Delimiter::Brace, inside);
    group.set_span(user.span());
    group
}

/// ```ignore
/// let __frame = P::enter(&__TRACED);
/// { user }
/// ```
fn guard(glue: &Glue, plan: &Plan, user: &Group) -> TokenStream {
    let (open, code) = (open(glue, plan), code(glue, plan, user));
    quote_spanned!(glue.span=> #open #code)
}

/// ```ignore
/// let __frame = P::enter(&__TRACED);
/// P::run(__frame, || -> R { user }, probe)
/// ```
fn run(glue: &Glue, plan: &Plan, user: &Group, result: Option<&Type>) -> TokenStream {
    let (span, p) = (glue.span, &glue.private);
    let (open, probe) = (open(glue, plan), probe(glue, plan));
    let body = closure(glue, plan, user, result);
    quote_spanned!(span=> #open return #p::run(__frame, #body, #probe);)
}

/// `|| -> R { user }`, or `|| { user }` where the type has no name.
fn closure(glue: &Glue, plan: &Plan, user: &Group, result: Option<&Type>) -> TokenStream {
    let block = braces(user, code(glue, plan, user));
    match result.map(nameable) {
        None => quote_spanned!(glue.span=> || #block),
        Some(ty) => quote_spanned!(glue.span=> || -> #ty #block),
    }
}

/// ```ignore
/// P::future::<R, _, _>(&__TRACED, async move { if P::fresh(&__TRACED) { record } { user } }, probe)
/// ```
fn lazy(glue: &Glue, plan: &Plan, user: &Group, output: &Output, rewritten: bool) -> TokenStream {
    let span = glue.span;
    let ty = match output {
        Output::Unit => Some(quote_spanned!(span=> ())),
        Output::Never => None,
        Output::Value(ty) => Some(nameable(ty)),
    };
    // Names that come out of a pattern, and names in the user's expressions, exist only after the `let`s.
    let late = plan.params.iter().any(|param| param.access == Access::Rename);
    let mention = mention(glue, plan, !late && !plan.fields.is_empty());
    let record = record_inside(glue, plan, !late);
    let hint = match output {
        Output::Unit => Some(hint(glue, None)),
        Output::Never | Output::Value(Type::ImplTrait(_)) => None,
        Output::Value(_) => Some(hint(glue, ty.as_ref())),
    };
    let (before, after) = if late { (None, Some(record)) } else { (Some(record), None) };
    let lets = lets(glue, plan);
    let code = if lets.is_empty() { user.stream() } else { quote_spanned!(span=> match () { () => #user }) };
    let block = braces(user, quote_spanned!(span=> #mention #before #lets #after #hint #code));
    let future = wrap(glue, plan, ty.as_ref(), &block);
    if matches!(output, Output::Never) {
        return quote_spanned!(span=> #future.await);
    }
    if rewritten { quote_spanned!(span=> return #future;) } else { quote_spanned!(span=> return #future.await;) }
}

/// Recording inside of an `async` block: the first poll of this very call.
fn record_inside(glue: &Glue, plan: &Plan, early: bool) -> TokenStream {
    let (span, p) = (glue.span, &glue.private);
    let condition = quote_spanned!(span=> #p::fresh(&__TRACED));
    record(glue, plan, early, &condition, &|values| quote_spanned!(span=> #p::args(&__TRACED, #values)))
}

/// Tells an `async` block its type before the user's code does, for `?`, coercions and the place of errors.
fn hint(glue: &Glue, ty: Option<&TokenStream>) -> TokenStream {
    let p = &glue.private;
    let value = ty.map(|ty| quote_spanned!(glue.span=> #p::hint::<#ty>()));
    quote_spanned!(glue.span=> if false { return #value; })
}

fn wrap(glue: &Glue, plan: &Plan, ty: Option<&TokenStream>, block: &Group) -> TokenStream {
    let (span, p) = (glue.span, &glue.private);
    let probe = probe(glue, plan);
    let generics = ty.map(|ty| quote_spanned!(span=> ::<#ty, _, _>));
    match origin(glue, plan) {
        None => quote_spanned!(span=> #p::future #generics (&__TRACED, async move #block, #probe)),
        Some(origin) => quote_spanned!(span=> #p::future_as #generics (&__TRACED, #origin, async move #block, #probe)),
    }
}

fn future(glue: &Glue, plan: &Plan, user: &Group, boxed: bool, output: Option<&Type>, whole: &Type) -> TokenStream {
    let span = glue.span;
    let (open, probe) = (open(glue, plan), probe(glue, plan));
    let body = closure(glue, plan, user, boxed.then_some(whole));
    let ty = output.map_or_else(|| quote_spanned!(span=> _), nameable);
    let future = quote_spanned!(span=> __frame.future::<#ty, _, _>(#body, #probe));
    let future = boxed_if(glue, boxed, future);
    quote_spanned!(span=> #open return #future;)
}

/// `Box::pin(P::future(.., async move { record; { user } }, ..))`
fn boxed_block(glue: &Glue, plan: &Plan, user: &Group, path: &TokenStream, output: Option<&Type>) -> TokenStream {
    let span = glue.span;
    let record = record_inside(glue, plan, true);
    let ty = output.map_or_else(|| quote_spanned!(span=> _), nameable);
    let code = user.stream();
    let future = wrap(glue, plan, Some(&ty), &braces(user, quote_spanned!(span=> #record #code)));
    quote_spanned!(span=> return #path(#future);)
}

fn stream(glue: &Glue, plan: &Plan, user: &Group, boxed: bool, items: bool, whole: &Type) -> TokenStream {
    let span = glue.span;
    let open = open(glue, plan);
    let body = closure(glue, plan, user, boxed.then_some(whole));
    let stream = if items {
        quote_spanned!(span=> __frame.stream_items(&__TRACED, #body))
    } else {
        quote_spanned!(span=> __frame.stream(#body))
    };
    let stream = boxed_if(glue, boxed, stream);
    quote_spanned!(span=> #open return #stream;)
}

fn boxed_if(glue: &Glue, boxed: bool, value: TokenStream) -> TokenStream {
    if boxed { quote_spanned!(glue.span=> ::std::boxed::Box::pin(#value)) } else { value }
}
