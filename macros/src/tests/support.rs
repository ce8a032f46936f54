//! Expansions as readable Rust.

use expect_test::Expect;
use proc_macro2::TokenStream;

/// What `#[traced(arguments)] item` becomes, all tokens.
pub(crate) fn whole(arguments: &str, item: &str) -> String {
    let parse = |text: &str| text.parse::<TokenStream>().expect("tokens");
    let tokens = crate::expand::expand(&parse(arguments), parse(item));
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => tokens.to_string(),
    }
}

/// As `whole`, with `P` for the private module and without the static, which is the same everywhere but for the names.
pub(crate) fn expanded(arguments: &str, item: &str) -> String {
    let text = whole(arguments, item).replace("::traced::__private::", "P::");
    let mut kept = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        inside |= line.trim().starts_with("static __TRACED:");
        if !inside {
            kept.push(line);
        }
        inside &= !line.contains("register!(__TRACED)");
    }
    kept.join("\n") + "\n"
}

pub(crate) fn check(arguments: &str, item: &str, expect: &Expect) {
    expect.assert_eq(&expanded(arguments, item));
}
