//! An error with those that it came of.

use std::{error::Error, fmt};

#[derive(Debug)]
pub struct Failed(&'static str, Option<Box<Failed>>);

impl Failed {
    /// What each says, the cause of all last.
    pub fn of(said: &[&'static str]) -> Self {
        let (first, rest) = said.split_first().expect("an error says something");
        Failed(first, (!rest.is_empty()).then(|| Box::new(Failed::of(rest))))
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_deref().map(|source| source as _)
    }
}
