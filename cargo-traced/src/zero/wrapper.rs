//! Called by cargo instead of the compiler. Whatever goes wrong here, the crate is compiled as it is.

use std::{
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use traced_config::Config;

use super::{
    artifacts,
    compile::{Outcome, code, compile, hand_over},
    dep_info,
    diagnostics::Translator,
    invocation::Invocation,
    mirror,
    plan::{Plan, Wanted, clean, plan},
    refused::Refused,
    root::NAME,
    starts,
    state::{RUSTC, RUSTDOC, State},
};
use crate::{
    scan::{Crate, Target},
    select::built_in,
};

/// What cargo has called, if it has called us by one of our links.
pub fn main() -> Option<ExitCode> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    let called = PathBuf::from(arguments.first()?);
    let is = |path: &Path, name| path.file_stem().is_some_and(|stem| stem == name);
    if is(&called, RUSTDOC) {
        arguments.remove(0);
        return Some(documentation(&called, arguments));
    }
    if !is(&called, RUSTC) {
        return None;
    }
    // For a member of a workspace in which dependencies are named, too, we are called to call ourselves.
    let is_twice = arguments.get(1).is_some_and(|next| is(Path::new(next), RUSTC));
    arguments.drain(..if is_twice { 2 } else { 1 });
    if arguments.is_empty() {
        eprintln!("error: {RUSTC} is called by cargo, with the compiler to call");
        return Some(ExitCode::FAILURE);
    }
    let rustc = PathBuf::from(arguments.remove(0));
    let state = match State::read(&called) {
        Ok(state) => state,
        Err(error) => {
            eprintln!("warning: traced: nothing is instrumented, {}: {error}", called.display());
            return Some(hand_over(&rustc, &arguments));
        }
    };
    Some(Call { is_member: is_member(&state), state, rustc, invocation: Invocation::read(arguments) }.run())
}

/// Rustdoc compiles and runs examples, which are downstream of what is instrumented.
fn documentation(called: &Path, mut arguments: Vec<OsString>) -> ExitCode {
    let Ok(state) = State::read(called) else { return hand_over(Path::new("rustdoc"), &arguments) };
    let invocation = Invocation::read(arguments.clone());
    if !invocation.krate.is_empty() {
        arguments.extend(libraries(&state, &invocation));
    }
    hand_over(&state.rustdoc, &arguments)
}

fn libraries(state: &State, invocation: &Invocation) -> Vec<OsString> {
    let option = |folder: &PathBuf| {
        let mut value = OsString::from("dependency=");
        value.push(folder);
        [OsString::from("-L"), value]
    };
    artifacts::folders(state, invocation).iter().flat_map(option).collect()
}

fn is_member(state: &State) -> bool {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    folder.is_some_and(|folder| state.members.contains(&folder))
}

/// One call of the compiler.
struct Call {
    state: State,
    rustc: PathBuf,
    invocation: Invocation,
    is_member: bool,
}

/// Where a crate's files are, and where their changed ones go.
struct Places {
    /// Files are changed below it.
    folder: PathBuf,
    mirror: PathBuf,
    /// The root, below either.
    inside: PathBuf,
    /// How the compiler names the folder when nothing is changed.
    prefix: PathBuf,
    /// The folder it is started in.
    here: PathBuf,
}

/// How often it is tried without the functions that the compiler does not accept.
const TRIES: usize = 3;

impl Call {
    fn run(self) -> ExitCode {
        if !self.invocation.compiles() {
            return hand_over(&self.rustc, &self.invocation.arguments);
        }
        if !self.is_wanted() {
            return hand_over(&self.rustc, &self.plain());
        }
        match self.instrumented() {
            Ok(Some(code)) => code,
            Ok(None) => self.as_it_is(),
            Err(why) => {
                self.say(&format!("{} is compiled as it is: {why}", self.invocation.krate));
                self.as_it_is()
            }
        }
    }

    /// A library or a program of ours; tests of their own have nothing that starts tracing.
    fn is_wanted(&self) -> bool {
        let invocation = &self.invocation;
        let is_of_tests = std::env::var_os("CARGO_TARGET_TMPDIR").is_some();
        let is_ours = self.is_member || self.state.named.contains(&invocation.krate);
        is_ours && !is_of_tests && !invocation.is_build_script() && !invocation.is_proc_macro()
    }

    fn plain(&self) -> Vec<OsString> {
        let mut arguments = self.invocation.arguments.clone();
        arguments.extend(libraries(&self.state, &self.invocation));
        arguments
    }

    /// Without a change; but a change of the configuration compiles it anew.
    fn as_it_is(&self) -> ExitCode {
        match compile(&self.rustc, &self.plain()) {
            Ok(outcome) => {
                outcome.messages.iter().for_each(|line| eprintln!("{line}"));
                if outcome.status.success()
                    && let Some(file) = self.invocation.dep_info()
                {
                    let nowhere = Path::new("\0");
                    let _ = dep_info::correct(&file, nowhere, nowhere, self.state.config.as_deref());
                }
                code(outcome.status)
            }
            Err(error) => {
                eprintln!("error: {} cannot be started: {error}", self.rustc.display());
                ExitCode::FAILURE
            }
        }
    }

    fn say(&self, text: &str) {
        self.state.voice.say("Traced", text);
    }

    fn instrumented(&self) -> Result<Option<ExitCode>, String> {
        let invocation = &self.invocation;
        let own = invocation.knows("traced");
        if own.is_none() && self.state.is_known {
            return Err("the program has `traced` already, and this crate does not depend on it".to_owned());
        }
        let config = match &self.state.config {
            Some(file) => Config::load(file).map_err(|mistakes| mistakes.to_string())?,
            None => built_in(),
        };
        let file = self.state.config.as_deref().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        let places = self.places()?;
        let (krate, program) = self.krate(&places);
        let starts_nowhere = own.is_some() && program.is_some() && !starts::somewhere(&self.state.members);
        // The oldest edition cannot name it without a line of its own.
        let setup = invocation.knows("traced_setup").filter(|_| starts_nowhere && invocation.edition != "2015");
        if starts_nowhere && setup.is_none() {
            let hint = "nothing starts tracing: depend on `traced-setup`, and begin `main` with `let _setup = traced_setup::init()?;`";
            self.say(&format!("{}: {hint}", invocation.krate));
        }
        let mut refused = Refused::read(&places.mirror);
        let mut before: Option<Vec<String>> = None;
        for _ in 0..TRIES {
            let names = refused.still(&places.folder);
            let main = format!("{}::main", invocation.krate);
            let wanted = Wanted {
                krate: Arc::clone(&krate),
                edition: &invocation.edition,
                program: program.as_deref().filter(|_| !names.contains_key(&main)),
                folder: &places.folder,
                config: &config,
                config_file: &file,
                own,
                setup,
                refused: &names,
            };
            let plan = plan(&wanted);
            if plan.texts.is_empty() {
                self.list(&plan);
                return Ok(None);
            }
            let library = match own {
                Some(_) => None,
                None => Some(artifacts::library(&self.state, invocation, &self.rustc, false)?),
            };
            mirror::make(&places.mirror, &places.folder, &plan.texts, &self.state.outside)
                .map_err(|error| format!("its mirror cannot be made: {error}"))?;
            let outcome = compile(&self.rustc, &self.changed(&places, library.as_deref()))
                .map_err(|error| format!("{} cannot be started: {error}", self.rustc.display()))?;
            let translator = Translator { from: &places.here, folder: &places.folder, lines: &plan.lines };
            if outcome.status.success() {
                outcome.messages.iter().for_each(|line| eprintln!("{}", translator.message(line)));
                if let Some(file) = invocation.dep_info() {
                    dep_info::correct(&file, &places.mirror, &places.folder, self.state.config.as_deref())
                        .map_err(|error| format!("{}: {error}", file.display()))?;
                }
                refused.write(&places.mirror);
                self.list(&plan);
                return Ok(Some(code(outcome.status)));
            }
            // The same errors without what was suspected: they are the user's own.
            let errors = said(&outcome);
            if before.as_ref() == Some(&errors) || !refused.suspect(&plan, &translator, &outcome, &places.folder) {
                break;
            }
            before = Some(errors);
        }
        self.fallen_back(before)
    }

    /// The original. Where it does not compile either, what is said about it is all there is to say.
    fn fallen_back(&self, errors: Option<Vec<String>>) -> Result<Option<ExitCode>, String> {
        let outcome = compile(&self.rustc, &self.plain()).map_err(|error| error.to_string())?;
        outcome.messages.iter().for_each(|line| eprintln!("{line}"));
        if outcome.status.success() {
            let first = errors.and_then(|errors| errors.into_iter().next()).unwrap_or_default();
            self.say(&format!("{} is compiled as it is: with spans the compiler says: {first}", self.invocation.krate));
            if let Some(file) = self.invocation.dep_info() {
                let nowhere = Path::new("\0");
                let _ = dep_info::correct(&file, nowhere, nowhere, self.state.config.as_deref());
            }
        }
        Ok(Some(code(outcome.status)))
    }

    fn places(&self) -> Result<Places, String> {
        let (_, root) = self.invocation.root.as_ref().ok_or("it has no root")?;
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let file = clean(&here.join(root));
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        let folder = [&self.state.workspace, &package].into_iter().find(|folder| file.starts_with(folder));
        let folder = folder.ok_or("its root is outside of its package")?.clone();
        let inside = file.strip_prefix(&folder).map_err(|error| error.to_string())?.to_owned();
        let mut prefix = root.clone();
        for part in inside.components().rev() {
            if prefix.file_name() != Some(part.as_os_str()) {
                return Err("its root is named in an unusual way".to_owned());
            }
            prefix.pop();
        }
        let mut hasher = DefaultHasher::new();
        file.hash(&mut hasher);
        let mirror =
            self.state.target.join("mirror").join(format!("{}-{:016x}", self.invocation.krate, hasher.finish()));
        Ok(Places { folder, mirror, inside, prefix, here })
    }

    fn krate(&self, places: &Places) -> (Arc<Crate>, Option<String>) {
        let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
        let is_program = self.invocation.kinds.iter().any(|kind| kind == "bin");
        let program = (self.invocation.is_program() && !self.state.is_test)
            .then(|| std::env::var("CARGO_BIN_NAME").unwrap_or_else(|_| self.invocation.krate.clone()));
        let krate = Crate {
            package,
            name: self.invocation.krate.clone(),
            target: if is_program { Target::Program } else { Target::Library },
            root: places.folder.join(&places.inside),
        };
        (Arc::new(krate), program)
    }

    /// The arguments with the mirror's root for the original's.
    fn changed(&self, places: &Places, library: Option<&Path>) -> Vec<OsString> {
        let mut arguments = self.plain();
        if let Some((at, _)) = &self.invocation.root {
            arguments[*at] = places.mirror.join(&places.inside).into();
        }
        // Of long lines the compiler shows a part: which, would be decided by what was inserted.
        arguments.retain(|argument| !argument.to_string_lossy().starts_with("--diagnostic-width="));
        arguments.push("--diagnostic-width=100000".into());
        let mut remap = OsString::from("--remap-path-prefix=");
        remap.push(&places.mirror);
        remap.push("=");
        remap.push(&places.prefix);
        arguments.push(remap);
        if let Some(library) = library {
            let mut named = OsString::from(format!("{NAME}="));
            named.push(library);
            arguments.extend([OsString::from("--extern"), named]);
        }
        arguments
    }

    /// Says what was done, and lists what was left alone.
    fn list(&self, plan: &Plan) {
        let Invocation { krate, extra_filename, is_test, .. } = &self.invocation;
        let folder = self.state.target.join("left-alone");
        let file = folder.join(format!("{krate}{extra_filename}.txt"));
        let lines: Vec<_> = plan.left.iter().map(|(what, why)| format!("{what}: {why}")).collect();
        let text = lines.join("\n");
        let _ = fs::create_dir_all(&folder).and_then(|()| mirror::write(&file, &text));
        let tests = if *is_test { " (tests)" } else { "" };
        let left = match plan.left.len() {
            0 => String::new(),
            left => format!("; {left} left alone, see {}", file.display()),
        };
        self.say(&format!("{krate}{tests}: {} functions{left}", plan.traced.len()));
    }
}

/// The errors' texts.
fn said(outcome: &Outcome) -> Vec<String> {
    outcome.errors().iter().filter_map(|error| error["message"].as_str().map(str::to_owned)).collect()
}
