//! Everything inside an `impl`, `trait` or `mod` at once; what cannot or should not be traced is passed over.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};

use crate::check;
use crate::configured;
use crate::error::Errors;
use crate::krate;
use crate::single;
use crate::syntax::arguments::Arguments;
use crate::syntax::attribute;
use crate::syntax::container::{Container, Kind, Member};
use crate::syntax::function::{Function, Place};

/// Methods of traits that everything calls and nobody wants a span of.
const PASSED_OVER: &[&str] = &[
    "fmt",
    "drop",
    "clone",
    "clone_from",
    "eq",
    "ne",
    "hash",
    "cmp",
    "partial_cmp",
    "lt",
    "le",
    "gt",
    "ge",
    "deref",
    "deref_mut",
    "borrow",
    "borrow_mut",
    "as_ref",
    "as_mut",
    "index",
    "index_mut",
    "default",
    "to_owned",
    "size_hint",
    "poll",
    "poll_next",
    "wake",
    "wake_by_ref",
];

/// Methods that end a getter.
const CHEAP: &[&str] = &[
    "clone",
    "len",
    "is_empty",
    "as_str",
    "as_ref",
    "as_mut",
    "as_slice",
    "as_deref",
    "as_bytes",
    "get",
    "copied",
    "cloned",
    "iter",
    "to_owned",
    "to_string",
    "borrow",
    "deref",
];

/// The arguments of the attribute, read and as written.
pub(crate) struct Bulk<'a> {
    pub(crate) arguments: &'a Arguments,
    pub(crate) written: &'a TokenStream,
    pub(crate) errors: &'a Errors,
    /// The inline modules around it.
    pub(crate) modules: Vec<String>,
}

impl Bulk<'_> {
    /// The item with spans in its functions.
    pub(crate) fn container(&self, mut container: Container) -> TokenStream {
        let all = std::mem::take(&mut container.attributes);
        let (ours, others): (Vec<_>, Vec<_>) = all.into_iter().partition(attribute::is_traced);
        container.attributes = others;
        let mut arguments = self.arguments.clone();
        for again in ours {
            let inner = Arguments::parse(attribute::arguments(&again), self.errors);
            check::check_arguments(&inner, self.errors);
            check::check_bulk(&inner, self.errors);
            arguments = arguments.overridden_by(inner);
        }
        let modules = self.modules.iter().cloned().chain(container.module.clone()).collect();
        let inner = Bulk { arguments: &arguments, written: self.written, errors: self.errors, modules };
        let members: TokenStream = container
            .members()
            .into_iter()
            .map(|member| match member {
                _ if arguments.off.is_set() => print(member),
                Member::Function(function) => inner.function(&container, *function),
                Member::Container(nested) => inner.container(nested),
                Member::Other(tokens) => tokens,
            })
            .collect();
        whole(&container, members)
    }

    fn function(&self, container: &Container, mut function: Function) -> TokenStream {
        let asked = function.attributes.iter().any(attribute::is_traced);
        let arguments = single::merge(self.arguments, &mut function, self.errors);
        let heeded = container.kind == Kind::Trait || attribute::any_not_inert(&container.attributes);
        let of_trait = matches!(container.kind, Kind::Trait | Kind::TraitImpl);
        let modules = self.modules.clone();
        let place = Place { owner: container.owner.clone(), keep_async: heeded, of_trait, modules };
        if arguments.off.is_set()
            || function.is_traced_already()
            || configured::leaves_out(&place, &function)
            || cannot(&function)
            || (!asked && should_not(container, &function))
        {
            return function.into_token_stream();
        }
        if let Some(condition) = function.attributes.iter().find_map(attribute::traced_under_condition) {
            return self.otherwise(container, &condition, function);
        }
        if asked {
            check::check_function(&arguments, &function, self.errors);
        }
        single::traced(&arguments, &function, &place).unwrap_or_else(|| function.into_token_stream())
    }

    /// The function has an attribute of its own under a condition: ours is the one for when that does not hold.
    fn otherwise(&self, container: &Container, condition: &TokenStream, mut function: Function) -> TokenStream {
        let span = Span::mixed_site();
        let krate = self.arguments.krate.get().cloned().unwrap_or_else(krate::path);
        let mut written = self.written.clone();
        if !written.is_empty() && !ends_with_comma(&written) {
            written.extend(quote_spanned!(span=> ,));
        }
        if let Some(owner) = &container.owner {
            let name = format!("{owner}::{}", function.name());
            written.extend(quote_spanned!(span=> #name));
        }
        let ours = quote_spanned!(span=> #[cfg_attr(not(#condition), #krate::traced(#written))]);
        let attributes = attribute::print(&std::mem::take(&mut function.attributes));
        quote_spanned!(span=> #attributes #ours #function)
    }
}

fn ends_with_comma(tokens: &TokenStream) -> bool {
    matches!(tokens.clone().into_iter().last(), Some(TokenTree::Punct(punct)) if punct.as_char() == ',')
}

fn print(member: Member) -> TokenStream {
    match member {
        Member::Function(function) => function.into_token_stream(),
        Member::Container(container) => {
            let members = container.members().into_iter().map(print).collect();
            whole(&container, members)
        }
        Member::Other(tokens) => tokens,
    }
}

fn whole(container: &Container, members: TokenStream) -> TokenStream {
    let mut tokens = attribute::print(&container.attributes);
    tokens.extend(container.header.clone());
    tokens.extend([container.with_members(members)]);
    tokens
}

/// Nothing can be put around these.
fn cannot(function: &Function) -> bool {
    let attributes = &function.attributes;
    function.signature.constness.is_some()
        || function.block().is_none()
        || attribute::has(attributes, "naked")
        || attribute::has_inside(attributes, "unsafe", "naked")
}

/// A span would cost more than it tells.
fn should_not(container: &Container, function: &Function) -> bool {
    attribute::has_inside(&function.attributes, "inline", "always")
        || (container.kind == Kind::TraitImpl && PASSED_OVER.contains(&function.name().as_str()))
        || is_getter(function)
}

/// `&self.name`, `self.inner.items.len()`: one expression, of fields only, but for a cheap method at the end.
fn is_getter(function: &Function) -> bool {
    if function.signature.inputs.len() != 1
        || function.signature.receiver().is_none()
        || function.signature.asyncness.is_some()
    {
        return false;
    }
    let tokens: Vec<TokenTree> = function.statements().into_iter().collect();
    let (chain, called) = match tokens.split_last() {
        Some((TokenTree::Group(group), before))
            if group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty() =>
        {
            (before, true)
        }
        _ => (&tokens[..], false),
    };
    let cheap = |token: &TokenTree| CHEAP.iter().any(|name| token.to_string() == *name);
    let mut parts = chain.iter().skip_while(|token| matches!(token.to_string().as_str(), "&" | "mut" | "*"));
    let starts = parts.next().is_some_and(|first| first.to_string() == "self");
    let fields = parts.all(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '.',
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        TokenTree::Group(_) => false,
    });
    starts && fields && (!called || chain.last().is_some_and(cheap))
}
