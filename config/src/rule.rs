//! One rule: for these functions, this.

use crate::{
    condition::Condition, glob::Paths, mistake::Mistake, place::Place, settings::Settings, site::Site, table::Table,
};

/// A rule, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub(crate) place: Place,
    pub(crate) paths: Paths,
    pub(crate) condition: Condition,
    pub(crate) settings: Settings,
    /// What is written behind `match`, for people.
    pub(crate) written: String,
}

impl Rule {
    pub(crate) fn read(table: Table<'_>, place: Place) -> Self {
        let mut paths = Paths::default();
        let mut written = Vec::new();
        match table.get("match") {
            Some(entry) => {
                for pattern in entry.elements() {
                    let Some(text) = pattern.text() else { continue };
                    if let Err(accepted) = paths.add(text) {
                        pattern.refuse(accepted);
                    }
                    written.push(text);
                }
            }
            None => table.source.push(Mistake::new(
                place.clone(),
                "rule",
                "no `match`",
                "a pattern or a list of them, such as `match = \"shop::orders::**\"`",
            )),
        }
        let condition = table.get("where").and_then(|entry| entry.table()).map(Condition::read).unwrap_or_default();
        let settings = table.get("set");
        if settings.is_none() {
            let accepted = "a table of settings, such as `set = { enabled = true }`";
            table.source.push(Mistake::new(place.clone(), "rule", "no `set`", accepted));
        }
        let settings = settings.and_then(|entry| entry.table()).map(Settings::read).unwrap_or_default();
        table.finish();
        Self { place, paths, condition, settings, written: written.join(", ") }
    }

    /// Whether it is about this function.
    pub fn fits(&self, site: &Site<'_>) -> bool {
        self.fits_parts(site, &site.parts())
    }

    pub(crate) fn fits_parts(&self, site: &Site<'_>, parts: &[&str]) -> bool {
        self.condition.fits(site) && self.paths.fits(parts)
    }

    /// Where it stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The line of it.
    pub fn line(&self) -> usize {
        self.place.line
    }

    /// What it sets.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The patterns, as they are written.
    pub fn written(&self) -> &str {
        &self.written
    }
}
