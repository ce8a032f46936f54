//! The other attributes of an item: which are ours, which cannot matter, which must be heeded.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Meta, Path};

use super::invisible::solid;

/// Attributes that cannot insist on anything about the function's signature or body.
const INERT: &[&str] = &[
    "doc",
    "inline",
    "cold",
    "deprecated",
    "allow",
    "warn",
    "deny",
    "forbid",
    "expect",
    "cfg",
    "rustfmt",
    "clippy",
    "traced",
    "track_caller",
    "no_mangle",
    "export_name",
    "link_section",
    "unsafe",
    "diagnostic",
    "automatically_derived",
];

/// `traced`, by whatever path.
pub(crate) fn is_traced(attribute: &Attribute) -> bool {
    names_traced(attribute.path())
}

fn names_traced(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| last.ident == "traced")
}

/// The tokens between the parentheses of an attribute.
pub(crate) fn arguments(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

/// `#[NAME]` or `#[NAME(..)]` is there.
pub(crate) fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

/// `#[inline(always)]`, `#[unsafe(naked)]`: the word stands inside.
pub(crate) fn has_inside(attributes: &[Attribute], name: &str, word: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name) && mentions(&arguments(attribute), word))
}

fn mentions(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == word))
}

/// Whether some attribute is left that might insist on the function as it is written.
pub(crate) fn any_not_inert(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| !is_inert(attribute))
}

fn is_inert(attribute: &Attribute) -> bool {
    let Some(first) = attribute.path().segments.first() else { return true };
    if first.ident == "cfg_attr" {
        return conditional(attribute).iter().all(|(path, _)| path_is_inert(path));
    }
    INERT.iter().any(|name| first.ident == name) || names_traced(attribute.path())
}

fn path_is_inert(path: &str) -> bool {
    let first = path.split("::").find(|segment| !segment.is_empty()).unwrap_or("");
    INERT.contains(&first)
}

/// The condition of a `#[cfg_attr(CONDITION, .., traced(..), ..)]`.
pub(crate) fn traced_under_condition(attribute: &Attribute) -> Option<TokenStream> {
    if !attribute.path().is_ident("cfg_attr") {
        return None;
    }
    let ours = |(path, _): &(String, TokenStream)| path.rsplit("::").next() == Some("traced");
    conditional(attribute).iter().any(ours).then(|| split(arguments(attribute)).remove(0))
}

/// What a `cfg_attr` would add: each attribute's path, spelled without spaces, and all its tokens.
fn conditional(attribute: &Attribute) -> Vec<(String, TokenStream)> {
    split(arguments(attribute)).into_iter().skip(1).map(|tokens| (path_of(&tokens), tokens)).collect()
}

fn path_of(tokens: &TokenStream) -> String {
    let in_path = |token: &TokenTree| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    };
    tokens.clone().into_iter().take_while(in_path).map(|token| token.to_string()).collect()
}

/// Splits at the commas of the outermost level.
fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => parts.push(TokenStream::new()),
            (_, Some(last)) => last.extend([token]),
            (_, None) => {}
        }
    }
    parts
}

/// Takes the inner attributes (`#![allow(..)]`) off the start of a body.
pub(crate) fn split_inner(body: TokenStream) -> (Vec<TokenStream>, TokenStream) {
    let mut tokens = body.into_iter().peekable();
    let mut inner = Vec::new();
    let mut rest = TokenStream::new();
    while let Some(token) = tokens.next() {
        let hash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        let bang = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
        if !(hash && bang) {
            rest.extend([token]);
            break;
        }
        let bang = tokens.next();
        match tokens.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
                inner.push([Some(token), bang, Some(TokenTree::Group(group))].into_iter().flatten().collect());
            }
            other => {
                rest.extend([Some(token), bang, other].into_iter().flatten());
                break;
            }
        }
    }
    rest.extend(tokens);
    let rest = if inner.is_empty() { rest } else { rest.into_iter().map(solid).collect() };
    (inner, rest)
}

/// The attributes as tokens.
pub(crate) fn print(attributes: &[Attribute]) -> TokenStream {
    attributes.iter().map(Attribute::to_token_stream).collect()
}
