//! What all spans of one callsite have in common.

use traced_runtime::{Callsite, Kind, ValueRef};

use super::value::attribute;
use crate::{
    json,
    otlp::{mapping, names},
};

/// What attributes begin with.
const ATTRIBUTES: &[u8] = b",\"attributes\":[";

/// The bytes of one callsite: name, kind, then where in the code it is, as the first of the attributes.
pub(super) struct Prefix {
    bytes: Box<[u8]>,
    /// Where the name and the kind end.
    code: usize,
    located: bool,
}

impl Prefix {
    pub(super) fn of(site: &Callsite) -> Self {
        let mut bytes = Vec::with_capacity(512);
        head(&mut bytes, site.name(), site.kind());
        let code = bytes.len();
        bytes.extend_from_slice(ATTRIBUTES);
        // Spans made by hand share a callsite, which is in nobody's code.
        let located = !site.is_manual();
        if located {
            if let Some(path) = mapping::path(site) {
                attribute(&mut bytes, names::FUNCTION, ValueRef::Str(&path));
            }
            attribute(&mut bytes, names::FILE, ValueRef::Str(site.file()));
            attribute(&mut bytes, names::LINE, ValueRef::I64(i64::from(site.line())));
        }
        Prefix { bytes: bytes.into(), code, located }
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
        self.located
    }
}

/// `Span.name` and `Span.kind`.
pub(super) fn head(out: &mut Vec<u8>, name: &str, kind: Kind) {
    out.extend_from_slice(b"\"name\":");
    json::string(out, name);
    out.extend_from_slice(b",\"kind\":");
    json::uint(out, mapping::kind(kind));
}

/// Closes the attributes, or takes them away where there are none.
#[inline]
pub(super) fn close_attributes(out: &mut Vec<u8>) {
    match out.last_mut() {
        Some(last) if *last == b',' => *last = b']',
        _ => out.truncate(out.len() - ATTRIBUTES.len()),
    }
}
