//! `where`: which of the functions that a rule's paths name.

use crate::{
    glob::Names,
    site::{Kind, Site, Visibility},
    table::Table,
};

/// Each part that is there has to hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Condition {
    is_async: Option<bool>,
    visibility: Option<Vec<Visibility>>,
    kind: Option<Vec<Kind>>,
    name: Option<Names>,
}

const VISIBILITIES: [(&str, Visibility); 3] =
    [("pub", Visibility::Public), ("restricted", Visibility::Restricted), ("private", Visibility::Private)];
const KINDS: [(&str, Kind); 3] = [("fn", Kind::Function), ("method", Kind::Method), ("trait", Kind::TraitMethod)];

impl Condition {
    pub(crate) fn read(table: Table<'_>) -> Self {
        let is_async = table.get("async").and_then(|entry| entry.bool());
        let visibility = table
            .get("visibility")
            .map(|entry| entry.elements().iter().filter_map(|entry| entry.word(&VISIBILITIES)).collect());
        let kind =
            table.get("kind").map(|entry| entry.elements().iter().filter_map(|entry| entry.word(&KINDS)).collect());
        let name = table.get("name").and_then(|entry| {
            let parsed = entry.text().map(Names::parse)?;
            parsed.map_err(|accepted| entry.refuse(accepted)).ok()
        });
        table.finish();
        Self { is_async, visibility, kind, name }
    }

    pub(crate) fn fits(&self, site: &Site<'_>) -> bool {
        self.is_async.is_none_or(|wanted| wanted == site.is_async)
            && self.visibility.as_ref().is_none_or(|list| list.contains(&site.visibility))
            && self.kind.as_ref().is_none_or(|list| list.contains(&site.kind))
            && self.name.as_ref().is_none_or(|names| names.fits(site.function.trim_start_matches("r#")))
    }
}
