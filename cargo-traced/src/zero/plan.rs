//! What a crate gets: which functions carry the attribute, and the files in which that changes something.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use traced_config::{Config, Kind};

use super::{
    root::{Main, NAME, Root},
    text::{Insertions, Lines},
};
use crate::{
    scan::{self, Crate, Function},
    select::{State, select},
};

/// One crate, to be compiled with spans.
pub(super) struct Wanted<'a> {
    pub(super) krate: Arc<Crate>,
    pub(super) edition: &'a str,
    /// The program's name, where it is one that starts tracing.
    pub(super) program: Option<&'a str>,
    /// Files are changed below this folder only.
    pub(super) folder: &'a Path,
    pub(super) config: &'a Config,
    pub(super) config_file: &'a str,
    /// The name of a `traced` that the crate has itself.
    pub(super) own: Option<&'a str>,
    /// The name of its `traced-setup`, where that is to be started because nobody does.
    pub(super) setup: Option<&'a str>,
    /// Paths of functions with which it was not accepted before, and what was said.
    pub(super) refused: &'a BTreeMap<String, String>,
}

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// New texts, by the paths below the folder.
    pub(super) texts: BTreeMap<PathBuf, String>,
    pub(super) lines: BTreeMap<PathBuf, Lines>,
    /// Functions that get a span, by file and line.
    pub(super) traced: Vec<(PathBuf, usize, String)>,
    /// Those that do not, and files that cannot be read; and why.
    pub(super) left: Vec<(String, String)>,
    pub(super) starts: bool,
}

/// Looks through the crate's sources.
pub(super) fn plan(wanted: &Wanted<'_>) -> Plan {
    let found = scan::scan(std::slice::from_ref(&wanted.krate));
    let mut plan = Plan::default();
    for problem in &found.problems {
        plan.left.push((format!("{}:{}", problem.file.display(), problem.line), problem.reason.clone()));
    }
    let mut files: BTreeMap<PathBuf, Vec<&Function>> = BTreeMap::new();
    for function in found.functions.iter().filter(|function| !function.is_test) {
        let why = match select(wanted.config, function).state {
            State::ByRule | State::RuledOut { compiled_out: false } => None,
            State::ByAttribute | State::Unnamed | State::Off | State::RuledOut { compiled_out: true } => continue,
            State::Obstacle(obstacle) => Some(obstacle.to_string()),
        };
        let why = why.or_else(|| {
            let said = wanted.refused.get(&function.path())?;
            Some(format!("the compiler does not accept it with a span: {said}"))
        });
        match why {
            Some(why) => plan.left.push((function.path(), why)),
            None => files.entry(clean(&function.file)).or_default().push(function),
        }
    }
    let root = clean(&wanted.krate.root);
    let changes_root = (wanted.program.is_some() && (wanted.own.is_none() || wanted.setup.is_some()))
        || (wanted.edition == "2015" && !files.is_empty());
    if changes_root {
        files.entry(root.clone()).or_default();
    }
    for (file, functions) in files {
        if let Err(why) = plan.file(wanted, &file, file == root && changes_root, &functions) {
            plan.left.extend(functions.iter().map(|function| (function.path(), why.clone())));
        }
    }
    plan
}

impl Plan {
    fn file(&mut self, wanted: &Wanted<'_>, file: &Path, is_root: bool, functions: &[&Function]) -> Result<(), String> {
        let inside = file.strip_prefix(wanted.folder).map_err(|_| "its file is outside of the workspace".to_owned())?;
        let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
        let mut insertions = Insertions::default();
        let mut mains = Vec::new();
        if is_root {
            let root = Root {
                edition: wanted.edition,
                program: wanted.program.filter(|_| wanted.own.is_none() || wanted.setup.is_some()),
                own: wanted.own,
                setup: wanted.setup,
                config: wanted.config_file,
                bare: wanted.refused.contains_key(&format!("{}::main", wanted.krate.name)),
            };
            let (main, begin) = root.change(&text, &mut insertions)?;
            mains = begin;
            match main {
                Main::Starts => self.starts = true,
                Main::Not(why) if wanted.program.is_some() => {
                    self.left.push((format!("{}::main", wanted.krate.name), why.to_owned()));
                }
                Main::Not(_) => {}
            }
        }
        let mut traced = Vec::new();
        let mut seen = BTreeSet::new();
        let ends: BTreeSet<_> = functions.iter().map(|function| function.insert).chain([text.len()]).collect();
        for function in functions {
            // A file may be two modules.
            if !seen.insert(function.insert) {
                continue;
            }
            let end = ends.range(function.insert + 1..).next().copied().unwrap_or(text.len());
            let whole = text.get(function.insert..end).unwrap_or_default();
            if mains.contains(&function.insert) {
                traced.push((inside.to_owned(), function.line, function.path()));
            } else if begins_a_function(whole) {
                insertions.add(function.insert, attribute(wanted.own, function, spawns(whole)));
                traced.push((inside.to_owned(), function.line, function.path()));
            } else {
                self.left.push((function.path(), "it stands where no attribute can be put".to_owned()));
            }
        }
        let changed = insertions.apply(&text).ok_or("its file is not what it was a moment ago")?;
        if !insertions.is_empty() {
            self.lines.insert(inside.to_owned(), insertions.by_lines(&text));
            self.texts.insert(inside.to_owned(), changed);
        }
        self.traced.append(&mut traced);
        Ok(())
    }
}

/// A path without `.` and `..`, as it is written.
pub(super) fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// Whether a function's item begins here, behind its attributes.
fn begins_a_function(text: &str) -> bool {
    const WORDS: &[&str] = &["pub", "crate", "default", "async", "unsafe", "safe", "extern", "fn", "gen"];
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    WORDS.contains(&word.as_str())
}

/// Whether methods called `spawn` are given what can be made to carry the context whatever they are: closures without arguments, and blocks of
/// `async`. Of threads' scopes and builders, and of sets of tasks.
fn spawns(text: &str) -> bool {
    let given = |at: usize| text[at + SPAWN.len()..].trim_start();
    let is_plain =
        |given: &str| ["||", "move ||", "async move {", "async {"].iter().any(|start| given.starts_with(start));
    let mut calls =
        text.match_indices(SPAWN).map(|(at, _)| given(at)).filter(|given| !given.starts_with(')')).peekable();
    calls.peek().is_some() && calls.all(is_plain)
}

const SPAWN: &str = ".spawn(";

/// What is put before it.
fn attribute(own: Option<&str>, function: &Function, spawns: bool) -> String {
    let name = own.unwrap_or(NAME);
    let mut arguments = Vec::new();
    match (&*function.owner, function.kind) {
        ("", Kind::Function | Kind::Method) => {}
        (owner, Kind::TraitMethod) => arguments.push(format!("within({owner:?},trait)")),
        (owner, _) => arguments.push(format!("within({owner:?})")),
    }
    if spawns {
        arguments.push("carry(\".spawn\")".to_owned());
    }
    if own.is_none() {
        arguments.push(format!("crate=::{NAME}"));
    }
    if arguments.is_empty() {
        return format!("#[::{name}::traced] ");
    }
    format!("#[::{name}::traced({})] ", arguments.join(","))
}
