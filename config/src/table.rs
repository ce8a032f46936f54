//! A table of the file as it is being read: each key is asked for once, and what nobody has asked for is a mistake.

use std::{cell::RefCell, collections::BTreeSet, ops::Range, sync::Arc, time::Duration};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    mistake::{Mistake, Mistakes, list, quoted},
    nearest::nearest,
    place::Place,
    units,
};

/// The file, and what is wrong with it so far.
pub(crate) struct Source<'a> {
    pub(crate) file: Arc<str>,
    pub(crate) text: &'a str,
    pub(crate) mistakes: RefCell<Mistakes>,
}

impl Source<'_> {
    pub(crate) fn place(&self, span: &Range<usize>) -> Place {
        Place::of(&self.file, self.text, span.start)
    }

    pub(crate) fn push(&self, mistake: Mistake) {
        self.mistakes.borrow_mut().push(mistake);
    }
}

/// A table and its path in the file.
pub(crate) struct Table<'a> {
    pub(crate) source: &'a Source<'a>,
    pub(crate) path: String,
    entries: &'a DeTable<'a>,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// A value and its key's path.
pub(crate) struct Entry<'a> {
    pub(crate) source: &'a Source<'a>,
    pub(crate) path: String,
    pub(crate) value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(source: &'a Source<'a>, path: impl Into<String>, entries: &'a DeTable<'a>) -> Self {
        Self { source, path: path.into(), entries, asked: RefCell::default() }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &'static str) -> Option<Entry<'a>> {
        self.asked.borrow_mut().insert(key);
        let value = self.entries.get(key)?;
        Some(Entry { source: self.source, path: self.path_of(key), value })
    }

    /// All entries, whatever their keys are.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'a str, Entry<'a>)> + '_ {
        self.entries.iter().map(|(key, value)| {
            let key: &str = key.get_ref();
            (key, Entry { source: self.source, path: self.path_of(key), value })
        })
    }

    /// Keys that nobody has asked for are mistakes.
    pub(crate) fn finish(self) {
        let known: Vec<_> = self.asked.borrow().iter().copied().collect();
        for (key, _) in self.entries.iter().filter(|(key, _)| !known.contains(&&**key.get_ref())) {
            let place = self.source.place(&key.span());
            let found = format!("the unknown key {}", quoted(key.get_ref()));
            let mistake = Mistake::new(place, self.path.clone(), found, list(&known));
            self.source.push(Mistake { nearest: nearest(key.get_ref(), known.iter().copied()), ..mistake });
        }
    }
}

impl<'a> Entry<'a> {
    pub(crate) fn place(&self) -> Place {
        self.source.place(&self.value.span())
    }

    /// Says that it cannot be used.
    pub(crate) fn refuse(&self, accepted: impl Into<std::borrow::Cow<'static, str>>) {
        self.source.push(Mistake::new(self.place(), self.path.clone(), self.found(), accepted));
    }

    fn found(&self) -> String {
        match self.value.get_ref() {
            DeValue::String(text) => quoted(text),
            DeValue::Integer(number) => format!("the number {}", number.as_str()),
            DeValue::Float(number) => format!("the number {}", number.as_str()),
            DeValue::Boolean(value) => format!("`{value}`"),
            DeValue::Datetime(time) => format!("the time {time}"),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        }
    }

    /// The value as something, or a mistake.
    pub(crate) fn read<T>(
        &self,
        accepted: impl Into<std::borrow::Cow<'static, str>>,
        read: impl FnOnce(&DeValue<'a>) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.value.get_ref());
        if value.is_none() {
            self.refuse(accepted);
        }
        value
    }

    pub(crate) fn bool(&self) -> Option<bool> {
        self.read("`true` or `false`", DeValue::as_bool)
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        let text = match self.value.get_ref() {
            DeValue::String(text) => Some(&**text),
            _ => None,
        };
        if text.is_none() {
            self.refuse("text");
        }
        text
    }

    pub(crate) fn duration(&self) -> Option<Duration> {
        self.read(units::DURATION, |value| units::duration(value.as_str()?))
    }

    pub(crate) fn rate(&self) -> Option<units::Rate> {
        self.read(units::RATE, |value| units::rate(value.as_str()?))
    }

    pub(crate) fn size(&self) -> Option<u64> {
        self.read(units::SIZE, size)
    }

    /// A size that is no more than this.
    pub(crate) fn size_up_to(&self, most: u64) -> Option<u64> {
        let accepted = format!("up to {most} bytes: {}", units::SIZE);
        self.read(accepted, |value| size(value).filter(|bytes| *bytes <= most))
    }

    pub(crate) fn count(&self) -> Option<u64> {
        self.read("a whole number", |value| integer(value.as_integer()?))
    }

    /// A share, from 0 to 1.
    pub(crate) fn share(&self) -> Option<f64> {
        self.read("a number from 0 to 1", |value| {
            let number = match value {
                DeValue::Integer(number) => number.as_str().parse::<f64>().ok()?,
                DeValue::Float(number) => number.as_str().replace('_', "").parse().ok()?,
                _ => return None,
            };
            (0.0..=1.0).contains(&number).then_some(number)
        })
    }

    /// One of these words.
    pub(crate) fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> Option<T> {
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let Some(text) = self.value.get_ref().as_str() else {
            self.refuse(list(&known));
            return None;
        };
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            self.source.push(Mistake::word(self.place(), &self.path, text, &known));
        }
        found.map(|(_, value)| *value)
    }

    /// Its elements; of what is no list, itself.
    pub(crate) fn elements(&self) -> Vec<Entry<'a>> {
        match self.value.get_ref() {
            DeValue::Array(list) => {
                list.iter().map(|value| Entry { source: self.source, path: self.path.clone(), value }).collect()
            }
            _ => vec![Entry { source: self.source, path: self.path.clone(), value: self.value }],
        }
    }

    /// The texts of a list, or the one text.
    pub(crate) fn texts(&self) -> Vec<&'a str> {
        self.elements().iter().filter_map(Entry::text).collect()
    }

    pub(crate) fn table(&self) -> Option<Table<'a>> {
        let table = match self.value.get_ref() {
            DeValue::Table(entries) => Some(Table::new(self.source, self.path.clone(), entries)),
            _ => None,
        };
        if table.is_none() {
            self.refuse("a table");
        }
        table
    }
}

fn size(value: &DeValue<'_>) -> Option<u64> {
    match value {
        DeValue::Integer(number) => integer(number),
        other => units::size(other.as_str()?),
    }
}

fn integer(number: &toml::de::DeInteger<'_>) -> Option<u64> {
    u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}
