//! What all spans of one callsite have in common.

use traced_encode::{json, names, path};
use traced_runtime::{Callsite, Kind, ValueRef};

use super::tags::tag;

/// The bytes of one callsite.
pub(super) struct Prefix {
    /// Name and kind, commas in front.
    head: Box<[u8]>,
    /// Where in the code it is, commas behind.
    tags: Box<[u8]>,
}

impl Prefix {
    pub(super) fn of(site: &Callsite) -> Self {
        let mut start = Vec::with_capacity(64);
        head(&mut start, site.name(), site.kind());
        let mut tags = Vec::with_capacity(192);
        // Spans made by hand share a callsite, which is in nobody's code.
        if !site.is_manual() {
            let mut scratch = Vec::new();
            tag(&mut tags, names::FUNCTION, ValueRef::Str(&path(site)), &mut scratch);
            tag(&mut tags, names::FILE, ValueRef::Str(site.file()), &mut scratch);
            tag(&mut tags, names::LINE, ValueRef::U64(u64::from(site.line())), &mut scratch);
        }
        Prefix { head: start.into(), tags: tags.into() }
    }

    #[inline]
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    #[inline]
    pub(super) fn tags(&self) -> &[u8] {
        &self.tags
    }
}

/// `Span.name`, and `Span.kind` unless it is internal: that Zipkin does not know.
pub(super) fn head(out: &mut Vec<u8>, name: &str, kind: Kind) {
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
