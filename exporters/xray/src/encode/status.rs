//! Whose mistake it was: `error` is the caller's, `fault` the server's, `throttle` an `error` of too many calls.

use super::facts::{Fact, Facts};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Fine,
    Error,
    Throttle,
    Fault,
}

impl Status {
    /// By HTTP's status where there is one that tells, as instrumentation sets it and forgets the rest; or else by how the span ended.
    #[inline]
    pub(super) fn of(facts: &Facts<'_>, failed: bool) -> Self {
        match facts.number(Fact::Status) {
            Some(429) => Status::Throttle,
            Some(400..=499) => Status::Error,
            Some(500..=599) => Status::Fault,
            _ if failed => Status::Fault,
            _ => Status::Fine,
        }
    }

    /// Members with commas.
    #[inline]
    pub(super) const fn members(self) -> &'static str {
        match self {
            Status::Fine => "",
            Status::Error => "\"error\":true,",
            Status::Throttle => "\"error\":true,\"throttle\":true,",
            Status::Fault => "\"fault\":true,",
        }
    }
}
