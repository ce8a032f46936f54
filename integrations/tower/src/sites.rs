//! Places by name: what spans of one method and one route have in common is kept, so that nothing of it is written for each.

use std::{
    borrow::Cow,
    cell::Cell,
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use traced_runtime::{
    Kind,
    bridge::{Callsite, Errors, Meta, Orphan, Shape},
};

use crate::fields;

struct Site {
    verb: &'static str,
    route: Box<str>,
    callsite: Callsite,
}

impl Site {
    fn is(&self, kind: Kind, verb: &str, route: &str) -> bool {
        self.callsite.kind() == kind && self.verb == verb && *self.route == *route
    }
}

/// Routes are few: they stand in the code. What a closure calls routes may be anything, so there is an end.
const MOST: usize = 4096;

type Known = HashMap<(Kind, &'static str, &'static str), &'static Site>;

static KNOWN: Mutex<Option<Known>> = Mutex::new(None);

/// The places that a thread has seen last, by a hash of their names.
const SEEN: usize = 64;

thread_local! {
    static LAST: [Cell<Option<&'static Site>>; SEEN] = const { [const { Cell::new(None) }; SEEN] };
}

/// Those whose names are their own.
static SERVER: Callsite = callsite("", Kind::Server);
static CLIENT: Callsite = callsite("", Kind::Client);

const fn callsite(name: &'static str, kind: Kind) -> Callsite {
    Callsite::new(Meta {
        name,
        function: "",
        module: "",
        file: "",
        line: 0,
        fields: &fields::NAMES,
        kind,
        orphan: Orphan::Root,
        errors: Errors::Chain,
        shape: Shape::UNKNOWN,
    })
}

/// The place of spans that are called otherwise than by a route.
pub(crate) fn unnamed(kind: Kind) -> &'static Callsite {
    if kind == Kind::Server { &SERVER } else { &CLIENT }
}

fn name(verb: &'static str, route: &str) -> Cow<'static, str> {
    if route.is_empty() { verb.into() } else { format!("{verb} {route}").into() }
}

/// The place of such spans, and what they are called; `route` may be empty.
pub(crate) fn of(kind: Kind, verb: &'static str, route: &str) -> (&'static Callsite, Cow<'static, str>) {
    let last = |site: Option<&'static Site>| LAST.try_with(|last| last[hash(verb, route)].replace(site)).ok().flatten();
    // Taken out and put back, so that there is one look.
    let seen = last(None).filter(|site| site.is(kind, verb, route));
    let Some(site) = seen.or_else(|| find(kind, verb, route)) else { return (unnamed(kind), name(verb, route)) };
    last(Some(site));
    (&site.callsite, Cow::Borrowed(site.callsite.name()))
}

/// Any number below `SEEN`, from eight bytes at a time.
fn hash(verb: &str, route: &str) -> usize {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = verb.len() as u64 ^ (route.len() as u64) << 8;
    let (words, rest) = route.as_bytes().as_chunks::<8>();
    for word in words {
        hash = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(ODD);
    }
    for byte in rest {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(ODD);
    }
    (hash >> 58) as usize % SEEN
}

#[cold]
fn find(kind: Kind, verb: &'static str, route: &str) -> Option<&'static Site> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if let Some(site) = known.get(&(kind, verb, route)) {
        return Some(site);
    }
    if known.len() >= MOST {
        return None;
    }
    let callsite = callsite(String::leak(name(verb, route).into_owned()), kind);
    let site: &'static Site = Box::leak(Box::new(Site { verb, route: route.into(), callsite }));
    known.insert((kind, verb, &site.route), site);
    Some(site)
}
