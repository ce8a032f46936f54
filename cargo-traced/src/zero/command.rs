//! `cargo traced run|build|test ..`: cargo with ourselves in the compiler's place.

use std::{
    borrow::Cow,
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::UNIX_EPOCH,
};

use traced_config::{Config, Setting};

use super::{
    artifacts,
    invocation::Invocation,
    many, mirror,
    state::{RUSTC, RUSTDOC, State, Voice},
    told::{Named, Told},
};
use crate::{
    failure::Failure,
    output::{Color, Output, WARN, paint},
};

/// The commands of cargo that can be had with spans.
pub const VERBS: [&str; 3] = ["run", "build", "test"];

/// Names a folder for what is linked in, which several workspaces may then share.
const CACHE: &str = "CARGO_TRACED_CACHE";

/// Runs cargo with its own arguments.
///
/// # Errors
/// Cargo, its compiler or the workspace cannot be found.
pub fn main(verb: &str, arguments: &[OsString]) -> Result<ExitCode, Failure> {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let (arguments, target) = without_target_dir(arguments);
    let told = Told::ask(&cargo, &arguments)?;
    let target = target.unwrap_or_else(|| told.target_directory.clone());
    let output = output(own(&arguments));
    let mut command = Command::new(&cargo);
    command.arg(verb);
    let file = traced_config::find(&told.workspace_root);
    let rules = file.as_deref().map(Config::load).transpose();
    match rules {
        Ok(rules) => {
            let named = rules.as_ref().map(|config| told.named(config)).unwrap_or_default();
            let progress = output.progress("reading the sources ..");
            let warnings = many::warnings(&told, &named, rules.as_ref());
            drop(progress);
            for warning in warnings {
                output.note(&format!("{}: {warning}", paint(WARN, "warning")));
            }
            let target = target.join("traced");
            let whole = Whole { cargo: &cargo, verb, arguments: own(&arguments), output: &output, told: &told, target };
            whole.prepare(&mut command, file.zip(rules), named)?;
        }
        Err(mistakes) => {
            eprintln!("{mistakes}\nwarning: traced: nothing is instrumented until the configuration can be read");
            set(&mut command, "build.target-dir", &target.join("traced"));
        }
    }
    command.args(&arguments);
    Ok(become_it(command))
}

fn become_it(mut command: Command) -> ExitCode {
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => return super::compile::code(status),
        Err(error) => error,
    };
    eprintln!("error: cargo cannot be started: {error}");
    ExitCode::FAILURE
}

/// Cargo's own arguments without `--target-dir`, and what that says.
fn without_target_dir(arguments: &[OsString]) -> (Vec<OsString>, Option<PathBuf>) {
    let mut kept = Vec::new();
    let mut target = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--") => {
                kept.push(argument.clone());
                kept.extend(rest.cloned());
                break;
            }
            Some("--target-dir") => target = rest.next().map(PathBuf::from),
            Some(text) if text.starts_with("--target-dir=") => {
                target = text.split_once('=').map(|(_, value)| value.into());
            }
            _ => kept.push(argument.clone()),
        }
    }
    let target = target.and_then(|target| std::path::absolute(target).ok());
    (kept, target)
}

/// Those of cargo's arguments that are not for the program.
fn own(arguments: &[OsString]) -> &[OsString] {
    arguments.split(|argument| argument == "--").next().unwrap_or_default()
}

/// Speaks as cargo was told to.
fn output(own: &[OsString]) -> Output {
    let color = option(own, "--color").or_else(|| std::env::var("CARGO_TERM_COLOR").ok());
    let color = match color.as_deref() {
        Some("always") => Color::Always,
        Some("never") => Color::Never,
        _ => Color::Auto,
    };
    Output::new(color, own.iter().any(|argument| argument == "-q" || argument == "--quiet"))
}

/// Sets an option of cargo for this call only: programs that are run do not see it, as they would see an environment.
fn set(command: &mut Command, key: &str, value: &Path) {
    let text = serde_json::Value::from(value.to_string_lossy()).to_string();
    command.arg("--config").arg(format!("{key}={text}"));
}

/// What is asked for.
struct Whole<'a> {
    cargo: &'a Path,
    verb: &'a str,
    arguments: &'a [OsString],
    output: &'a Output,
    told: &'a Told,
    /// All that we make is below it.
    target: PathBuf,
}

impl Whole<'_> {
    /// Puts us in the compiler's place.
    fn prepare(&self, command: &mut Command, config: Option<(PathBuf, Config)>, named: Named) -> Result<(), Failure> {
        let us = std::env::current_exe().map_err(|error| Failure::mistake(format!("where am I? {error}")))?;
        let asked = config.is_some() || ENVIRONMENT.into_iter().any(is_set);
        let setup = asked.then(|| exporters(config.as_ref().map(|(_, config)| config)));
        let injected = injected(&self.told.workspace_root, setup.as_deref())?;
        let folder = self.target.join(named.folder((stamp(&us), &injected)));
        let state = self.state(folder.clone(), injected, config.map(|(file, _)| file), setup, named);
        // Cargo compiles anew what another wrapper has compiled: so the path stands for all that changes what we do.
        let mut hasher = DefaultHasher::new();
        (stamp(&us), &state.injected, state.is_test, state.is_known, &state.config, &state.broken).hash(&mut hasher);
        let links = folder.join("wrapper").join(format!("{:016x}", hasher.finish()));
        let make = || -> io::Result<()> {
            fs::create_dir_all(&links)?;
            state.write(&links)?;
            [RUSTC, RUSTDOC].iter().try_for_each(|name| link(&us, &links.join(name)))
        };
        make().map_err(|error| Failure::mistake(format!("{} cannot be made: {error}", links.display())))?;
        // The environment would win.
        command.env_remove("RUSTC_WORKSPACE_WRAPPER").env_remove("RUSTDOC").env_remove("CARGO_TARGET_DIR");
        set(command, "build.target-dir", &folder);
        set(command, "build.rustc-workspace-wrapper", &links.join(RUSTC));
        set(command, "build.rustdoc", &links.join(RUSTDOC));
        if !state.named.is_empty() {
            command.env_remove("RUSTC_WRAPPER");
            set(command, "build.rustc-wrapper", &links.join(RUSTC));
        }
        Ok(())
    }

    fn state(
        &self,
        folder: PathBuf,
        injected: String,
        config: Option<PathBuf>,
        setup: Option<Vec<String>>,
        named: Named,
    ) -> State {
        let mut state = State {
            workspace: self.told.workspace_root.clone(),
            members: self.told.members(),
            target: folder,
            cache: std::env::var_os(CACHE).map_or_else(|| self.target.join("injected"), PathBuf::from),
            outside: self.told.target_directory.clone(),
            config,
            setup,
            named: named.crates,
            is_known: self.told.knows_traced(),
            is_test: self.verb == "test",
            voice: Voice::of(self.output),
            cargo: self.cargo.to_owned(),
            rustdoc: std::env::var_os("RUSTDOC").map_or_else(|| PathBuf::from("rustdoc"), PathBuf::from),
            injected,
            broken: None,
        };
        if !state.is_known {
            let target = option(self.arguments, "--target").or_else(|| std::env::var("CARGO_BUILD_TARGET").ok());
            let rustc = std::env::var_os("RUSTC").map_or_else(|| PathBuf::from("rustc"), PathBuf::from);
            let invocation = Invocation { target, ..Invocation::default() };
            state.broken = artifacts::library(&state, &invocation, &rustc, !state.voice.is_quiet).err();
        }
        state
    }
}

/// Variables that ask for more than a tree at the end.
const ENVIRONMENT: [&str; 3] = ["TRACED", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

/// The features of `traced-setup` for the exporters that are asked for, and no others: what speaks TLS takes long to compile.
fn exporters(config: Option<&Config>) -> Vec<String> {
    let mut features: Vec<String> = Vec::new();
    for exporter in config.iter().flat_map(|config| &config.sections.exporters) {
        let is_grpc = matches!(exporter.options.get("protocol"), Some(Setting::Text(protocol)) if protocol == "grpc");
        let feature = if is_grpc { "grpc" } else { exporter.kind };
        features.extend((!["console", "summary"].contains(&feature)).then(|| feature.to_owned()));
    }
    if ENVIRONMENT[1..].iter().copied().any(is_set) {
        features.push("otlp".to_owned());
    }
    features.sort();
    features.dedup();
    features
}

/// The value of an option among cargo's arguments.
fn option(arguments: &[OsString], name: &str) -> Option<String> {
    let mut rest = arguments.iter().map(|argument| argument.to_string_lossy());
    while let Some(argument) = rest.next() {
        match argument.strip_prefix(name) {
            Some("") => return rest.next().map(Cow::into_owned),
            Some(value) if value.starts_with('=') => return Some(value[1..].to_owned()),
            _ => {}
        }
    }
    None
}

fn link(us: &Path, at: &Path) -> io::Result<()> {
    if fs::read_link(at).is_ok_and(|known| known == us) {
        return Ok(());
    }
    let _ = fs::remove_file(at);
    match mirror::symlink(us, at) {
        // Somebody else has just made it.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// When a file was written, and its size.
fn stamp(file: &Path) -> (u128, u64) {
    fs::metadata(file).map_or((0, 0), |metadata| {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        (since.unwrap_or_default().as_nanos(), metadata.len())
    })
}

/// A name for the compiler and what is linked in together.
fn injected(workspace: &Path, setup: Option<&[String]>) -> Result<String, Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(&rustc)
        .arg("-vV")
        .current_dir(workspace)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::mistake(format!("{} cannot be started: {error}", rustc.display())))?;
    let mut hasher = DefaultHasher::new();
    (output.stdout, artifacts::own(setup)).hash(&mut hasher);
    artifacts::sources(|file| stamp(file).hash(&mut hasher));
    Ok(format!("{:016x}", hasher.finish()))
}
