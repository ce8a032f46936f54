//! Spawn calls in a body: their argument is made to carry the current context.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Expr, Token};

use crate::emit::glue::Glue;
use crate::syntax::invisible::{solid, solid_all};

/// Functions that run what they are given elsewhere. All are generic over it, so that a wrapper fits.
const SPAWNERS: &[&str] = &[
    "tokio::spawn",
    "tokio::task::spawn",
    "tokio::task::spawn_local",
    "tokio::task::spawn_blocking",
    "task::spawn",
    "task::spawn_local",
    "task::spawn_blocking",
    "std::thread::spawn",
    "thread::spawn",
    "rayon::spawn",
    "rayon::spawn_fifo",
    "rayon::join",
    "async_std::task::spawn",
    "async_std::task::spawn_local",
    "async_std::task::spawn_blocking",
    "smol::spawn",
    "smol::unblock",
    "blocking::unblock",
    "actix_web::rt::spawn",
    "actix_rt::spawn",
    "async_global_executor::spawn",
];

/// Macros whose tokens are expressions. Those of others may be anything, and stay as they are.
const TRANSPARENT: &[&str] = &[
    "select",
    "join",
    "try_join",
    "vec",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "dbg",
    "println",
    "eprintln",
    "print",
    "eprint",
    "format",
    "write",
    "writeln",
    "panic",
    "matches",
    "ready",
];

/// Whether a macro's tokens may be looked into.
pub(crate) fn is_transparent(name: &str) -> bool {
    TRANSPARENT.contains(&name)
}

/// The names of the functions to look for.
pub(crate) struct Spawners(Vec<Vec<String>>);

impl Spawners {
    /// Those that can be meant in a body which mentions these names; none, mostly.
    pub(crate) fn new(also: &[String], names: &HashSet<String>) -> Self {
        let all = SPAWNERS.iter().copied().chain(also.iter().map(String::as_str));
        let mentioned = |path: &&str| path.rsplit([':', '.']).next().is_some_and(|last| names.contains(last.trim()));
        Self(all.filter(mentioned).map(words).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the tokens end with one of the paths, written in full or from a leading `::`.
    fn called(&self, before: &[TokenTree]) -> bool {
        let before = without_turbofish(before);
        self.0.iter().any(|path| {
            let Some(start) = before.len().checked_sub(path.len()) else { return false };
            let same = before[start..].iter().zip(path).all(|(token, word)| is(token, word));
            same && begins_path(&before[..start])
        })
    }
}

/// The tokens of a path, each as text.
fn words(path: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in path.chars().filter(|c| !c.is_whitespace()) {
        match words.last_mut() {
            Some(word) if is_name(c) && word.chars().all(is_name) => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is(token: &TokenTree, word: &str) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Punct(punct) => word.len() == 1 && word.starts_with(punct.as_char()),
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

/// Nothing that would make it another path: `mine::tokio::spawn`, `x.spawn`.
fn begins_path(before: &[TokenTree]) -> bool {
    match before {
        // A leading `::` belongs to the path, unless another name stands before it.
        [.., TokenTree::Ident(name), a, b] if is(a, ":") && is(b, ":") => name == "return" || name == "await",
        [.., c, a, b] if is(c, ">") && is(a, ":") && is(b, ":") => false,
        [.., last] => !is(last, ".") && !matches!(last, TokenTree::Ident(name) if name == "fn"),
        [] => true,
    }
}

/// `spawn::<A, B>` without what follows the name.
fn without_turbofish(tokens: &[TokenTree]) -> &[TokenTree] {
    if !tokens.last().is_some_and(|last| is(last, ">")) {
        return tokens;
    }
    let mut open = 0_usize;
    for (at, token) in tokens.iter().enumerate().rev() {
        if is(token, ">") {
            open += 1;
        } else if is(token, "<") {
            open -= 1;
        }
        if open == 0 {
            let colons = at >= 2 && is(&tokens[at - 1], ":") && is(&tokens[at - 2], ":");
            return if colons { &tokens[..at - 2] } else { tokens };
        }
    }
    tokens
}

/// The body with its spawn calls carrying the context; nothing where there are none.
pub(crate) fn rewrite(glue: &Glue, spawners: &Spawners, body: &TokenStream) -> Option<TokenStream> {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut changed = false;
    for token in body.clone() {
        let TokenTree::Group(group) = token else {
            out.push(token);
            continue;
        };
        if is_opaque(&out) {
            out.push(TokenTree::Group(group));
            continue;
        }
        let inside = rewrite(glue, spawners, &group.stream());
        let call = group.delimiter() == Delimiter::Parenthesis && spawners.called(&out);
        if !call && inside.is_none() {
            out.push(TokenTree::Group(group));
            continue;
        }
        changed = true;
        let mut stream = inside.unwrap_or_else(|| group.stream());
        if call {
            stream = carried(glue, stream);
        }
        let mut new = Group::new(group.delimiter(), stream);
        new.set_span(group.span());
        out.push(TokenTree::Group(new));
    }
    changed.then(|| out.into_iter().map(solid).collect())
}

/// The group that follows belongs to an attribute, or to a macro that may not be looked into.
pub(crate) fn is_opaque(before: &[TokenTree]) -> bool {
    match before {
        [.., hash] if is(hash, "#") => true,
        [.., hash, bang] if is(hash, "#") && is(bang, "!") => true,
        [.., TokenTree::Ident(name), bang] if is(bang, "!") => !is_transparent(&name.to_string()),
        // `macro_rules! name { .. }`
        [.., TokenTree::Ident(rules), bang, TokenTree::Ident(_)] if is(bang, "!") => rules == "macro_rules",
        _ => false,
    }
}

/// Every argument of the call, wrapped. (Only `rayon::join` has two.)
fn carried(glue: &Glue, arguments: TokenStream) -> TokenStream {
    if arguments.is_empty() {
        return arguments;
    }
    let one = !arguments.clone().into_iter().any(|token| is(&token, ","));
    if one {
        return carry(glue, &arguments);
    }
    let Ok(all) = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(arguments.clone()) else { return arguments };
    let all = all.iter().map(|argument| carry(glue, &solid_all(quote_spanned!(glue.span=> #argument))));
    quote_spanned!(glue.span=> #(#all),*)
}

/// ```ignore
/// match (ARGUMENT) { __work => { use P::carry::*; match Carried(__work) { __work => (&&&__work).__traced_tag().carry(__work) } } }
/// ```
/// In parentheses: a closure may end in what begins with a struct's literal.
fn carry(glue: &Glue, argument: &TokenStream) -> TokenStream {
    let p = &glue.private;
    quote_spanned! {glue.span=>
        match (#argument) {
            __work => { use #p::carry::*; match Carried(__work) { __work => (&&&__work).__traced_tag().carry(__work) } }
        }
    }
}
