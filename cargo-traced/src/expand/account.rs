//! What the macro has written down about one function.

use std::{fs, path::Path};

use syn::{ImplItem, Item, TraitItem, ext::IdentExt as _};

use super::compile::refused;
use crate::{failure::Failure, scan::Function};

/// The function as the macro has made it, from the account whose attribute stands on this line.
pub(super) fn find(folder: &Path, function: &Function, line: usize) -> Result<Option<String>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| refused(folder, &error))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let text = fs::read_to_string(path).map_err(|error| refused(path, &error))?;
        let Some((place, code)) = text.strip_prefix("// ").and_then(|text| text.split_once('\n')) else { continue };
        let Some((file, at)) = place.rsplit_once(':') else { continue };
        if at.parse() == Ok(line) && function.file.ends_with(file) {
            return Ok(Some(pretty(code, function)));
        }
    }
    Ok(None)
}

/// Formatted; as it is, where it cannot be.
fn pretty(code: &str, function: &Function) -> String {
    // A method by itself is no item.
    let method = || syn::parse_str::<syn::File>(&format!("impl Type {{ {code} }}")).ok();
    match syn::parse_str::<syn::File>(code) {
        Ok(mut file) => {
            keep(&mut file.items, function);
            prettyplease::unparse(&file)
        }
        Err(_) => match method() {
            Some(file) => unindented(&prettyplease::unparse(&file)),
            None => format!("{code}\n"),
        },
    }
}

/// Without the lines around, and what stood before each.
fn unindented(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let inside = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    let inside = inside.iter().map(|line| line.strip_prefix("    ").unwrap_or(line));
    inside.flat_map(|line| [line, "\n"]).collect()
}

/// Of what holds functions, this one only.
fn keep(items: &mut Vec<Item>, function: &Function) {
    for item in &mut *items {
        match item {
            Item::Impl(item) => {
                item.items.retain(|item| matches!(item, ImplItem::Fn(it) if it.sig.ident.unraw() == function.name));
            }
            Item::Trait(item) => {
                item.items.retain(|item| matches!(item, TraitItem::Fn(it) if it.sig.ident.unraw() == function.name));
            }
            Item::Mod(item) => {
                if let Some((_, items)) = &mut item.content {
                    keep(items, function);
                }
            }
            _ => {}
        }
    }
    items.retain(|item| match item {
        Item::Impl(item) => !item.items.is_empty(),
        Item::Trait(item) => !item.items.is_empty(),
        Item::Mod(item) => item.content.as_ref().is_some_and(|(_, items)| !items.is_empty()),
        Item::Fn(item) => item.sig.ident.unraw() == function.name,
        _ => false,
    });
}
