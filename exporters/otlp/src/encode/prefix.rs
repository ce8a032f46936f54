//! What all spans of one callsite have in common, encoded once and copied from then on.

use traced_runtime::{Callsite, Kind, ValueRef};

use super::{names, value::attribute};
use crate::wire;

/// `Span`'s fields that are written here.
pub(super) const NAME: u32 = 5;
const KIND: u32 = 6;
pub(super) const ATTRIBUTES: u32 = 9;

/// The bytes of one callsite: name, kind, then where in the code it is.
pub(super) struct Prefix {
    bytes: Box<[u8]>,
    /// Where the name and the kind end.
    code: usize,
}

impl Prefix {
    fn of(site: &Callsite) -> Self {
        let mut bytes = Vec::with_capacity(256);
        wire::bytes(&mut bytes, NAME, site.name().as_bytes());
        kind(&mut bytes, site.kind());
        let code = bytes.len();
        // Spans made by hand share a callsite, which is in nobody's code.
        if !site.is_manual() {
            attribute(&mut bytes, ATTRIBUTES, names::FUNCTION, ValueRef::Str(&path(site)));
            attribute(&mut bytes, ATTRIBUTES, names::FILE, ValueRef::Str(site.file()));
            attribute(&mut bytes, ATTRIBUTES, names::LINE, ValueRef::I64(i64::from(site.line())));
        }
        Prefix { bytes: bytes.into(), code }
    }

    /// Everything, for a span whose name and kind are its callsite's.
    #[inline]
    pub(super) fn whole(&self) -> &[u8] {
        &self.bytes
    }

    /// The attributes alone.
    #[inline]
    pub(super) fn code(&self) -> &[u8] {
        &self.bytes[self.code..]
    }

    /// Whether an attribute of this name is among them.
    pub(super) fn has(&self, key: &str) -> bool {
        self.bytes.len() > self.code && matches!(key, names::FUNCTION | names::FILE | names::LINE)
    }
}

/// The fully qualified name. A callsite that was given a name of its own only knows the bare name of its function.
fn path(site: &Callsite) -> String {
    let name = site.name();
    let of_function = name.strip_suffix(site.function()).is_some_and(|owner| owner.is_empty() || owner.ends_with("::"));
    format!("{}::{}", site.module(), if of_function { name } else { site.function() })
}

/// `Span.kind`; the numbers are OTLP's.
pub(super) fn kind(out: &mut Vec<u8>, kind: Kind) {
    let number = match kind {
        Kind::Internal => 1,
        Kind::Server => 2,
        Kind::Client => 3,
        Kind::Producer => 4,
        Kind::Consumer => 5,
    };
    wire::uint(out, KIND, number);
}

/// The prefixes of all callsites seen so far, by the callsite's dense index.
#[derive(Default)]
pub(super) struct Prefixes(Vec<Option<Prefix>>);

impl Prefixes {
    #[inline]
    pub(super) fn of(&mut self, site: &'static Callsite) -> &Prefix {
        let index = site.index();
        if self.0.get(index).is_none_or(Option::is_none) {
            self.fill(index, site);
        }
        self.0[index].as_ref().expect("filled above")
    }

    #[cold]
    fn fill(&mut self, index: usize, site: &'static Callsite) {
        if self.0.len() <= index {
            self.0.resize_with(index + 1, || None);
        }
        self.0[index] = Some(Prefix::of(site));
    }
}
