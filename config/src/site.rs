//! A function, as far as rules can tell it from others.

/// Who may call it, by what is written in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// `pub`
    Public,
    /// `pub(crate)` and its like.
    Restricted,
    /// Nothing. A trait's methods are as visible as it is, which cannot be seen: they count as public.
    Private,
}

/// What it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of a module, or of another function.
    Function,
    /// Of an `impl` of a type.
    Method,
    /// Of a trait, or of an `impl` of one.
    TraitMethod,
}

/// A function.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The path of its module, from the crate's name on.
    pub module: &'a str,
    /// The type it is a method of, without generics; empty where there is none.
    pub owner: &'a str,
    /// Its own name.
    pub function: &'a str,
    /// Whether it is an `async fn`.
    pub is_async: bool,
    /// Who may call it.
    pub visibility: Visibility,
    /// What it is part of.
    pub kind: Kind,
}

impl<'a> Site<'a> {
    /// The parts of its path.
    pub fn parts(&self) -> Vec<&'a str> {
        let mut parts: Vec<_> = self.module.split("::").collect();
        if !self.owner.is_empty() {
            parts.push(self.owner);
        }
        parts.push(self.function.trim_start_matches("r#"));
        parts
    }

    /// Its path.
    pub fn path(&self) -> String {
        self.parts().join("::")
    }
}
