//! Callsites: one static per instrumented place.
//!
//! The state byte holds every run-time decision, so the hot path makes one relaxed load and one branch. Before anything is
//! installed each byte says off.

use std::fmt;

use crate::{
    outcome::Kind,
    sync::fixed::{AtomicU8, AtomicU32, Ordering},
};

/// What a place without a current span does: start a trace (the sampler decides), or nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Orphan {
    /// Start a new trace.
    #[default]
    Root,
    /// Record nothing: the function only matters inside a trace.
    Ignore,
}

/// How an `Err` is recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Errors {
    /// Its `Display`, and that of each `source()`.
    #[default]
    Chain,
    /// Its `Display`.
    Display,
    /// Its `Debug`.
    Debug,
    /// Not at all.
    Off,
}

/// What is known of an instrumented place when it is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// The operation name.
    pub name: &'static str,
    /// The function's own name.
    pub function: &'static str,
    /// The module's path.
    pub module: &'static str,
    /// The source file, as the compiler was given it.
    pub file: &'static str,
    /// The line of the function's name.
    pub line: u32,
    /// The keys of the tags it records, in order.
    pub fields: &'static [&'static str],
    /// The kind of its spans.
    pub kind: Kind,
    /// What it does without a current span.
    pub orphan: Orphan,
    /// How it records errors.
    pub errors: Errors,
}

/// One instrumented place.
pub struct Callsite {
    state: AtomicU8,
    index: AtomicU32,
    meta: Meta,
}

/// State bit: spans are recorded.
pub(crate) const RECORD: u8 = 1;
/// State bit: so are arguments.
pub(crate) const ARGUMENTS: u8 = 2;

/// The next callsite's dense number; 0 says "none yet".
static NEXT_INDEX: AtomicU32 = AtomicU32::new(1);

/// The place of all spans made by hand; their names are their own.
pub(crate) static MANUAL: Callsite = Callsite::new(Meta {
    name: "span",
    function: "",
    module: "",
    file: "",
    line: 0,
    fields: &[],
    kind: Kind::Internal,
    orphan: Orphan::Root,
    errors: Errors::Chain,
});

impl Callsite {
    /// A place that is switched off until something is installed.
    pub const fn new(meta: Meta) -> Self {
        Self { state: AtomicU8::new(0), index: AtomicU32::new(0), meta }
    }

    #[inline(always)]
    pub(crate) fn state(&self) -> u8 {
        self.state.load(Ordering::Relaxed)
    }

    pub(crate) fn set_state(&self, state: u8) {
        self.state.store(state, Ordering::Relaxed);
    }

    /// The operation name.
    pub const fn name(&self) -> &'static str {
        self.meta.name
    }

    /// The function's own name; empty for spans made by hand.
    pub const fn function(&self) -> &'static str {
        self.meta.function
    }

    /// The path of the module it stands in.
    pub const fn module(&self) -> &'static str {
        self.meta.module
    }

    /// The source file, as the compiler was given it.
    pub const fn file(&self) -> &'static str {
        self.meta.file
    }

    /// The line of the function's name.
    pub const fn line(&self) -> u32 {
        self.meta.line
    }

    /// The keys of the tags it records, in order.
    pub const fn fields(&self) -> &'static [&'static str] {
        self.meta.fields
    }

    /// The kind of its spans.
    pub const fn kind(&self) -> Kind {
        self.meta.kind
    }

    pub(crate) const fn orphan(&self) -> Orphan {
        self.meta.orphan
    }

    pub(crate) const fn errors(&self) -> Errors {
        self.meta.errors
    }

    /// Whether it does not say where it stands: the one place that all spans made by hand share, and those of integrations.
    pub const fn is_manual(&self) -> bool {
        self.meta.file.is_empty()
    }

    /// A small number that is this place's alone for as long as the process lives: a key for exporters' caches.
    pub fn index(&self) -> usize {
        let known = self.index.load(Ordering::Relaxed);
        if known != 0 {
            return known as usize - 1;
        }
        let fresh = NEXT_INDEX.fetch_add(1, Ordering::Relaxed);
        let index = match self.index.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => fresh,
            Err(other) => other,
        };
        index as usize - 1
    }
}

impl fmt::Debug for Callsite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}:{})", self.meta.name, self.meta.file, self.meta.line)
    }
}
