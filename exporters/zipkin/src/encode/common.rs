//! What all spans of a batch have in common: this side of every connection, and the tags of the process.

use std::{net::IpAddr, ops::Range};

use traced_runtime::{Value, ValueRef, export::Resource};

use super::{
    endpoint::Endpoint,
    tags::{LIBRARY, SCOPE, key, tag},
    value::owned_text,
};

const SERVICE: &str = "service.name";

#[derive(Debug, Default, PartialEq)]
pub(super) struct Common {
    /// A comma in front.
    pub(super) endpoint: Vec<u8>,
    /// Commas behind.
    pub(super) tags: Vec<u8>,
    /// The attributes of the resource among them, which a span may contradict.
    attributes: Vec<(String, Range<usize>)>,
    /// A bit for each length that a key of them has: nearly all other keys are told from them by it.
    lengths: u64,
}

impl Common {
    pub(super) fn of(resource: &Resource) -> Self {
        let mut common = Common::default();
        endpoint(resource).write(&mut common.endpoint, "localEndpoint");
        for [name, version] in [SCOPE, LIBRARY] {
            tag(&mut common.tags, name, ValueRef::Str("traced"), &mut Vec::new());
            tag(&mut common.tags, version, ValueRef::Str(env!("CARGO_PKG_VERSION")), &mut Vec::new());
        }
        for (name, value) in resource.given().filter(|(name, _)| *name != SERVICE) {
            let from = common.tags.len();
            key(&mut common.tags, name);
            owned_text(&mut common.tags, value);
            common.tags.push(b',');
            common.attributes.push((name.to_owned(), from..common.tags.len()));
            common.lengths |= bit(name);
        }
        common
    }

    /// Whether an attribute of the resource has this name.
    #[inline]
    pub(super) fn has(&self, name: &str) -> bool {
        self.lengths & bit(name) != 0 && self.attributes.iter().any(|(attribute, _)| attribute == name)
    }

    /// The tags, but for the attributes that the span has tags for.
    pub(super) fn tags_without(&self, out: &mut Vec<u8>, has: impl Fn(&str) -> bool) {
        let first = self.attributes.first().map_or(self.tags.len(), |(_, range)| range.start);
        out.extend_from_slice(&self.tags[..first]);
        for (_, range) in self.attributes.iter().filter(|(name, _)| !has(name)) {
            out.extend_from_slice(&self.tags[range.clone()]);
        }
    }
}

#[inline]
fn bit(name: &str) -> u64 {
    1 << (name.len() % 64)
}

/// The service, and its addresses where they are known: the first of each kind in `host.ip`.
fn endpoint(resource: &Resource) -> Endpoint<'_> {
    let mut endpoint = Endpoint { name: resource.get(SERVICE).and_then(Value::as_str), ..Endpoint::default() };
    let addresses = match resource.get("host.ip") {
        Some(Value::List(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let addresses = addresses.iter().filter_map(|value| value.as_str()?.parse::<IpAddr>().ok());
    // From the last to the first, which stays.
    addresses.rev().for_each(|address| endpoint.set_address(address));
    endpoint
}
