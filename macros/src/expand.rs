//! The whole attribute as an ordinary function, from tokens to tokens.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};

use crate::bulk::Bulk;
use crate::check;
use crate::dump::dump;
use crate::error::Errors;
use crate::single;
use crate::syntax::arguments::Arguments;
use crate::syntax::container::{self, Container};
use crate::syntax::function::{self, Function};

/// `#[traced(ARGUMENTS)] ITEM`. On a complaint the item comes back untouched beside it.
pub(crate) fn expand(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let parsed = Arguments::parse(arguments.clone(), &errors);
    check::check_arguments(&parsed, &errors);
    let expanded = if parsed.off.is_set() { None } else { self::item(&parsed, arguments, item.clone(), &errors) };
    match errors.finish() {
        None => match expanded {
            None => item,
            Some(expanded) => {
                dump(&item, &expanded);
                expanded
            }
        },
        Some(complaints) => [item, complaints].into_iter().collect(),
    }
}

/// The new item; nothing where it stays as it is.
fn item(arguments: &Arguments, written: &TokenStream, item: TokenStream, errors: &Errors) -> Option<TokenStream> {
    if let Some(function) = Function::from_item(&item) {
        return single::annotated(arguments, function, errors);
    }
    if begins(&item, container::begins) {
        check::check_bulk(arguments, errors);
        let container = syn::parse2::<Container>(item).ok()?;
        return Some(Bulk { arguments, written, errors, modules: Vec::new() }.container(container));
    }
    // The compiler itself says what is wrong with a signature; nothing must hide that.
    if begins(&item, function::begins) {
        return None;
    }
    let (span, what) = other(item);
    errors.at(span, format_args!("`#[traced]` goes on functions, and on an `impl`, `trait` or inline `mod` for all functions inside, not on {what}"));
    None
}

fn begins(item: &TokenStream, with: fn(ParseStream<'_>) -> bool) -> bool {
    let look = |input: ParseStream<'_>| {
        let found = with(input);
        input.parse::<TokenStream>()?;
        Ok(found)
    };
    look.parse2(item.clone()).unwrap_or(false)
}

/// The word that says what the item is.
fn other(item: TokenStream) -> (Span, String) {
    const ITEMS: &[&str] =
        &["struct", "enum", "union", "type", "const", "static", "use", "extern", "mod", "macro_rules", "macro", "let"];
    let mut first = None;
    for token in item {
        if let TokenTree::Ident(ident) = &token {
            let word = ident.to_string();
            if word == "mod" {
                return (ident.span(), "a `mod` in a file of its own (write `mod name { .. }`)".to_owned());
            }
            if ITEMS.contains(&word.as_str()) {
                return (ident.span(), format!("`{word}`"));
            }
        }
        first.get_or_insert(token.span());
    }
    (first.unwrap_or_else(Span::mixed_site), "this".to_owned())
}
