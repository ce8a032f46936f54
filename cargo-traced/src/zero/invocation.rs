//! One call of the compiler, as cargo makes it.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

/// The arguments, and what is known of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Invocation {
    pub(super) arguments: Vec<OsString>,
    pub(super) krate: String,
    pub(super) edition: String,
    /// `lib`, `bin`, ..; a test has none.
    pub(super) kinds: Vec<String>,
    pub(super) is_test: bool,
    /// The file that was given, and which argument it is.
    pub(super) root: Option<(usize, PathBuf)>,
    pub(super) target: Option<String>,
    pub(super) out_dir: Option<PathBuf>,
    pub(super) extra_filename: String,
    /// Names of crates and their files.
    pub(super) externs: Vec<(String, PathBuf)>,
    /// `-C target-feature` and its like, which code from elsewhere has to have in common with this.
    pub(super) machine: Vec<String>,
    pub(super) is_json: bool,
}

/// Options whose value may be the next argument.
const WITH_VALUE: &[&str] = &[
    "--crate-name",
    "--edition",
    "--crate-type",
    "--emit",
    "--out-dir",
    "--extern",
    "--target",
    "--cfg",
    "--check-cfg",
    "--cap-lints",
    "--error-format",
    "--json",
    "--color",
    "--codegen",
    "--sysroot",
    "--remap-path-prefix",
    "--print",
    "--explain",
    "--diagnostic-width",
    "--allow",
    "--warn",
    "--deny",
    "--forbid",
    "--force-warn",
    "-C",
    "-L",
    "-l",
    "-o",
    "-A",
    "-W",
    "-D",
    "-F",
    "-Z",
];

impl Invocation {
    pub(super) fn read(arguments: Vec<OsString>) -> Self {
        let mut this = Self { edition: "2015".to_owned(), ..Self::default() };
        let mut at = 0;
        while at < arguments.len() {
            let argument = arguments[at].to_string_lossy().into_owned();
            let (option, value) = match argument.split_once('=') {
                Some((option, value)) if option.starts_with("--") => (option.to_owned(), Some(value.to_owned())),
                _ if WITH_VALUE.contains(&argument.as_str()) => {
                    at += 1;
                    (argument, arguments.get(at).map(|value| value.to_string_lossy().into_owned()))
                }
                _ if argument.starts_with('-') && !argument.starts_with("--") && argument.is_char_boundary(2) => {
                    let (option, value) = argument.split_at(argument.len().min(2));
                    (option.to_owned(), Some(value.to_owned()))
                }
                _ => (argument, None),
            };
            this.take(at, &option, value.as_deref());
            at += 1;
        }
        this.arguments = arguments;
        this
    }

    fn take(&mut self, at: usize, option: &str, value: Option<&str>) {
        match (option, value) {
            ("--crate-name", Some(name)) => name.clone_into(&mut self.krate),
            ("--edition", Some(edition)) => edition.clone_into(&mut self.edition),
            ("--crate-type", Some(kinds)) => self.kinds.extend(kinds.split(',').map(str::to_owned)),
            ("--test", _) => self.is_test = true,
            ("--target", Some(target)) => self.target = Some(target.to_owned()),
            ("--out-dir", Some(folder)) => self.out_dir = Some(folder.into()),
            ("--error-format", Some(format)) => self.is_json = format == "json",
            ("--extern", Some(value)) => {
                if let Some((name, file)) = value.split_once('=') {
                    let name = name.rsplit(':').next().unwrap_or(name);
                    self.externs.push((name.to_owned(), file.into()));
                }
            }
            ("-C" | "--codegen", Some(value)) => self.code_generation(value),
            ("-Z", Some(value)) if value.starts_with("sanitizer") => self.machine.push(format!("-Z{value}")),
            (file, None) if !file.starts_with('-') && Path::new(file).extension().is_some_and(|end| end == "rs") => {
                self.root = Some((at, file.into()));
            }
            _ => {}
        }
    }

    fn code_generation(&mut self, value: &str) {
        if let Some(name) = value.strip_prefix("extra-filename=") {
            name.clone_into(&mut self.extra_filename);
        } else if ["target-feature=", "target-cpu=", "relocation-model="].iter().any(|key| value.starts_with(key)) {
            self.machine.push(format!("-C{value}"));
        }
    }

    /// Whether a crate is compiled, and not a question asked.
    pub(super) fn compiles(&self) -> bool {
        self.root.is_some() && !self.krate.is_empty()
    }

    pub(super) fn is_build_script(&self) -> bool {
        self.krate.starts_with("build_script_")
    }

    pub(super) fn is_proc_macro(&self) -> bool {
        self.kinds.iter().any(|kind| kind == "proc-macro")
    }

    /// Whether it has a `main` of its own that is run.
    pub(super) fn is_program(&self) -> bool {
        !self.is_test && self.kinds.iter().any(|kind| kind == "bin")
    }

    /// The name under which the crate knows a library, where it does.
    pub(super) fn knows(&self, library: &str) -> Option<&str> {
        let is_ours = |file: &Path| {
            let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
            let rest = name.strip_prefix("lib").and_then(|name| name.strip_prefix(library));
            rest.is_some_and(|rest| rest.starts_with(['-', '.']))
        };
        self.externs.iter().find(|(_, file)| is_ours(file)).map(|(name, _)| name.as_str())
    }

    /// The file of dependencies that it writes.
    pub(super) fn dep_info(&self) -> Option<PathBuf> {
        Some(self.out_dir.as_ref()?.join(format!("{}{}.d", self.krate, self.extra_filename)))
    }
}
