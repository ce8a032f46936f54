//! What all spans of one callsite have in common.

use std::ops::Range;

use traced_encode::{json, names, path};
use traced_runtime::{Callsite, Kind, ValueRef};

use super::{common::Common, tags::tag};

/// What tags begin with.
pub(super) const TAGS: &[u8] = b",\"tags\":{";

/// The bytes of one callsite in one process, which stand together in nearly all of its spans: this side of the connection, name and kind,
/// then the tags that say where in the code it is, and those of the process. Commas behind tags, in front of the rest.
pub(super) struct Prefix {
    bytes: Box<[u8]>,
    /// Where the kind ends, and where in the code the callsite is begins and ends.
    head: usize,
    code: Range<usize>,
    internal: bool,
}

impl Prefix {
    pub(super) fn of(site: &Callsite, common: &Common) -> Self {
        let mut bytes = common.endpoint.clone();
        name_and_kind(&mut bytes, site.name(), site.kind());
        let head = bytes.len();
        bytes.extend_from_slice(TAGS);
        let start = bytes.len();
        // Spans made by hand share a callsite, which is in nobody's code.
        if !site.is_manual() {
            let mut scratch = Vec::new();
            if let Some(path) = path(site) {
                tag(&mut bytes, names::FUNCTION, ValueRef::Str(&path), &mut scratch);
            }
            tag(&mut bytes, names::FILE, ValueRef::Str(site.file()), &mut scratch);
            tag(&mut bytes, names::LINE, ValueRef::U64(u64::from(site.line())), &mut scratch);
        }
        let code = start..bytes.len();
        bytes.extend_from_slice(&common.tags);
        Prefix { bytes: bytes.into(), head, code, internal: matches!(site.kind(), Kind::Internal) }
    }

    /// Everything, for a span with the name and the kind of its callsite and nothing between them and its tags.
    #[inline]
    pub(super) fn whole(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether its spans have no peer.
    #[inline]
    pub(super) fn is_internal(&self) -> bool {
        self.internal
    }

    #[inline]
    pub(super) fn head(&self) -> &[u8] {
        &self.bytes[..self.head]
    }

    /// All tags.
    #[inline]
    pub(super) fn tags(&self) -> &[u8] {
        &self.bytes[self.head..]
    }

    /// Those that say where in the code it is.
    pub(super) fn code(&self) -> &[u8] {
        &self.bytes[self.code.clone()]
    }

    /// Whether there are any.
    #[inline]
    pub(super) fn is_located(&self) -> bool {
        !self.code.is_empty()
    }
}

/// `Span.name`, and `Span.kind` unless it is internal: that Zipkin does not know.
pub(super) fn name_and_kind(out: &mut Vec<u8>, name: &str, kind: Kind) {
    out.extend_from_slice(b",\"name\":");
    json::string(out, name);
    out.extend_from_slice(match kind {
        Kind::Internal => b"",
        Kind::Client => b",\"kind\":\"CLIENT\"",
        Kind::Server => b",\"kind\":\"SERVER\"",
        Kind::Producer => b",\"kind\":\"PRODUCER\"",
        Kind::Consumer => b",\"kind\":\"CONSUMER\"",
    });
}
