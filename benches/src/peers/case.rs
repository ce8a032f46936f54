//! The cases: what a child process is asked to measure.

use crate::library::Mode;

/// One thing to measure, in a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    Off,
    Instructions,
    Unsampled,
    Family1,
    Family10,
    Family100,
    Family1000,
    Arguments,
    Failures,
    Nested,
    Ready,
    Yields,
    Polls,
    Spawn,
    Allocations,
    AllocationsArguments,
    Flat,
    Otlp,
    OtlpArguments,
    OtlpFailures,
    Sizes,
    Idle,
    Startup,
}

impl Case {
    /// In the order of the table.
    pub const ALL: [Self; 23] = [
        Self::Off,
        Self::Instructions,
        Self::Unsampled,
        Self::Family1,
        Self::Family10,
        Self::Family100,
        Self::Family1000,
        Self::Arguments,
        Self::Failures,
        Self::Nested,
        Self::Ready,
        Self::Yields,
        Self::Polls,
        Self::Spawn,
        Self::Allocations,
        Self::AllocationsArguments,
        Self::Flat,
        Self::Otlp,
        Self::OtlpArguments,
        Self::OtlpFailures,
        Self::Sizes,
        Self::Idle,
        Self::Startup,
    ];

    /// As it is written on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Instructions => "instructions",
            Self::Unsampled => "unsampled",
            Self::Family1 => "family-1",
            Self::Family10 => "family-10",
            Self::Family100 => "family-100",
            Self::Family1000 => "family-1000",
            Self::Arguments => "arguments",
            Self::Failures => "failures",
            Self::Nested => "nested",
            Self::Ready => "ready",
            Self::Yields => "yields",
            Self::Polls => "polls",
            Self::Spawn => "spawn",
            Self::Allocations => "allocations",
            Self::AllocationsArguments => "allocations-arguments",
            Self::Flat => "flat-out",
            Self::Otlp => "otlp",
            Self::OtlpArguments => "otlp-arguments",
            Self::OtlpFailures => "otlp-failures",
            Self::Sizes => "sizes",
            Self::Idle => "idle",
            Self::Startup => "startup",
        }
    }

    /// The case of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|case| case.name() == name)
    }

    /// How the library is installed for it.
    pub fn mode(self) -> Mode {
        match self {
            Self::Off | Self::Instructions | Self::Startup => Mode::Off,
            Self::Unsampled => Mode::Unsampled,
            Self::Flat | Self::Idle => Mode::Defaults,
            Self::Otlp | Self::OtlpArguments | Self::OtlpFailures => Mode::Otlp,
            _ => Mode::Discard,
        }
    }
}
