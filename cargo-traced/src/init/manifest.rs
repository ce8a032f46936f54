//! A `Cargo.toml` with a dependency in it.

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// What the dependency is.
pub(super) enum Dependency<'a> {
    /// A release.
    Version(&'a str),
    /// A folder.
    Path(&'a str),
    /// What the workspace says.
    Workspace,
}

/// Whether a manifest's workspace says what a dependency is.
pub(super) fn workspace_has_it(text: &str, wanted: &str) -> bool {
    let document = text.parse::<DocumentMut>().ok();
    let dependencies = document.as_ref().and_then(|document| document.get("workspace")?.get("dependencies"));
    dependencies.and_then(Item::as_table_like).is_some_and(|dependencies| has_it(dependencies, wanted))
}

/// By its own name, or by another.
fn has_it(dependencies: &dyn TableLike, wanted: &str) -> bool {
    let renamed = |item: &Item| item.get("package").and_then(Item::as_str) == Some(wanted);
    dependencies.iter().any(|(name, item)| name == wanted || renamed(item))
}

/// The manifest with the dependency; nothing where it is there.
///
/// # Errors
/// It is no TOML, or its dependencies are no table.
pub(super) fn with_dependency(text: &str, wanted: &str, dependency: &Dependency<'_>) -> Result<Option<String>, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let table = document.entry("dependencies").or_insert(Item::Table(Table::new()));
    let Some(dependencies) = table.as_table_like_mut() else {
        return Err("`dependencies` is no table".to_owned());
    };
    if has_it(dependencies, wanted) {
        return Ok(None);
    }
    let names: Vec<_> = dependencies.iter().map(|(name, _)| name.to_owned()).collect();
    let mut inline = InlineTable::new();
    let value = match dependency {
        Dependency::Version(version) => Value::from(*version),
        Dependency::Path(path) => {
            inline.insert("path", Value::from(*path));
            Value::from(inline)
        }
        Dependency::Workspace => {
            inline.insert("workspace", Value::from(true));
            Value::from(inline)
        }
    };
    dependencies.insert(wanted, Item::Value(value));
    // Who keeps them in order wants them to stay so.
    if names.is_sorted() {
        dependencies.sort_values();
    }
    let written = document.to_string();
    Ok(Some(if text.contains("\r\n") { written.replace("\r\n", "\n").replace('\n', "\r\n") } else { written }))
}
