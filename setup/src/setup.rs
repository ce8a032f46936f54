//! Setting up, and what is held until the program ends.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use traced_config::{Attribute, Config, FILE, Mistakes};
use traced_runtime::{Account, Builder as Runtime, FlushError, Propagation, Tracing, account, export::Console};

use crate::{error::SetupError, exporters, file::File, report::Report, rules, sampler::sampler, watch::Watch};

/// How tracing is set up.
///
/// ```no_run
/// let setup = traced_setup::builder().file("etc/traced.toml").watch(false).install()?;
/// # Ok::<(), traced_setup::SetupError>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is installed until `install` is called"]
pub struct Builder {
    file: Option<PathBuf>,
    watch: bool,
    report: Report,
    runtime: Runtime,
    exporters: bool,
    warn: bool,
    unnamed: Option<fn(Runtime) -> Runtime>,
    without_file: &'static str,
}

/// Starts to set up tracing: with the file that is found (see [`init`]), watched, and reports on standard error.
pub fn builder() -> Builder {
    Builder {
        file: None,
        watch: true,
        report: Report::default(),
        runtime: traced_runtime::builder(),
        exporters: true,
        warn: true,
        unnamed: None,
        without_file: "",
    }
}

/// Sets tracing up as `traced.toml` says: the file that `TRACED_CONFIG` names, else the one beside the workspace's `Cargo.toml` above the
/// current folder, else the one in the current folder. Without one, spans go where `OTEL_EXPORTER_OTLP_ENDPOINT` says, or as trees to standard
/// error. Keep what it returns until the program ends.
///
/// # Errors
/// All that is wrong with the file, or what the runtime refuses. The program goes on without traces.
pub fn init() -> Result<Setup, SetupError> {
    builder().install()
}

/// The file in force, for [`reload`].
static IN_FORCE: Mutex<Weak<File>> = Mutex::new(Weak::new());

/// Applies the rules of the file again, as the watch does when it changes; whether there was anything new.
///
/// # Errors
/// What is wrong with the file; then what held before holds.
pub fn reload() -> Result<bool, Mistakes> {
    let file = IN_FORCE.lock().unwrap_or_else(PoisonError::into_inner).upgrade();
    file.map_or(Ok(false), |file| file.apply())
}

impl Builder {
    /// Another file. It has to be there.
    pub fn file(mut self, file: impl AsRef<Path>) -> Self {
        self.file = Some(file.as_ref().to_owned());
        self
    }

    /// Whether the file's rules are applied again when it changes; true by default. The watch is a thread that sleeps.
    pub fn watch(mut self, watch: bool) -> Self {
        self.watch = watch;
        self
    }

    /// Where it is said that rules were applied or refused, are about nothing or about very much, and what has come of it all (`guard.summary`):
    /// a line at a time, on the thread that found it; by default on standard error.
    pub fn report(mut self, say: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.report = Report::new(say);
        self
    }

    /// What the program says itself, to which the file adds: `traced_runtime::builder()` by default. Where both set something, the file's counts;
    /// of attributes of the resource, the program's.
    ///
    /// ```no_run
    /// let ours = traced_runtime::builder().service("stock").exporter(traced_runtime::export::Console::stdout());
    /// let setup = traced_setup::builder().runtime(ours).exporters(false).install()?;
    /// # Ok::<(), traced_setup::SetupError>(())
    /// ```
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// Whether spans go where the file or the environment says, or by default; true unless set. False is for a program that was told on its
    /// command line where they go: then [`runtime`](Self::runtime) has all exporters.
    pub fn exporters(mut self, exporters: bool) -> Self {
        self.exporters = exporters;
        self
    }

    /// Whether a rule that selects more functions than `guard.warn_above` is reported when tracing starts, as it is when the file changes; true
    /// unless set. False is for a program whose build has said so.
    pub fn warn_at_start(mut self, warn: bool) -> Self {
        self.warn = warn;
        self
    }

    /// Where spans go if neither the file nor the environment says so, instead of to standard error as trees.
    pub fn otherwise(mut self, add: fn(Runtime) -> Runtime) -> Self {
        self.unnamed = Some(add);
        self
    }

    /// What holds where there is no file: the text of one, which `TRACED` goes before as it does before a file. By default attributes say it all.
    ///
    /// ```no_run
    /// let text = "[guard]\nmax_rate = \"1000/s\"\n";
    /// let setup = traced_setup::builder().without_file(text).install()?;
    /// # Ok::<(), traced_setup::SetupError>(())
    /// ```
    pub fn without_file(mut self, text: &'static str) -> Self {
        self.without_file = text;
        self
    }

    /// Installs it for the process, and starts recording.
    ///
    /// # Errors
    /// As [`init`].
    pub fn install(self) -> Result<Setup, SetupError> {
        let found = self.file.or_else(found);
        let folder = found.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let file = found.map(|path| Arc::new(File::new(path, self.report.clone())));
        let config = match &file {
            Some(file) => file.load()?,
            None => environment(self.without_file)?,
        };
        let mut runtime = described(self.runtime, &config);
        if self.exporters {
            runtime = exporting(runtime, &config, &folder, self.unnamed)?;
        }
        if let Some(wanted) = config.sections.guard.summary {
            let report = self.report.clone();
            runtime = runtime.at_end(move || _ = wanted.then(|| report.say(&account())));
        }
        let config = Arc::new(config);
        let tracing = runtime.rules(rules::decisions(Arc::clone(&config))).install()?;
        let mut watch = None;
        if let Some(file) = &file {
            file.tell_unused(&config);
            if self.warn {
                file.tell_many(&config);
            }
            *IN_FORCE.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(file);
            if self.watch {
                watch = Watch::on(Arc::clone(file))
                    .map_err(|error| self.report.say(&format_args!("{FILE} is not watched: {error}")))
                    .ok();
                // What was written since it was read is not seen by the watch.
                file.changed();
            }
        }
        Ok(Setup { watch, _file: file, tracing })
    }
}

/// The file that is to be read, if there is one.
fn found() -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    let beside = || Some(here.join(FILE)).filter(|file| file.is_file());
    traced_config::find(&here).or_else(|| if std::env::var_os("TRACED_CONFIG").is_some() { None } else { beside() })
}

/// Without a file: what is said in its place, and what `TRACED` says.
fn environment(text: &str) -> Result<Config, Mistakes> {
    let mut config = Config::parse("without a file", text)?;
    if let Ok(filter) = std::env::var("TRACED") {
        config.add_filter(&filter)?;
    }
    Ok(config)
}

fn is_set(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|value| !value.trim().is_empty())
}

/// What the file describes, but for rules and exporters. The environment goes before it.
fn described(mut runtime: Runtime, config: &Config) -> Runtime {
    let sections = &config.sections;
    for (key, value) in &sections.resource {
        runtime = match value.clone() {
            Attribute::Text(text) => runtime.default_resource(key.clone(), text),
            Attribute::Integer(number) => runtime.default_resource(key.clone(), number),
            Attribute::Float(number) => runtime.default_resource(key.clone(), number),
            Attribute::Bool(value) => runtime.default_resource(key.clone(), value),
        };
    }
    if let Some(service) = &sections.service {
        runtime = runtime.default_resource("service.name", service.clone());
    }
    if let Some(sampler) = sampler(&sections.sampler).filter(|_| !is_set("OTEL_TRACES_SAMPLER")) {
        runtime = runtime.sampler(sampler);
    }
    if let Some(names) = sections.propagators.as_ref().filter(|_| !is_set("OTEL_PROPAGATORS")) {
        runtime = runtime.propagators(names.iter().filter_map(|name| Propagation::by_name(name)));
    }
    if let Some(bytes) = sections.buffer.bytes {
        runtime = runtime.buffer_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    if let Some(interval) = sections.buffer.flush_interval {
        runtime = runtime.flush_interval(interval);
    }
    let is_limited = ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"].map(is_set);
    let limit = |bytes: Option<u64>| bytes.filter(|_| is_limited == [false; 2])?.try_into().ok();
    if let Some(bytes) = limit(sections.capture.value) {
        runtime = runtime.longest_value(bytes);
    }
    if let Some(bytes) = limit(sections.capture.text) {
        runtime = runtime.longest_text(bytes);
    }
    runtime
}

/// Where spans go.
fn exporting(
    runtime: Runtime,
    config: &Config,
    folder: &Path,
    otherwise: Option<fn(Runtime) -> Runtime>,
) -> Result<Runtime, SetupError> {
    let named = &config.sections.exporters;
    if named.is_empty() {
        return unnamed(runtime, otherwise);
    }
    named.iter().try_fold(runtime, |runtime, exporter| exporters::add(runtime, exporter, folder))
}

/// Where spans go if nothing says so.
#[cfg_attr(
    not(feature = "otlp"),
    expect(clippy::unnecessary_wraps, reason = "the environment may be wrong about OTLP")
)]
fn unnamed(runtime: Runtime, otherwise: Option<fn(Runtime) -> Runtime>) -> Result<Runtime, SetupError> {
    #[cfg(feature = "otlp")]
    if is_set("OTEL_EXPORTER_OTLP_ENDPOINT") || is_set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
        let place = traced_config::Place { file: "OTEL_EXPORTER_OTLP_*".into(), line: 0, column: 0 };
        let refused = |error: traced_otlp::ConfigError| SetupError::Exporter { place, message: error.to_string() };
        return Ok(runtime.exporter(traced_otlp::from_env().map_err(refused)?));
    }
    Ok(match otherwise {
        Some(add) => add(runtime),
        None => runtime.exporter(Console::stderr()),
    })
}

/// What is set up. Dropping it ends the watch and shuts down, with a deadline of five seconds.
#[derive(Debug)]
#[must_use = "dropping it shuts tracing down"]
pub struct Setup {
    watch: Option<Watch>,
    _file: Option<Arc<File>>,
    tracing: Tracing,
}

impl Setup {
    /// What is installed.
    pub fn tracing(&self) -> &Tracing {
        &self.tracing
    }

    /// Which places have brought spans so far, and what became of these. With `guard.summary` it is said at the end.
    pub fn summary(&self) -> Account {
        account()
    }

    /// Whether the file is watched.
    pub fn is_watched(&self) -> bool {
        self.watch.is_some()
    }

    /// Ends the watch, stops recording, flushes, and ends the exporters.
    ///
    /// # Errors
    /// As [`Tracing::shutdown`].
    pub fn shutdown(self, timeout: Duration) -> Result<(), FlushError> {
        drop(self.watch);
        self.tracing.shutdown(timeout)
    }
}
