//! Who takes part: the columns of the table, and how a column's name finds its program.

use crate::case::Case;
use crate::child::{self, Effort};
use crate::libs;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    Plain,
    Floor,
    Traced,
    Fastrace,
    Tracing,
    TracingOtel,
    Otel,
}

impl Peer {
    /// In the order of the columns.
    pub const ALL: [Self; 7] =
        [Self::Plain, Self::Floor, Self::Traced, Self::Fastrace, Self::Tracing, Self::TracingOtel, Self::Otel];

    /// As on the command line, and the end of its start-up program's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Floor => "floor",
            Self::Traced => "traced",
            Self::Fastrace => "fastrace",
            Self::Tracing => "tracing",
            Self::TracingOtel => "tracing-opentelemetry",
            Self::Otel => "opentelemetry",
        }
    }

    /// The head of its column.
    pub fn title(self) -> &'static str {
        match self {
            Self::Plain => "plain function",
            Self::Tracing => "tracing + registry",
            Self::Otel => "OTel SDK by hand",
            _ => self.name(),
        }
    }

    /// The peer of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|peer| peer.name() == name)
    }

    /// Measures `case` in this process.
    pub fn run(self, case: Case, effort: Effort) {
        match self {
            Self::Plain => child::run::<libs::plain::Plain>(case, effort),
            Self::Floor => child::run::<libs::floor::Floor>(case, effort),
            Self::Traced => child::run::<libs::traced::Traced>(case, effort),
            Self::Fastrace => child::run::<libs::fastrace::Fastrace>(case, effort),
            Self::Tracing => child::run::<libs::tracing::Tracing>(case, effort),
            Self::TracingOtel => child::run::<libs::tracing_otel::TracingOtel>(case, effort),
            Self::Otel => child::run::<libs::otel::Otel>(case, effort),
        }
    }
}
