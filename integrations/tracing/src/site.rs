//! A place in the code as `tracing` describes it, turned once into one as the runtime keeps it.

use std::{
    cell::Cell,
    collections::{HashMap, hash_map::Entry},
    ptr,
    sync::{Mutex, PoisonError},
};

use traced_runtime::{
    Kind,
    bridge::{self, Callsite, Errors, Meta, Orphan, Shape, looks_secret},
};
use tracing::{Metadata, field::Field};

/// What is known of a place before its first span.
#[derive(Debug)]
pub(crate) struct Site {
    metadata: &'static Metadata<'static>,
    pub(crate) callsite: Callsite,
    /// Some field of it is heeded before the span starts; see `conventions`.
    pub(crate) has_conventions: bool,
    /// The target, where it says more than the module.
    pub(crate) target: Option<&'static str>,
    /// By the index of a field: its value must not leave the process.
    secret: Box<[bool]>,
    any_secret: bool,
}

impl Site {
    pub(crate) fn is_secret(&self, field: &Field) -> bool {
        self.any_secret && self.secret.get(field.index()).is_some_and(|secret| *secret)
    }
}

/// Places are as many as stand in the code, and stay.
static SITES: Mutex<Option<HashMap<usize, &'static Site>>> = Mutex::new(None);

/// The places that a thread has seen last, by their address.
const SEEN: usize = 64;

thread_local! {
    static LAST: [Cell<Option<&'static Site>>; SEEN] = const { [const { Cell::new(None) }; SEEN] };
}

/// The place of these spans.
pub(crate) fn of(metadata: &'static Metadata<'static>) -> &'static Site {
    let slot = (ptr::from_ref(metadata).addr() / align_of::<Metadata<'_>>()) % SEEN;
    let seen = LAST.try_with(|last| last[slot].get()).ok().flatten();
    if let Some(site) = seen.filter(|site| ptr::eq(site.metadata, metadata)) {
        return site;
    }
    let site = find(metadata);
    let _ = LAST.try_with(|last| last[slot].set(Some(site)));
    site
}

#[cold]
fn find(metadata: &'static Metadata<'static>) -> &'static Site {
    let mut sites = SITES.lock().unwrap_or_else(PoisonError::into_inner);
    match sites.get_or_insert_default().entry(ptr::from_ref(metadata).addr()) {
        Entry::Occupied(known) => known.get(),
        Entry::Vacant(vacant) => {
            let site: &'static Site = vacant.insert(Box::leak(Box::new(new(metadata))));
            // Rules may come back here.
            drop(sites);
            bridge::meet(&site.callsite);
            site
        }
    }
}

fn new(metadata: &'static Metadata<'static>) -> Site {
    let fields: Vec<_> = metadata.fields().iter().map(|field| field.name()).collect();
    let module = metadata.module_path().unwrap_or(metadata.target());
    let secret: Box<[bool]> = fields.iter().map(|name| looks_secret(name)).collect();
    Site {
        metadata,
        any_secret: secret.contains(&true),
        secret,
        has_conventions: fields.iter().any(|name| name.starts_with("otel.") || *name == "sampling.priority"),
        target: Some(metadata.target()).filter(|target| *target != module),
        callsite: bridge::place(Meta {
            name: metadata.name(),
            // `tracing` knows none: the name of a span need not be that of a function.
            function: "",
            module,
            file: metadata.file().unwrap_or_default(),
            line: metadata.line().unwrap_or_default(),
            fields: Vec::leak(fields),
            kind: Kind::Internal,
            orphan: Orphan::Root,
            errors: Errors::Chain,
            shape: Shape::UNKNOWN,
        }),
    }
}
