//! What all spans of one callsite have in common.

use traced_encode::{names, path};
use traced_runtime::Callsite;

use super::{
    name,
    value::{number, text},
};

pub(super) struct Prefix {
    /// The callsite's name as X-Ray takes it.
    pub(super) name: Box<str>,
    /// Members that say where in the code it is, with commas.
    pub(super) code: Box<[u8]>,
}

impl Prefix {
    pub(super) fn of(site: &Callsite) -> Self {
        let mut code = Vec::new();
        // Spans made by hand share a callsite, which is in nobody's code.
        if !site.is_manual() {
            if let Some(path) = path(site) {
                text(&mut code, names::FUNCTION, &path);
            }
            text(&mut code, names::FILE, site.file());
            number(&mut code, names::LINE, u64::from(site.line()));
        }
        Prefix { name: name::clean(site.name()).into(), code: code.into() }
    }
}
