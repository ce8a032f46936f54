//! A whole configuration, from its text.

use std::{cell::RefCell, path::Path, sync::Arc};

use toml::de::DeTable;

use crate::{
    filter,
    mistake::{Mistake, Mistakes},
    place::Place,
    rule::Rule,
    rules::Rules,
    sections::Sections,
    table::{Source, Table},
};

/// What is traced, how, and where it goes.
#[derive(Debug, Default)]
pub struct Config {
    /// Everything but the rules.
    pub sections: Sections,
    /// The rules.
    pub rules: Rules,
}

impl Config {
    /// Reads a configuration. `file` is what mistakes call it.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self, Mistakes> {
        let file = Arc::from(file);
        let (document, errors) = DeTable::parse_recoverable(text);
        // The first of them: those behind it are mostly what it has led to.
        if let Some((at, error)) =
            errors.iter().map(|error| (error.span().map_or(0, |span| span.start), error)).min_by_key(|(at, _)| *at)
        {
            let mistake = Mistake::new(Place::of(&file, text, at), "", error.message().trim_end(), "TOML 1.1");
            return Err(Mistakes(vec![mistake]));
        }
        let source = Source { file, text, mistakes: RefCell::default() };
        let table = Table::new(&source, "", document.get_ref());
        let sections = Sections::read(&table);
        let rules = table.get("rule").map(|entry| {
            let elements = entry.elements();
            elements.iter().filter_map(|entry| Some(Rule::read(entry.table()?, entry.place()))).collect()
        });
        table.finish();
        let config = Self { sections, rules: Rules::new(rules.unwrap_or_default()) };
        source.mistakes.into_inner().or(config)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// All that is wrong with it, or that it cannot be read.
    pub fn load(file: &Path) -> Result<Self, Mistakes> {
        let name = file.display().to_string();
        match std::fs::read_to_string(file) {
            Ok(text) => Self::parse(&name, &text),
            Err(error) => {
                let place = Place { file: Arc::from(name), line: 0, column: 0 };
                Err(Mistakes(vec![Mistake::new(place, "", error.to_string(), "a file of TOML in UTF-8")]))
            }
        }
    }

    /// Adds the rules of `TRACED`, the environment variable: they come last, and win.
    ///
    /// # Errors
    /// What is wrong with it; then nothing is added.
    pub fn add_filter(&mut self, text: &str) -> Result<(), Mistakes> {
        self.rules.extend(filter::parse("TRACED", text)?);
        Ok(())
    }
}
