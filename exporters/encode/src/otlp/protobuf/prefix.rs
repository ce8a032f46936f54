//! What all spans of one callsite have in common.

use traced_runtime::{Callsite, Kind, ValueRef};

use super::value::attribute;
use crate::{
    otlp::{mapping, names},
    wire,
};

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
    pub(super) fn of(site: &Callsite) -> Self {
        let mut bytes = Vec::with_capacity(256);
        wire::bytes(&mut bytes, NAME, site.name().as_bytes());
        kind(&mut bytes, site.kind());
        let code = bytes.len();
        // Spans made by hand share a callsite, which is in nobody's code.
        if !site.is_manual() {
            if let Some(path) = mapping::path(site) {
                attribute(&mut bytes, ATTRIBUTES, names::FUNCTION, ValueRef::Str(&path));
            }
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

    /// Whether there are any.
    #[inline]
    pub(super) fn is_located(&self) -> bool {
        self.bytes.len() > self.code
    }
}

/// `Span.kind`.
pub(super) fn kind(out: &mut Vec<u8>, kind: Kind) {
    wire::uint(out, KIND, mapping::kind(kind));
}
