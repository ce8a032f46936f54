//! What the attributes of an item say about it, as far as that concerns spans.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Expr, Lit, Meta, parse::Parser as _, punctuated::Punctuated, spanned::Spanned as _};

use super::function::Attribute;

/// The tokens between an attribute's parentheses.
fn inside(meta: &Meta) -> TokenStream {
    match meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => mentions(group.stream(), word),
        _ => false,
    })
}

/// Whether an attribute of this name is there, by whatever path, also below `unsafe(..)`.
pub(crate) fn has(attributes: &[syn::Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| {
        let last = attribute.path().segments.last();
        last.is_some_and(|last| last.ident == name)
            || (attribute.path().is_ident("unsafe") && mentions(inside(&attribute.meta), name))
    })
}

/// Whether the attribute is there and mentions the word: `#[inline(always)]`, `#[cfg(test)]`.
pub(crate) fn has_inside(attributes: &[syn::Attribute], name: &str, word: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name) && mentions(inside(&attribute.meta), word))
}

/// Whether the item is there in tests only: `#[cfg(test)]`, `#[cfg(all(test, ..))]`, but not `#[cfg(not(test))]`.
pub(crate) fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = inside(&attribute.meta);
        attribute.path().is_ident("cfg") && mentions(condition.clone(), "test") && !mentions(condition, "not")
    })
}

/// A `cfg_attr`'s attributes.
fn conditional(attribute: &syn::Attribute) -> Vec<Meta> {
    if !attribute.path().is_ident("cfg_attr") {
        return Vec::new();
    }
    let parser = Punctuated::<Meta, syn::Token![,]>::parse_terminated;
    parser.parse2(inside(&attribute.meta)).map(|list| list.into_iter().skip(1).collect()).unwrap_or_default()
}

fn names_traced(meta: &Meta) -> bool {
    meta.path().segments.last().is_some_and(|last| last.ident == "traced")
}

/// The `#[traced]` among them. `around` is for an item that holds functions.
pub(crate) fn traced(attributes: &[syn::Attribute], around: bool) -> Attribute {
    let mut found = Attribute::None;
    for attribute in attributes {
        let line = attribute.span().start().line;
        if names_traced(&attribute.meta) {
            let is_off = mentions(inside(&attribute.meta), "off") && has_word(&attribute.meta, "off");
            found = match () {
                () if is_off => return Attribute::Off { line },
                () if around => Attribute::Around { line },
                () => Attribute::Own { line },
            };
        } else if found == Attribute::None && conditional(attribute).iter().any(names_traced) {
            found = if around { Attribute::Around { line } } else { Attribute::Conditional { line } };
        }
    }
    found
}

/// Whether the word is an argument by itself, as in `traced(off)`; in `err = off` it is a value.
fn has_word(meta: &Meta, word: &str) -> bool {
    let tokens: Vec<_> = inside(meta).into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    tokens.split(is_comma).any(|argument| matches!(argument, [TokenTree::Ident(ident)] if ident == word))
}

/// The files that `#[path = ".."]` names, also under conditions.
pub(crate) fn paths(attributes: &[syn::Attribute]) -> Vec<String> {
    let path = |meta: &Meta| match meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    let direct = attributes.iter().filter_map(|attribute| path(&attribute.meta));
    let under = attributes.iter().flat_map(conditional);
    direct.chain(under.filter_map(|meta| path(&meta)).collect::<Vec<_>>()).collect()
}

/// Whether `#[path]` is there without a condition: then the usual places do not count.
pub(crate) fn has_path(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("path"))
}
