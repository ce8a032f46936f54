//! Whether a returned value is a failure: chosen by its type, as `capture` chooses; `Result` behind any alias is one, nothing else is.
//!
//! `(&&&&&&Outcome(r)).__traced_failure()`. Method lookup tries the receiver as it stands (`&self` of the implementation with one `&` less)
//! before it borrows once more, so the ranks are 5, 6, 4, 3, 2, 1 and 0 references.

use std::{any::type_name, error::Error, fmt};

use crate::seen::Failure;

/// A returned value that is about to be looked at.
#[derive(Debug)]
pub struct Outcome<'a, R: ?Sized>(pub &'a R);

macro_rules! rank {
    ($trait:ident, [$($refs:tt)*], $doc:literal, [$($bounds:tt)*], |$error:ident| $failure:expr) => {
        #[doc = $doc]
        pub trait $trait<'a> {
            /// The failure, if it is one.
            fn __traced_failure(&self) -> Option<Failure<'a>>;
        }

        impl<'a, T, E: $($bounds)*> $trait<'a> for $($refs)* Outcome<'a, Result<T, E>> {
            fn __traced_failure(&self) -> Option<Failure<'a>> {
                let $error = self.0.as_ref().err()?;
                Some($failure)
            }
        }
    };
}

rank!(ViaError, [&&&&&], "The error is an `Error`.", [Error], |error| Failure {
    type_name: type_name::<E>(),
    display: Some(error),
    debug: Some(error),
    error: Some(error),
});

rank!(ViaSendError, [&&&&&&], "The error holds an `Error`, as `anyhow` and `eyre` do.",
    [AsRef<dyn Error + Send + Sync> + fmt::Display + fmt::Debug], |error| Failure {
    type_name: type_name::<E>(),
    display: Some(error),
    debug: Some(error),
    error: Some(error.as_ref()),
});

rank!(ViaBoxedError, [&&&&], "The error holds an `Error` that may stay on its thread.",
    [AsRef<dyn Error> + fmt::Display + fmt::Debug], |error| Failure {
    type_name: type_name::<E>(),
    display: Some(error),
    debug: Some(error),
    error: Some(error.as_ref()),
});

rank!(ViaDisplay, [&&&], "The error has a `Display`.", [fmt::Display], |error| Failure {
    type_name: type_name::<E>(),
    display: Some(error),
    debug: None,
    error: None,
});

rank!(ViaDebug, [&&], "The error has a `Debug`.", [fmt::Debug], |error| Failure {
    type_name: type_name::<E>(),
    display: None,
    debug: Some(error),
    error: None,
});

/// The error cannot be shown.
pub trait ViaName<'a> {
    /// The failure, if it is one.
    fn __traced_failure(&self) -> Option<Failure<'a>>;
}

impl<'a, T, E> ViaName<'a> for &Outcome<'a, Result<T, E>> {
    fn __traced_failure(&self) -> Option<Failure<'a>> {
        self.0.is_err().then(|| Failure { type_name: type_name::<E>(), display: None, debug: None, error: None })
    }
}

/// It is not a `Result`.
pub trait Otherwise {
    /// None.
    fn __traced_failure(&self) -> Option<Failure<'static>>;
}

impl<R: ?Sized> Otherwise for Outcome<'_, R> {
    fn __traced_failure(&self) -> Option<Failure<'static>> {
        None
    }
}
