//! What all spans of one callsite have in common.

use traced_encode::{names, path};
use traced_runtime::{Callsite, ValueRef};

use super::tags::{self, LIBRARY, SCOPE, tag};
use crate::thrift::Thrift;

/// `Span.operationName`, and the field before it.
pub(super) const NAME: u8 = 5;
pub(super) const PARENT: u8 = 4;

/// The bytes of one callsite: the name, then the tags of its kind, of who recorded it, and of where in the code it is.
pub(super) struct Prefix {
    bytes: Box<[u8]>,
    /// Where the name ends, and where the kind does.
    name: usize,
    kind: usize,
    /// How many tags there are, and how many of them are the kind's.
    tags: usize,
    kinds: usize,
    located: bool,
}

impl Prefix {
    pub(super) fn of<T: Thrift>(site: &Callsite) -> Self {
        let mut bytes = Vec::with_capacity(512);
        T::bytes(&mut bytes, PARENT, NAME, site.name().as_bytes());
        let name = bytes.len();
        let kinds = usize::from(tags::kind::<T>(&mut bytes, site.kind()));
        let kind = bytes.len();
        for [name, version] in [SCOPE, LIBRARY] {
            tag::<T>(&mut bytes, name, ValueRef::Str("traced"));
            tag::<T>(&mut bytes, version, ValueRef::Str(env!("CARGO_PKG_VERSION")));
        }
        let mut tags = kinds + 4;
        // Spans made by hand share a callsite, which is in nobody's code.
        let located = !site.is_manual();
        if located {
            if let Some(path) = path(site) {
                tag::<T>(&mut bytes, names::FUNCTION, ValueRef::Str(&path));
                tags += 1;
            }
            tag::<T>(&mut bytes, names::FILE, ValueRef::Str(site.file()));
            tag::<T>(&mut bytes, names::LINE, ValueRef::I64(i64::from(site.line())));
            tags += 2;
        }
        Prefix { bytes: bytes.into(), name, kind, tags, kinds, located }
    }

    /// Appends the name. One that is short as a copy of a fixed size, of which what is too much is taken back: that is a few stores.
    #[inline]
    pub(super) fn append_name(&self, out: &mut Vec<u8>) {
        match self.bytes.first_chunk::<32>() {
            Some(first) if self.name <= first.len() => {
                let end = out.len() + self.name;
                out.extend_from_slice(first);
                out.truncate(end);
            }
            _ => out.extend_from_slice(&self.bytes[..self.name]),
        }
    }

    /// All tags, and how many they are.
    #[inline]
    pub(super) fn tags(&self) -> (&[u8], usize) {
        (&self.bytes[self.name..], self.tags)
    }

    /// All but the kind, and how many they are.
    #[inline]
    pub(super) fn tags_without_kind(&self) -> (&[u8], usize) {
        (&self.bytes[self.kind..], self.tags - self.kinds)
    }

    /// Whether some of them say where in the code it is.
    #[inline]
    pub(super) fn is_located(&self) -> bool {
        self.located
    }
}
