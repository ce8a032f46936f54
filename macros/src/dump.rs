//! `TRACED_EXPAND_DIR`: every expansion as a file, for users who want to see it.

use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro2::{TokenStream, TokenTree};

/// Writes the tokens to a file of their own, if the variable is set. Nothing about it can fail the build.
pub(crate) fn dump(item: &TokenStream, expanded: &TokenStream) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let Some(folder) = std::env::var_os("TRACED_EXPAND_DIR") else { return };
    let krate = std::env::var("CARGO_CRATE_NAME").or_else(|_| std::env::var("CARGO_PKG_NAME")).unwrap_or_default();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let file = format!("{krate}-{count:04}-{}.rs", name(item));
    let _ = std::fs::create_dir_all(&folder);
    let _ = std::fs::write(std::path::Path::new(&folder).join(file), format!("{}{expanded}", place()));
}

/// Where the attribute stands, as a comment: that tells functions of one name apart.
fn place() -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    let span = proc_macro::Span::call_site();
    format!("// {}:{}\n", span.file(), span.line())
}

/// The word after `fn`, `impl`, `trait` or `mod`.
fn name(item: &TokenStream) -> String {
    let introduces = |word: &str| matches!(word, "fn" | "impl" | "trait" | "mod");
    let mut tokens = item.clone().into_iter().skip_while(|token| !introduces(&token.to_string())).skip(1);
    let ident = tokens.find_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    });
    ident.unwrap_or_default()
}
