//! The parameters: which names they bind, and which can own something.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Attribute, FnArg, Pat, PatIdent, Receiver, Signature, Type};

use crate::syntax::types::bare;

/// How the body gets at a parameter.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Access {
    /// By the user's own binding in the signature.
    Keep,
    /// The signature binds a twin, and the body begins with `let PATTERN = twin`.
    Rebind,
    /// The signature names the whole argument, and the body begins with `let PATTERN = argument`.
    Rename,
}

/// A parameter other than `self`.
#[derive(Clone)]
pub(crate) struct Param {
    /// Position in the signature.
    pub(crate) index: usize,
    pub(crate) cfg: Vec<Attribute>,
    pub(crate) pattern: Pat,
    pub(crate) bindings: Vec<Binding>,
    /// The pattern is one name.
    pub(crate) simple: bool,
    /// The value may have something to drop.
    pub(crate) owned: bool,
    pub(crate) access: Access,
    pub(crate) twin: Twin,
}

/// Whether the names in the signature have another hygiene, which only generated code sees.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Twin {
    No,
    /// They have; the second binding is the user's.
    Yes,
    /// A `_name` that the body does not mention: its second binding is nobody's business either.
    Twice,
}

/// A name that a pattern binds.
#[derive(Clone)]
pub(crate) struct Binding {
    pub(crate) ident: Ident,
    /// May be moved on into another binding of the same name.
    pub(crate) movable: bool,
}

/// `self`, and whether it is there by value.
#[derive(Clone, Copy)]
pub(crate) struct This {
    pub(crate) owned: bool,
}

pub(crate) fn this(signature: &Signature) -> Option<(This, &Receiver)> {
    let receiver = signature.receiver()?;
    Some((This { owned: receiver.reference.is_none() && may_own(&receiver.ty) }, receiver))
}

pub(crate) fn params(signature: &Signature) -> Vec<Param> {
    signature.inputs.iter().enumerate().filter_map(|(index, input)| param(index, input)).collect()
}

fn param(index: usize, input: &FnArg) -> Option<Param> {
    let FnArg::Typed(typed) = input else { return None };
    let pattern = (*typed.pat).clone();
    let simple = matches!(&pattern, Pat::Ident(PatIdent { by_ref: None, subpat: None, .. }));
    let mut bindings = Vec::new();
    bind(&pattern, simple, &mut bindings);
    let cfg = typed.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect();
    let owned = may_own(&typed.ty);
    Some(Param { index, cfg, pattern, bindings, simple, owned, access: Access::Keep, twin: Twin::No })
}

/// Every name the pattern binds, from left to right.
fn bind(pattern: &Pat, simple: bool, found: &mut Vec<Binding>) {
    match pattern {
        Pat::Ident(name) => {
            // Without its `mut`, a binding inside a pattern may bind in another mode: it stays as it is.
            let movable = name.by_ref.is_none() && (simple || name.mutability.is_none());
            found.push(Binding { ident: name.ident.clone(), movable });
            if let Some((_, inner)) = &name.subpat {
                bind(inner, false, found);
            }
        }
        Pat::Paren(inner) => bind(&inner.pat, false, found),
        Pat::Reference(inner) => bind(&inner.pat, false, found),
        Pat::Slice(list) => list.elems.iter().for_each(|inner| bind(inner, false, found)),
        Pat::Struct(list) => list.fields.iter().for_each(|field| bind(&field.pat, false, found)),
        Pat::Tuple(list) => list.elems.iter().for_each(|inner| bind(inner, false, found)),
        Pat::TupleStruct(list) => list.elems.iter().for_each(|inner| bind(inner, false, found)),
        Pat::Type(inner) => bind(&inner.pat, false, found),
        // The alternatives bind the same names.
        Pat::Or(list) => list.cases.iter().take(1).for_each(|inner| bind(inner, false, found)),
        _ => {}
    }
}

const PLAIN: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
    "f32", "f64",
];

/// Whether a value of this type may have something to drop, as far as the spelling tells.
fn may_own(ty: &Type) -> bool {
    match bare(ty) {
        Type::Reference(_) | Type::Ptr(_) | Type::Never(_) | Type::BareFn(_) => false,
        Type::Array(array) => may_own(&array.elem),
        Type::Slice(slice) => may_own(&slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter().any(may_own),
        Type::Path(path) => !path.path.get_ident().is_some_and(|name| PLAIN.iter().any(|plain| name == plain)),
        _ => true,
    }
}

/// Every name that occurs somewhere in the tokens, also in texts that may be formats (`"{name}"`).
pub(crate) fn mentioned(tokens: &TokenStream) -> HashSet<String> {
    let mut found = HashSet::new();
    collect(tokens.clone(), &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                found.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if text.contains('{') {
                    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
                    found.extend(words.map(str::to_owned));
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
}
