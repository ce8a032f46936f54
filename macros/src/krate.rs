//! Where `traced` lives for the crate being compiled: its Cargo.toml says under which name.

use std::sync::OnceLock;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

/// `::traced`, or `::renamed`. The manifest is read once a process.
pub(crate) fn path() -> TokenStream {
    static NAME: OnceLock<String> = OnceLock::new();
    let name = NAME.get_or_init(|| manifest().and_then(|text| renamed(&text)).unwrap_or_else(|| "traced".to_owned()));
    let span = Span::mixed_site();
    // The name comes from a file: what is no identifier is no crate either.
    let ident = syn::parse_str::<Ident>(name).map_or_else(|_| Ident::new("traced", span), |_| Ident::new(name, span));
    quote_spanned!(span=> ::#ident)
}

fn manifest() -> Option<String> {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR")?;
    std::fs::read_to_string(std::path::Path::new(&folder).join("Cargo.toml")).ok()
}

/// The name under which a manifest depends on the package `traced`, if it is another one.
///
/// Only what is needed of TOML: tables, inline tables, dotted keys. Anything else is passed over.
pub(crate) fn renamed(manifest: &str) -> Option<String> {
    let mut table = Vec::new();
    let mut found = None;
    for line in manifest.lines() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            table = keys(header.trim_start_matches('[').split(']').next().unwrap_or(""));
            // `[target.'cfg(..)'.dependencies]` may hold `]` in its quoted part.
            if let Some(end) = line.rfind(']').filter(|_| header.contains(['\'', '"'])) {
                table = keys(line[..end].trim_start_matches('['));
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let mut path = table.clone();
        path.extend(keys(key));
        let Some(name) = dependency(&path) else { continue };
        let direct = path.last().is_some_and(|last| last == "package") && is_ours(value);
        let inline = path.last() == Some(&name) && names_us(value);
        if name == "traced" && (path.last() == Some(&name) && !value.contains("package")) {
            return None;
        }
        if (direct || inline) && found.is_none() {
            found = Some(name);
        }
    }
    found.filter(|name| name != "traced").map(|name| name.replace('-', "_"))
}

/// The name after `dependencies` (or `dev-dependencies`), where this path leads to one.
fn dependency(path: &[String]) -> Option<String> {
    let at = path.iter().position(|key| key == "dependencies" || key == "dev-dependencies")?;
    let workspace = path.first().is_some_and(|key| key == "workspace");
    let length = path.len() - at;
    if workspace || !(2..=3).contains(&length) {
        return None;
    }
    path.get(at + 1).cloned()
}

/// `{ .., package = "traced", .. }`
fn names_us(value: &str) -> bool {
    let Some(at) = value.find("package") else { return false };
    let rest = value[at + "package".len()..].trim_start();
    rest.strip_prefix('=').is_some_and(is_ours)
}

fn is_ours(value: &str) -> bool {
    let value = value.trim_start();
    ["\"traced\"", "'traced'"].iter().any(|name| value.starts_with(name))
}

/// The parts of a dotted key, without quotes.
fn keys(dotted: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for c in dotted.trim().chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            ('.', None) => parts.push(String::new()),
            (c, None) if c.is_whitespace() => {}
            (c, _) => {
                if let Some(last) = parts.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    parts
}
