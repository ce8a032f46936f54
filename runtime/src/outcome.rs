//! What kind of work a span stands for, and how it ended.

/// The span's role in a call between processes (OpenTracing `span.kind`, OpenTelemetry `SpanKind`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Work inside the process.
    #[default]
    Internal,
    /// The calling side of a remote call.
    Client,
    /// The called side of a remote call.
    Server,
    /// Hands a message to a broker.
    Producer,
    /// Takes a message from a broker.
    Consumer,
}

impl Kind {
    /// The word OpenTracing uses for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Client => "client",
            Self::Server => "server",
            Self::Producer => "producer",
            Self::Consumer => "consumer",
        }
    }

    /// The kind with this OpenTracing name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Internal, Self::Client, Self::Server, Self::Producer, Self::Consumer]
            .into_iter()
            .find(|k| k.as_str() == text)
    }

    pub(crate) const fn from_u8(byte: u8) -> Self {
        match byte {
            1 => Self::Client,
            2 => Self::Server,
            3 => Self::Producer,
            4 => Self::Consumer,
            _ => Self::Internal,
        }
    }
}

/// How a span ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Outcome {
    /// It returned, and not with an error.
    #[default]
    Returned,
    /// It returned an error, or an error was recorded on it.
    Errored,
    /// It unwound.
    Panicked,
    /// Its future was dropped after its first poll and before it was ready.
    Cancelled,
    /// Its future was dropped without having been polled: the body never ran.
    NeverPolled,
}

impl Outcome {
    /// One lower-case word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Errored => "errored",
            Self::Panicked => "panicked",
            Self::Cancelled => "cancelled",
            Self::NeverPolled => "never_polled",
        }
    }

    /// Whether the work failed: an error or a panic.
    pub const fn is_error(self) -> bool {
        matches!(self, Self::Errored | Self::Panicked)
    }

    pub(crate) const fn from_u8(byte: u8) -> Self {
        match byte {
            1 => Self::Errored,
            2 => Self::Panicked,
            3 => Self::Cancelled,
            4 => Self::NeverPolled,
            _ => Self::Returned,
        }
    }
}
