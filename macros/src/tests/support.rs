//! Expansions as readable Rust.

use expect_test::Expect;
use proc_macro2::TokenStream;

/// What `#[traced(arguments)] item` becomes.
pub(crate) fn expanded(arguments: &str, item: &str) -> String {
    let parse = |text: &str| text.parse::<TokenStream>().expect("tokens");
    let tokens = crate::expand::expand(parse(arguments), parse(item));
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => tokens.to_string(),
    }
}

pub(crate) fn check(arguments: &str, item: &str, expect: &Expect) {
    expect.assert_eq(&expanded(arguments, item));
}
