//! Callsites: one static per instrumented place.
//!
//! One word, the state, holds every run-time decision, so the hot path makes one relaxed load and one branch, and a decision that changes
//! does so at once. Before anything is installed each says off.

use std::{fmt, ptr};

use crate::{
    outcome::Kind,
    sync::fixed::{AtomicPtr, AtomicU32, AtomicU64, Ordering},
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

/// Which arguments are recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Arguments {
    /// None.
    None,
    /// Those that the attribute names in `only(..)`, and its `tags(..)`.
    Listed,
    /// Those, and numbers, booleans, text and bytes.
    Scalars,
    /// All.
    #[default]
    All,
}

/// What rules can tell one function from others by.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The type whose method it is, where the attribute can see it; else empty.
    pub owner: &'static str,
    /// The `is_..` below, and which settings the attribute has made itself.
    pub bits: u16,
    /// The fields that the attribute names itself.
    pub listed: &'static [&'static str],
}

impl Shape {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { owner: "", bits: 0, listed: &[] };
    /// Bit: an `async fn`.
    pub const ASYNC: u16 = 1;
    /// Bit: `pub`.
    pub const PUBLIC: u16 = 2;
    /// Bit: `pub(..)`.
    pub const RESTRICTED: u16 = 4;
    /// Bit: of an `impl`.
    pub const METHOD: u16 = 8;
    /// Bit: of a trait, or of an `impl` of one.
    pub const TRAIT: u16 = 16;
    /// Bit: the attribute says how errors are recorded.
    pub const ERRORS: u16 = 256;
    /// Bit: the attribute says what becomes of orphans.
    pub const ORPHAN: u16 = 512;
    /// Bit: the attribute says the name.
    pub const NAME: u16 = 1024;

    /// Whether a bit is set.
    pub const fn has(&self, bit: u16) -> bool {
        self.bits & bit != 0
    }
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
    /// What else there is to know.
    pub shape: Shape,
}

/// One instrumented place.
pub struct Callsite {
    state: AtomicU32,
    index: AtomicU32,
    /// Spans that the collector has seen; only it writes.
    hits: AtomicU64,
    /// The name that rules have given it; null where there is none.
    renamed: AtomicPtr<&'static str>,
    meta: Meta,
}

/// What a state says. All of 0 is off, and nothing has ever been on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct State(u32);

impl State {
    /// Bit: spans are recorded.
    const RECORD: u32 = 1;
    const ARGUMENTS: u32 = 1;
    const ERRORS: u32 = 3;
    /// Bit: without a current span nothing is.
    const IGNORE: u32 = 32;
    /// Bit: the upper half says how many of 65,535 traces that begin here are recorded.
    const SHARE: u32 = 64;

    pub(crate) const fn on(arguments: Arguments, errors: Errors, orphan: Orphan) -> Self {
        let orphan = match orphan {
            Orphan::Root => 0,
            Orphan::Ignore => Self::IGNORE,
        };
        Self(Self::RECORD | (arguments as u32) << Self::ARGUMENTS | (errors as u32) << Self::ERRORS | orphan)
    }

    /// The same without new spans. Those that are open go on as they were begun.
    pub(crate) const fn off(self) -> Self {
        Self(self.0 & !Self::RECORD)
    }

    pub(crate) const fn with_share(self, share: u16) -> Self {
        Self(self.0 & 0xFFFF | Self::SHARE | (share as u32) << 16)
    }

    /// Of the traces that begin here, so many in 65,535 are recorded; `None` where the sampler says.
    pub(crate) const fn share(self) -> Option<u16> {
        if self.0 & Self::SHARE == 0 { None } else { Some((self.0 >> 16) as u16) }
    }

    pub(crate) const fn arguments(self) -> Arguments {
        match self.0 >> Self::ARGUMENTS & 3 {
            0 => Arguments::None,
            1 => Arguments::Listed,
            2 => Arguments::Scalars,
            _ => Arguments::All,
        }
    }

    pub(crate) const fn errors(self) -> Errors {
        match self.0 >> Self::ERRORS & 3 {
            0 => Errors::Chain,
            1 => Errors::Display,
            2 => Errors::Debug,
            _ => Errors::Off,
        }
    }

    pub(crate) const fn orphan(self) -> Orphan {
        if self.0 & Self::IGNORE == 0 { Orphan::Root } else { Orphan::Ignore }
    }
}

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
    shape: Shape::UNKNOWN,
});

impl Callsite {
    /// A place that is switched off until something is installed.
    pub const fn new(meta: Meta) -> Self {
        Self {
            state: AtomicU32::new(0),
            index: AtomicU32::new(0),
            hits: AtomicU64::new(0),
            renamed: AtomicPtr::new(ptr::null_mut()),
            meta,
        }
    }

    /// A place that is met while the program runs: on, until it is decided about.
    pub(crate) fn met(meta: Meta) -> Self {
        let site = Self::new(meta);
        site.set_state(site.default_state());
        site
    }

    #[inline(always)]
    pub(crate) fn is_off(&self) -> bool {
        self.state.load(Ordering::Relaxed) & State::RECORD == 0
    }

    #[inline]
    pub(crate) fn state(&self) -> State {
        State(self.state.load(Ordering::Relaxed))
    }

    pub(crate) fn set_state(&self, state: State) {
        self.state.store(state.0, Ordering::Relaxed);
    }

    /// What the attribute says, where no rule says otherwise.
    pub(crate) const fn default_state(&self) -> State {
        State::on(Arguments::All, self.meta.errors, self.meta.orphan)
    }

    /// The operation name.
    #[inline]
    pub fn name(&self) -> &'static str {
        let renamed = self.renamed.load(Ordering::Acquire);
        // SAFETY: only `rename` writes it, and what it points to stays.
        if renamed.is_null() { self.meta.name } else { unsafe { *renamed } }
    }

    /// Gives it another name, or its own again.
    pub(crate) fn rename(&self, name: Option<&'static &'static str>) {
        let name = name.map_or(ptr::null(), ptr::from_ref);
        self.renamed.store(name.cast_mut(), Ordering::Release);
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

    /// How many spans of it have been collected since rules were applied.
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    pub(crate) fn count_hits(&self, more: u64) {
        self.hits.store(self.hits.load(Ordering::Relaxed) + more, Ordering::Relaxed);
    }

    /// Whether spans are recorded here, as things stand.
    pub fn is_enabled(&self) -> bool {
        !self.is_off()
    }

    /// What else is known of it.
    pub const fn shape(&self) -> &Shape {
        &self.meta.shape
    }

    /// What it does without a current span, as things stand.
    pub(crate) fn orphan(&self) -> Orphan {
        self.state().orphan()
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
