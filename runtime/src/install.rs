//! Installing: what is configured once a process, the handle that flushes and shuts down, and the hook for `process::exit`.

use std::{
    borrow::Cow,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    callsite::Callsite,
    collector::{self, Collector},
    environment::{self, EnvironmentError},
    export::{Console, ExportError, Exporter, Resource},
    lane::Lane,
    pipeline::{self, Pipeline},
    policy::{self, Decision, Rules},
    pool::LEAST_BUDGET,
    propagation::{self, Propagation},
    sampling::Sampler,
    sync::fixed::{AtomicBool, Ordering},
    text,
    value::Value,
};

/// Why nothing was installed.
#[derive(Debug)]
#[non_exhaustive]
pub enum InstallError {
    /// Something is installed already; it stays. A process installs once.
    AlreadyInstalled,
    /// An environment variable is malformed.
    Environment(EnvironmentError),
    /// The collector's or an exporter's thread could not be started.
    Thread(std::io::Error),
    /// A setting is out of range.
    Setting {
        /// The setting.
        name: &'static str,
        /// What it was.
        found: String,
        /// What would be accepted.
        accepted: &'static str,
    },
}

impl fmt::Display for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyInstalled => f.write_str("tracing is already installed in this process"),
            Self::Environment(error) => error.fmt(f),
            Self::Thread(error) => write!(f, "starting a thread for tracing: {error}"),
            Self::Setting { name, found, accepted } => write!(f, "{name} is {found}: expected {accepted}"),
        }
    }
}

impl std::error::Error for InstallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Environment(error) => Some(error),
            Self::Thread(error) => Some(error),
            _ => None,
        }
    }
}

impl From<EnvironmentError> for InstallError {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error)
    }
}

/// What a flush did not achieve.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlushError {
    /// Spans that had not been sent at the deadline.
    pub pending: u64,
    /// What exporters answered: why spans wait, or what went wrong in their own flush. The last few.
    pub errors: Vec<ExportError>,
}

impl fmt::Display for FlushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "flushing traces: {} spans not sent in time", self.pending)?;
        self.errors.iter().try_for_each(|error| write!(f, "; {error}"))
    }
}

impl std::error::Error for FlushError {}

/// What is to be installed.
#[must_use = "nothing is installed until `install` is called"]
pub struct Builder {
    resource: Resource,
    default_resource: Resource,
    detect: bool,
    sampler: Option<Sampler>,
    exporters: Vec<Box<dyn Exporter>>,
    propagators: Option<Vec<Propagation>>,
    public_endpoint: bool,
    rules: Option<Arc<Rules>>,
    at_end: Option<Box<dyn FnOnce() + Send>>,
    longest_value: Option<usize>,
    longest_text: Option<usize>,
    buffer_bytes: usize,
    flush_interval: Duration,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("resource", &self.resource)
            .field("default_resource", &self.default_resource)
            .field("detect", &self.detect)
            .field("sampler", &self.sampler)
            .field("exporters", &self.exporters.len())
            .field("propagators", &self.propagators)
            .field("public_endpoint", &self.public_endpoint)
            .field("rules", &self.rules.is_some())
            .field("at_end", &self.at_end.is_some())
            .field("longest_value", &self.longest_value)
            .field("longest_text", &self.longest_text)
            .field("buffer_bytes", &self.buffer_bytes)
            .field("flush_interval", &self.flush_interval)
            .finish()
    }
}

/// Starts to set up tracing. What is not set here comes from `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`,
/// `OTEL_TRACES_SAMPLER_ARG`, `OTEL_PROPAGATORS` and `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`, then from the defaults.
///
/// ```
/// use std::time::Duration;
/// use traced_runtime::{Sampler, export::Memory};
///
/// let tracing = traced_runtime::builder()
///     .service("shop")
///     .sampler(Sampler::parent_based(Sampler::ratio(0.1)))
///     .exporter(Memory::new())
///     .install()?;
/// // … the program …
/// tracing.shutdown(Duration::from_secs(5))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn builder() -> Builder {
    Builder {
        resource: Resource::default(),
        default_resource: Resource::default(),
        detect: true,
        sampler: None,
        exporters: Vec::new(),
        propagators: None,
        public_endpoint: false,
        rules: None,
        at_end: None,
        longest_value: None,
        longest_text: None,
        buffer_bytes: 64 << 20,
        flush_interval: Duration::from_secs(1),
    }
}

/// Installs the defaults: what the environment says, and trees on standard error.
///
/// # Errors
/// As [`Builder::install`].
pub fn init() -> Result<Tracing, InstallError> {
    builder().exporter(Console::stderr()).install()
}

impl Builder {
    /// Names the service: the resource attribute `service.name`.
    pub fn service(self, name: impl Into<Cow<'static, str>>) -> Self {
        self.resource("service.name", name.into())
    }

    /// Sets a resource attribute.
    pub fn resource(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.resource.set(key, value);
        self
    }

    /// Sets a resource attribute, unless `OTEL_RESOURCE_ATTRIBUTES` or `OTEL_SERVICE_NAME` do: for what comes from a file.
    pub fn default_resource(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.default_resource.set(key, value);
        self
    }

    /// Whether the resource says which process of which host this is: `service.instance.id`, `host.name`, `host.arch`, `os.type`,
    /// `process.pid` and `process.executable.name` (OpenTelemetry semantic conventions for resources). True by default. What is set
    /// otherwise goes before; command lines and paths, in which there may be secrets, are never part of it.
    pub fn detect_resource(mut self, detect: bool) -> Self {
        self.detect = detect;
        self
    }

    /// Decides which traces are recorded; by default what the remote caller decided, and else all.
    pub fn sampler(mut self, sampler: Sampler) -> Self {
        self.sampler = Some(sampler);
        self
    }

    /// Adds an exporter; any number. Each runs on a thread of its own.
    pub fn exporter(mut self, exporter: impl Exporter) -> Self {
        self.exporters.push(Box::new(exporter));
        self
    }

    /// The formats in which [`inject`](crate::inject) and [`extract`](crate::extract) write and read contexts, in this order; by default
    /// [`Propagation::W3c`]. None at all keeps traces within the process.
    ///
    /// ```
    /// use traced_runtime::Propagation;
    /// let tracing = traced_runtime::builder().propagators([Propagation::W3c, Propagation::B3]).install()?;
    /// # Ok::<(), traced_runtime::InstallError>(())
    /// ```
    pub fn propagators(mut self, formats: impl IntoIterator<Item = Propagation>) -> Self {
        self.propagators = Some(formats.into_iter().collect());
        self
    }

    /// Whether callers are strangers (OpenCensus "public endpoint"). Then a context that came from another process is never a parent: the span
    /// begins a trace, in which the caller's span is a reference of the kind [`FollowsFrom`](crate::ReferenceKind::FollowsFrom), and neither
    /// the caller's sampling decision nor its baggage counts. False by default.
    ///
    /// For one endpoint of several, `#[traced(root, follows_from = context)]` does the same.
    pub fn public_endpoint(mut self, public: bool) -> Self {
        self.public_endpoint = public;
        self
    }

    /// Decides about every instrumented place: whether it records, and what. Attributes go before. See [`apply_rules`](crate::apply_rules), which
    /// decides anew while the program runs.
    ///
    /// ```
    /// use traced_runtime::Decision;
    /// let tracing = traced_runtime::builder()
    ///     .rules(|place| Decision { enabled: !place.module().starts_with("shop::db"), ..Decision::default() })
    ///     .install()?;
    /// # Ok::<(), traced_runtime::InstallError>(())
    /// ```
    pub fn rules(mut self, decide: impl Fn(&'static Callsite) -> Decision + Send + Sync + 'static) -> Self {
        self.rules = Some(Arc::new(decide));
        self
    }

    /// How many bytes are kept of an argument's value: at most 1024, which is what greater numbers mean; 256 by default. What is cut ends
    /// between two characters.
    ///
    /// `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` and `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT` set it where this does not, and
    /// [`longest_text`](Self::longest_text) as well.
    pub fn longest_value(mut self, bytes: usize) -> Self {
        self.longest_value = Some(bytes);
        self
    }

    /// How many bytes are kept of a text that was recorded by hand (a tag, or a log's field), and of an error's message: at most, and by
    /// default, 1024.
    pub fn longest_text(mut self, bytes: usize) -> Self {
        self.longest_text = Some(bytes);
        self
    }

    /// The memory that spans may take until they are exported: 64 MiB by default, at least 256 KiB. What does not fit is dropped, and
    /// counted. The address space is reserved at once, memory is used as needed.
    pub fn buffer_bytes(mut self, bytes: usize) -> Self {
        self.buffer_bytes = bytes;
        self
    }

    /// How often finished spans are handed to the exporters: every second by default.
    pub fn flush_interval(mut self, interval: Duration) -> Self {
        self.flush_interval = interval;
        self
    }

    /// Calls this when tracing has ended, however it does: by [`Tracing::shutdown`], when the handle is dropped, or at `process::exit`. Counts are
    /// final by then ([`account`](crate::account)). The last one that was set is called; its panics are caught.
    ///
    /// ```
    /// let tracing = traced_runtime::builder().at_end(|| eprintln!("{}", traced_runtime::account())).install()?;
    /// # Ok::<(), traced_runtime::InstallError>(())
    /// ```
    pub fn at_end(mut self, act: impl FnOnce() + Send + 'static) -> Self {
        self.at_end = Some(Box::new(act));
        self
    }

    /// Installs it for the process, and starts recording. Keep the returned handle until the program ends.
    ///
    /// # Errors
    /// [`InstallError::AlreadyInstalled`] where something is; the others say what is wrong with the settings, or that there are no threads.
    pub fn install(self) -> Result<Tracing, InstallError> {
        static INSTALLING: Mutex<()> = Mutex::new(());
        let _installing = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
        if pipeline::is_installed() {
            return Err(InstallError::AlreadyInstalled);
        }
        self.check()?;
        let get = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        let mut resource = if self.detect { Resource::detected() } else { Resource::least() };
        resource.extend(self.default_resource);
        resource.extend(environment::resource(&get)?);
        resource.extend(self.resource);
        let sampler = match self.sampler {
            Some(sampler) => sampler,
            None => environment::sampler(&get)?.unwrap_or_default(),
        };
        let propagators = match self.propagators {
            Some(formats) => formats,
            None => environment::propagators(&get)?.unwrap_or_else(|| vec![Propagation::W3c]),
        };
        let longest = environment::value_length(&get)?;
        let no_thread = || InstallError::Thread(std::io::Error::other("the collector did not start"));
        let collector = collector::start(self.buffer_bytes).ok_or_else(no_thread)?;
        let lanes: Result<Vec<_>, _> =
            self.exporters.into_iter().zip(1..).map(|(exporter, n)| Lane::start(exporter, n)).collect();
        collector.install(
            lanes.map_err(InstallError::Thread)?,
            Arc::new(resource),
            self.buffer_bytes,
            self.flush_interval,
        );
        if !pipeline::set(Pipeline { sampler, public_endpoint: self.public_endpoint }) {
            return Err(InstallError::AlreadyInstalled);
        }
        propagation::install(propagators);
        *AT_END.lock().unwrap_or_else(PoisonError::into_inner) = self.at_end;
        text::set_caps(self.longest_value.or(longest), self.longest_text.or(longest));
        policy::switch_on(self.rules.as_ref());
        exit::register();
        Ok(Tracing { collector })
    }

    fn check(&self) -> Result<(), InstallError> {
        if self.buffer_bytes < LEAST_BUDGET {
            let found = format!("{} bytes", self.buffer_bytes);
            return Err(InstallError::Setting {
                name: "buffer_bytes",
                found,
                accepted: "at least 262144 bytes (256 KiB)",
            });
        }
        if self.flush_interval.is_zero() {
            return Err(InstallError::Setting {
                name: "flush_interval",
                found: "zero".into(),
                accepted: "more than zero",
            });
        }
        Ok(())
    }
}

/// What is installed. Dropping it shuts down, with a deadline of five seconds.
#[must_use = "dropping the handle shuts tracing down"]
pub struct Tracing {
    collector: &'static Collector,
}

impl fmt::Debug for Tracing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tracing")
    }
}

static SHUT_DOWN: AtomicBool = AtomicBool::new(false);
static AT_END: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

impl Tracing {
    /// Waits until everything that was finished before the call has reached the exporters, and these have sent what they hold.
    ///
    /// Blocks the thread, needs no async runtime, and works on any runtime's threads: what it waits for runs on threads of its own.
    ///
    /// # Errors
    /// At the deadline: how much had not been sent. Or what the exporters' own flush answered. Spans that an exporter has refused have
    /// reached it; see [`export_errors`](Self::export_errors) and [`stats`](crate::stats).
    pub fn flush(&self, timeout: Duration) -> Result<(), FlushError> {
        flush(self.collector, Instant::now() + timeout)
    }

    /// What exporters have answered, since this was last asked, that was not a yes: why spans were lost, or are late. The last few of each.
    pub fn export_errors(&self) -> Vec<ExportError> {
        self.collector.take_errors()
    }

    /// Stops recording, flushes, and ends the exporters. What cannot be sent in time is dropped and counted, as are spans still open.
    ///
    /// # Errors
    /// As [`flush`](Self::flush).
    pub fn shutdown(self, timeout: Duration) -> Result<(), FlushError> {
        shut_down(self.collector, timeout)
    }
}

/// Five seconds for what is left.
impl Drop for Tracing {
    fn drop(&mut self) {
        // There is nobody to tell.
        let _ = shut_down(self.collector, Duration::from_secs(5));
    }
}

fn flush(collector: &Collector, deadline: Instant) -> Result<(), FlushError> {
    match collector.flush(deadline) {
        Ok(errors) if errors.is_empty() => Ok(()),
        Ok(errors) => Err(FlushError { pending: 0, errors }),
        Err(pending) => Err(FlushError { pending, errors: collector.take_errors() }),
    }
}

fn shut_down(collector: &Collector, timeout: Duration) -> Result<(), FlushError> {
    if SHUT_DOWN.swap(true, Ordering::AcqRel) {
        return Ok(());
    }
    let deadline = Instant::now() + timeout;
    pipeline::close();
    policy::switch_off();
    let flushed = flush(collector, deadline);
    collector.abandon(deadline);
    let act = AT_END.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(act) = act {
        // Its panics are not to reach whoever ends.
        let _ = catch_unwind(AssertUnwindSafe(act));
    }
    flushed
}

/// `process::exit`, and a handle that was never dropped: the C library's exit handlers still run.
mod exit {
    use std::time::{Duration, Instant};

    use super::{Ordering, SHUT_DOWN, collector, shut_down};

    unsafe extern "C" {
        fn atexit(handler: extern "C" fn()) -> std::ffi::c_int;
    }

    extern "C" fn at_exit() {
        // Nothing may unwind into the C library.
        let _ = std::panic::catch_unwind(|| {
            if let Some(collector) = collector::running() {
                let timeout = Duration::from_secs(2);
                if !SHUT_DOWN.load(Ordering::Acquire) {
                    collector.end_here(Instant::now() + timeout);
                }
                let _ = shut_down(collector, timeout);
            }
        });
    }

    pub(super) fn register() {
        // SAFETY: the function is the C standard's; the handler is never unloaded before the process ends, and does not unwind.
        let _ = unsafe { atexit(at_exit) };
    }
}
