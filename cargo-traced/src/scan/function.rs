//! A function, as it stands in its source.

use std::{fmt, path::Path, sync::Arc};

use traced_config::{Kind, Site, Visibility};

use super::metadata::Crate;

/// A function with what is known of it.
#[derive(Clone, Debug)]
pub struct Function {
    /// The crate that it is compiled into.
    pub krate: Arc<Crate>,
    /// The path of its module, from the crate's name on.
    pub module: Arc<str>,
    /// The type or trait it is a method of, without generics; empty where there is none.
    pub owner: Arc<str>,
    /// Its own name, without `r#`.
    pub name: String,
    /// Whether it is an `async fn`.
    pub is_async: bool,
    /// Who may call it.
    pub visibility: Visibility,
    /// What it is part of.
    pub kind: Kind,
    /// Whether it takes `self`.
    pub takes_self: bool,
    /// Its file: absolute where the crate's root was.
    pub file: Arc<Path>,
    /// The line of its name, from 1.
    pub line: usize,
    /// The column of its name in characters, from 1.
    pub column: usize,
    /// The byte of the file at which an attribute of its own can be inserted: behind its documentation and its other attributes, before all else.
    pub insert: usize,
    /// Whether it is a test, or in a module of `#[cfg(test)]`.
    pub is_test: bool,
    /// Whether it carries `#[traced]`.
    pub attribute: Attribute,
    /// What keeps a span out of it.
    pub obstacle: Option<Obstacle>,
}

/// Where a function has `#[traced]` from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// It has none.
    None,
    /// On the function.
    Own {
        /// The line on which it stands.
        line: usize,
    },
    /// On the `impl`, `trait` or `mod` around it.
    Around {
        /// The line on which it stands.
        line: usize,
    },
    /// On the function, under the condition of a `cfg_attr`.
    Conditional {
        /// The line on which it stands.
        line: usize,
    },
    /// `#[traced(off)]`, on the function or around it.
    Off {
        /// The line on which it stands.
        line: usize,
    },
}

/// Why a function has no span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// `const fn`: it may be called by the compiler.
    Const,
    /// It has no body here.
    NoBody,
    /// Of an `extern` block: its body is elsewhere.
    Foreign,
    /// `#[naked]`: its body is the machine's.
    Naked,
    /// It allocates, or is called where nothing may be allocated: a span would call it again.
    Allocator,
    /// In a crate that does without the standard library.
    NoStd,
    /// In a crate that runs inside the compiler.
    ProcMacro,
    /// In a build script.
    BuildScript,
    /// `#[inline(always)]`: a span would cost more than the call.
    InlineAlways,
    /// A method of a trait that everything calls: `fmt`, `drop`, `clone`, `eq` and the like.
    Plumbing,
    /// It returns a field.
    Getter,
}

impl Obstacle {
    /// Whether a span is impossible, and not only more than it is worth: then the function's own attribute does not help.
    pub fn is_absolute(self) -> bool {
        !matches!(self, Self::InlineAlways | Self::Plumbing | Self::Getter)
    }

    /// A word for it, which stays what it is.
    pub fn word(self) -> &'static str {
        match self {
            Self::Const => "const",
            Self::NoBody => "no_body",
            Self::Foreign => "foreign",
            Self::Naked => "naked",
            Self::Allocator => "allocator",
            Self::NoStd => "no_std",
            Self::ProcMacro => "proc_macro",
            Self::BuildScript => "build_script",
            Self::InlineAlways => "inline_always",
            Self::Plumbing => "plumbing",
            Self::Getter => "getter",
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Const => "a `const fn` may be called by the compiler",
            Self::NoBody => "it has no body here",
            Self::Foreign => "its body is in foreign code",
            Self::Naked => "a naked function's body is the machine's",
            Self::Allocator => "a span inside an allocator would allocate",
            Self::NoStd => "the crate does without the standard library",
            Self::ProcMacro => "the crate runs inside the compiler",
            Self::BuildScript => "it is part of a build script",
            Self::InlineAlways => "`#[inline(always)]`: a span would cost more than the call",
            Self::Plumbing => "everything calls such a method of a trait, and nobody wants a span of it",
            Self::Getter => "it only returns a field",
        })
    }
}

impl Function {
    /// Its path: `shop::orders::Order::place`.
    pub fn path(&self) -> String {
        self.site().path()
    }

    /// What rules decide by. An attribute of its own on a method cannot see the `impl` around it, so that no type's name tells such a function
    /// apart when the program runs; see [`Function::in_full`].
    pub fn as_seen(&self) -> Site<'_> {
        let site = self.site();
        match self.attribute {
            Attribute::Own { .. } | Attribute::Conditional { .. } if self.kind != Kind::Function => {
                let visibility = if self.kind == Kind::TraitMethod { Visibility::Private } else { self.visibility };
                let kind = if self.takes_self { Kind::Method } else { Kind::Function };
                Site { owner: "", kind, visibility, ..site }
            }
            _ => site,
        }
    }

    /// The function with the type it belongs to, whatever the attribute can see of it.
    pub fn in_full(&self) -> Site<'_> {
        self.site()
    }

    fn site(&self) -> Site<'_> {
        Site {
            module: &self.module,
            owner: &self.owner,
            function: &self.name,
            is_async: self.is_async,
            visibility: self.visibility,
            kind: self.kind,
        }
    }
}
