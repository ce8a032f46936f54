//! The registry: every instrumented place that is linked into the program, known at start-up without a line of code that runs; and those that
//! bridges from other libraries meet while it runs.
//!
//! Where the object format has sections with start and stop symbols (ELF), a place is one pointer in a section; elsewhere `inventory` gathers
//! them with a constructor each, which costs the compiler about a millisecond a place.
//!
//! Rules:
//! 1. The section holds `&'static Callsite`s and nothing else: `__traced_register!` is the only writer.
//! 2. One entry is our own, so that the section, and with it its symbols, exists in every program.

use std::sync::{Mutex, PoisonError};

use crate::callsite::{Callsite, MANUAL, State};

#[cfg(all(any(target_os = "linux", target_os = "android", target_os = "freebsd"), not(miri)))]
mod linked {
    use super::{Callsite, MANUAL};

    #[used]
    #[unsafe(link_section = "traced_sites")]
    static OWN: &Callsite = &MANUAL;

    unsafe extern "C" {
        #[link_name = "__start_traced_sites"]
        static START: *const u8;
        #[link_name = "__stop_traced_sites"]
        static STOP: *const u8;
    }

    pub(super) fn all() -> impl Iterator<Item = &'static Callsite> {
        let (start, stop) = ((&raw const START).cast::<&'static Callsite>(), &raw const STOP);
        let count = (stop.addr() - start.addr()) / size_of::<&Callsite>();
        // SAFETY: the linker puts the section's entries between its two symbols; they are references (rule 1).
        (0..count).map(move |i| unsafe { *start.add(i) })
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
mod linked {
    use super::Callsite;

    /// A callsite as `inventory` carries it.
    #[derive(Debug)]
    pub struct Registered(pub &'static Callsite);

    inventory::collect!(Registered);

    pub(super) fn all() -> impl Iterator<Item = &'static Callsite> {
        inventory::iter::<Registered>.into_iter().map(|registered| registered.0)
    }
}

/// Miri links no sections.
#[cfg(all(any(target_os = "linux", target_os = "android", target_os = "freebsd"), miri))]
mod linked {
    pub(super) fn all() -> impl Iterator<Item = &'static super::Callsite> {
        std::iter::empty()
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
#[doc(hidden)]
pub use linked::Registered;

/// In the order in which they were met. They stay.
static MET: Mutex<Vec<&'static Callsite>> = Mutex::new(Vec::new());

fn with_met<R>(act: impl FnOnce(&mut Vec<&'static Callsite>) -> R) -> R {
    act(&mut MET.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Every instrumented place linked into the program, except spans made by hand; and the places of other libraries' spans and events that
/// bridges (`traced-tracing`) have met by now.
pub fn callsites() -> impl Iterator<Item = &'static Callsite> {
    linked::all().filter(|site| !site.is_manual()).chain(with_met(|met| met.clone()))
}

/// One more, once.
pub(crate) fn add(site: &'static Callsite) {
    with_met(|met| met.push(site));
}

/// How many were added.
pub(crate) fn added() -> usize {
    with_met(|met| met.len())
}

/// Writes the state of every place, spans made by hand included.
pub(crate) fn set_all(state: impl Fn(&'static Callsite) -> State) {
    let met = with_met(|met| met.clone());
    linked::all().chain([&MANUAL]).chain(met).for_each(|site| site.set_state(state(site)));
}
