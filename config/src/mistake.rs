//! What is wrong, where, and what would be right.

use std::{borrow::Cow, fmt};

use crate::{nearest::nearest, place::Place};

/// Something that cannot be used: where it stands, what was found, and what is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it stands.
    pub place: Place,
    /// What it is about, such as `rule.set.enabled`; empty for the file as a whole.
    pub key: String,
    /// What was found there, as a phrase.
    pub found: String,
    /// What is accepted, as a phrase.
    pub accepted: Cow<'static, str>,
    /// The accepted word that was probably meant.
    pub nearest: Option<&'static str>,
}

impl Mistake {
    pub(crate) fn new(
        place: Place,
        key: impl Into<String>,
        found: impl Into<String>,
        accepted: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { place, key: key.into(), found: found.into(), accepted: accepted.into(), nearest: None }
    }

    /// A word that is none of these.
    pub(crate) fn word(place: Place, key: &str, word: &str, known: &[&'static str]) -> Self {
        let accepted = list(known);
        Self { nearest: nearest(word, known.iter().copied()), ..Self::new(place, key, quoted(word), accepted) }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        if !self.key.is_empty() {
            write!(f, "`{}`: ", self.key)?;
        }
        write!(f, "found {}, ", self.found)?;
        if let Some(nearest) = self.nearest {
            write!(f, "did you mean `{nearest}`? ")?;
        }
        write!(f, "accepted is {}", self.accepted)
    }
}

impl std::error::Error for Mistake {}

/// All that is wrong with a configuration, in the order in which it stands there. There is at least one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(pub(crate) Vec<Mistake>);

impl Mistakes {
    /// One after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Mistake> {
        self.0.iter()
    }

    pub(crate) fn push(&mut self, mistake: Mistake) {
        self.0.push(mistake);
    }

    /// The value, if nothing is wrong with it.
    pub(crate) fn or<T>(mut self, value: T) -> Result<T, Self> {
        self.0.sort_by(|one, other| one.place.cmp(&other.place));
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.iter();
        lines.next().map_or(Ok(()), |first| write!(f, "{first}"))?;
        lines.try_for_each(|mistake| write!(f, "\n{mistake}"))
    }
}

impl std::error::Error for Mistakes {}

/// A value as a mistake shows it: quoted, and no longer than a line.
pub(crate) fn quoted(value: &str) -> String {
    const SHOWN: usize = 80;
    let shown: String = value.chars().take(SHOWN).collect();
    let cut = if shown.len() < value.len() { ".." } else { "" };
    format!("{shown:?}{cut}")
}

/// `a`, `b` or `c`.
pub(crate) fn list(words: &[&str]) -> String {
    let Some((last, first)) = words.split_last() else { return "nothing".to_owned() };
    let first: Vec<_> = first.iter().map(|word| format!("`{word}`")).collect();
    if first.is_empty() { format!("`{last}`") } else { format!("{} or `{last}`", first.join(", ")) }
}
