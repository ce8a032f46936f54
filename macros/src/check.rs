//! What is refused: arguments that contradict each other, or that have nothing to work on.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;

use crate::error::Errors;
use crate::plan::params::params;
use crate::plan::returns::Returns;
use crate::syntax::arguments::Arguments;
use crate::syntax::attribute;
use crate::syntax::function::Function;

/// Refusals that hold wherever the attribute stands.
pub(crate) fn check_arguments(arguments: &Arguments, errors: &Errors) {
    check_skip_with_only(arguments, errors);
    check_skip_all_with_skip(arguments, errors);
    check_root_with_parent(arguments, errors);
    check_orphan_with_root(arguments, errors);
    check_locate_without_errors(arguments, errors);
    check_tag_twice(arguments, errors);
    check_off_with_others(arguments, errors);
}

/// Refusals about functions that no span can be put around.
pub(crate) fn check_placement(function: &Function, errors: &Errors) {
    let attributes = &function.attributes;
    if let Some(constness) = &function.signature.constness {
        let message =
            "a `const fn` may run while compiling, where there is nothing to trace: leave out `#[traced]` or `const`";
        errors.at(constness.span, message);
    } else if function.block().is_none() {
        let message = "there is no body here to trace: put `#[traced]` where the function is implemented";
        errors.at(function.signature.ident.span(), message);
    } else if attribute::has(attributes, "naked") || attribute::has_inside(attributes, "unsafe", "naked") {
        errors.at(function.signature.ident.span(), "a naked function has no room for a span: leave out `#[traced]`");
    }
}

/// Refusals about one function, when it is annotated itself.
pub(crate) fn check_function(arguments: &Arguments, function: &Function, errors: &Errors) {
    check_unknown_argument(arguments, function, errors);
    check_stream_without_stream(arguments, function, errors);
    check_track_caller_with_outcome(arguments, function, errors);
}

/// Refusals about an `impl`, `trait` or `mod`.
pub(crate) fn check_bulk(arguments: &Arguments, errors: &Errors) {
    check_name_in_bulk(arguments, errors);
}

fn both(errors: &Errors, first: Option<Span>, second: Option<Span>, message: &str) {
    if let (Some(_), Some(at)) = (first, second) {
        errors.at(at, message);
    }
}

fn check_skip_with_only(arguments: &Arguments, errors: &Errors) {
    let message = "`only(..)` already says which arguments are recorded: leave `skip` out";
    both(errors, arguments.only.span(), arguments.skip.span(), message);
    both(errors, arguments.only.span(), arguments.skip_all.span(), message);
}

fn check_skip_all_with_skip(arguments: &Arguments, errors: &Errors) {
    both(
        errors,
        arguments.skip_all.span(),
        arguments.skip.span(),
        "`skip_all` already skips every argument: leave `skip(..)` out",
    );
}

fn check_root_with_parent(arguments: &Arguments, errors: &Errors) {
    both(
        errors,
        arguments.root.span(),
        arguments.parent.span(),
        "a `root` span has no parent: keep one of `root` and `parent`",
    );
}

fn check_orphan_with_root(arguments: &Arguments, errors: &Errors) {
    let message =
        "`orphan` is about calls without a current span, and a `root` span never looks for one: keep one of them";
    both(errors, arguments.root.span(), arguments.orphan.span(), message);
}

fn check_locate_without_errors(arguments: &Arguments, errors: &Errors) {
    if arguments.err.get() == Some(&"Off") {
        both(
            errors,
            arguments.err.span(),
            arguments.locate.span(),
            "`locate` adds a line to recorded errors, and `err = off` records none",
        );
    }
}

fn check_tag_twice(arguments: &Arguments, errors: &Errors) {
    let tags = arguments.tags.get().map_or(&[][..], Vec::as_slice);
    for (at, tag) in tags.iter().enumerate() {
        if tags[..at].iter().any(|before| before.key == tag.key) {
            errors.at(tag.span, format_args!("the tag `{}` is given twice", tag.key));
        }
    }
}

fn check_off_with_others(arguments: &Arguments, errors: &Errors) {
    let others = [
        arguments.name.span(),
        arguments.kind.span(),
        arguments.skip.span(),
        arguments.skip_all.span(),
        arguments.only.span(),
        arguments.tags.span(),
        arguments.ret.span(),
        arguments.err.span(),
        arguments.error_if.span(),
        arguments.root.span(),
        arguments.parent.span(),
        arguments.follows_from.span(),
        arguments.orphan.span(),
        arguments.stream.span(),
        arguments.carry.span(),
        arguments.locate.span(),
    ];
    if let Some(other) = others.into_iter().flatten().next() {
        both(errors, arguments.off.span(), Some(other), "`off` leaves the item alone: this has no effect");
    }
}

fn check_unknown_argument(arguments: &Arguments, function: &Function, errors: &Errors) {
    let params = params(&function.signature);
    let mut known: Vec<String> =
        params.iter().flat_map(|param| &param.bindings).map(|binding| binding.ident.unraw().to_string()).collect();
    if function.signature.receiver().is_some() {
        known.push("self".to_owned());
    }
    let named = [&arguments.skip, &arguments.only].into_iter().filter_map(|cell| cell.get()).flatten();
    for name in named.filter(|name: &&Ident| !known.contains(&name.unraw().to_string())) {
        let list = if known.is_empty() { "it has none".to_owned() } else { format!("it has `{}`", known.join("`, `")) };
        errors.at(name.span(), format_args!("the function has no argument `{name}`: {list}"));
    }
}

fn check_stream_without_stream(arguments: &Arguments, function: &Function, errors: &Errors) {
    let streams = matches!(Returns::of(&function.signature.output), Returns::Stream { .. });
    if let (Some(span), false) = (arguments.stream.span(), streams && function.signature.asyncness.is_none()) {
        errors.at(span, "`stream` is for functions that return `impl Stream` or `Pin<Box<dyn Stream>>`");
    }
}

fn check_track_caller_with_outcome(arguments: &Arguments, function: &Function, errors: &Errors) {
    if !attribute::has(&function.attributes, "track_caller") || function.signature.asyncness.is_some() {
        return;
    }
    for span in [arguments.ret.span(), arguments.error_if.span(), arguments.locate.span()].into_iter().flatten() {
        errors.at(
            span,
            "the result of a `#[track_caller]` function cannot be looked at: that would change who its caller is",
        );
    }
}

fn check_name_in_bulk(arguments: &Arguments, errors: &Errors) {
    if let Some(span) = arguments.name.span() {
        errors.at(span, "a `name` here would be that of every function inside: put it on the functions");
    }
}
