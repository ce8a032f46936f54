//! What the macro writes, and nothing else: the contract between the two crates.

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
pub use inventory;

/// Adds a callsite to the registry; in item position.
pub use crate::__traced_register as register;
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
pub use crate::registry::Registered;
pub use crate::{
    callsite::{Callsite, Errors, Meta, Orphan, Shape},
    frame::{Frame, enter, enter_as, run},
    future::{Instrumented, future, future_as, hint},
    line::{at, located, passed, project},
    outcome::Kind,
    reference::Origin,
    seen::{Seen, ignore},
    stream::InstrumentedStream,
    task::{args, fresh},
    value::Captured,
};

/// To be imported where values are captured.
pub mod capture {
    pub use crate::capture::{Capture, ViaDebug as _, ViaDisplay as _, ViaKnown as _, ViaName as _};
}

/// To be imported where outcomes are looked at.
pub mod outcome {
    pub use crate::failure::{
        Otherwise as _, Outcome, ViaBoxedError as _, ViaDebug as _, ViaDisplay as _, ViaError as _, ViaName as _,
        ViaSendError as _,
    };
}

/// To be imported where spawn calls are rewritten.
pub mod carry {
    pub use crate::spawner::{Carried, Otherwise as _, ViaClosure as _, ViaFuture as _};
}

/// Adds a callsite to the registry: see `registry`.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __traced_register {
    ($site:ident) => {
        const _: () = {
            #[used]
            #[unsafe(link_section = "traced_sites")]
            static ENTRY: &$crate::private::Callsite = &$site;
        };
    };
}

/// Adds a callsite to the registry: see `registry`.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __traced_register {
    ($site:ident) => {
        $crate::private::inventory::submit! { $crate::private::Registered(&$site) }
    };
}
