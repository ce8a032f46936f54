//! What is to be changed, the question, and the writing.

use std::{
    fs,
    io::{self, BufRead as _, IsTerminal as _},
    path::{Path, PathBuf},
};

use super::{
    change::Change,
    manifest::{Dependency, with_dependency, workspace_has_it},
    template::template,
};
use crate::{
    failure::{FINDINGS, Failure},
    output::Output,
    scan::{Metadata, Package, Target},
};

/// What to begin with.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Init {
    /// The packages that get the dependency, if not those that cargo would build here; may be given more than once
    #[arg(long, short, value_name = "NAME")]
    pub package: Vec<String>,
    /// Take `traced` and `traced-setup` from this folder, and not from the registry
    #[arg(long, value_name = "FOLDER")]
    pub path: Option<PathBuf>,
    /// Write traced.toml only: `cargo traced run` needs no dependencies
    #[arg(long, conflicts_with_all = ["path", "package"])]
    pub no_dependency: bool,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
}

/// Shows what is to be changed, asks, and writes.
///
/// # Errors
/// There is no workspace, a file cannot be read or written, or nobody agreed.
pub fn run(init: &Init, manifest: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let metadata = Metadata::load(manifest)?;
    let changes = changes(init, &metadata)?;
    if changes.is_empty() {
        output.note("nothing is left to do: traced.toml and the dependencies are there");
        note_mains(init, &metadata, output)?;
        return Ok(());
    }
    let name = |file: &Path| file.strip_prefix(&metadata.root).unwrap_or(file).display().to_string();
    for change in &changes {
        output.print(&change.diff(&name(&change.file)))?;
    }
    if !init.yes && !agreed(output)? {
        let text = "nothing was written; `--yes` writes it without a question";
        return Err(Failure { code: FINDINGS, text: text.to_owned() });
    }
    for change in &changes {
        change.write().map_err(|error| Failure::mistake(format!("{}: {error}", change.file.display())))?;
        output.note(&format!("wrote {}", name(&change.file)));
    }
    output.note("now `cargo traced run` shows what the program does, and `cargo traced list` what is traced");
    note_mains(init, &metadata, output)
}

/// Says what is not written for anybody: the line without which a program that cargo builds by itself does not read the configuration.
fn note_mains(init: &Init, metadata: &Metadata, output: &Output) -> Result<(), Failure> {
    if init.no_dependency {
        return Ok(());
    }
    for package in packages(init, metadata)? {
        for krate in package.crates.iter().filter(|krate| krate.target == Target::Program) {
            if !fs::read_to_string(&krate.root).unwrap_or_default().contains("traced_setup") {
                let file = krate.root.strip_prefix(&metadata.root).unwrap_or(&krate.root).display().to_string();
                output.note(&format!(
                    "{}: begin `main` with `let _setup = traced_setup::init()?;`, and traced.toml is heeded without `cargo traced`, too",
                    file.replace('\\', "/")
                ));
            }
        }
    }
    Ok(())
}

fn changes(init: &Init, metadata: &Metadata) -> Result<Vec<Change>, Failure> {
    let packages = packages(init, metadata)?;
    let mut changes = Vec::new();
    let file = metadata.root.join(traced_config::FILE);
    if traced_config::find(&metadata.root).is_none_or(|found| !found.is_file()) && !file.exists() {
        let usual = |target| matches!(target, Target::Library | Target::Program);
        let crates = metadata.packages.iter().flat_map(|package| &package.crates);
        let mut crates: Vec<_> = crates.filter(|krate| usual(krate.target)).map(|krate| krate.name.clone()).collect();
        crates.sort();
        crates.dedup();
        let service = packages.first().map_or("program", |package| package.name.as_str());
        changes.push(Change { file, before: None, after: template(service, &crates) });
    }
    if init.no_dependency {
        return Ok(changes);
    }
    let root = fs::read_to_string(metadata.root.join("Cargo.toml")).unwrap_or_default();
    for package in packages {
        let refused = |error: String| Failure::mistake(format!("{}: {error}", package.manifest.display()));
        let before = fs::read_to_string(&package.manifest).map_err(|error| refused(error.to_string()))?;
        let mut after = before.clone();
        for (name, folder) in wanted(package) {
            let path = init.path.as_deref().map(|path| from(&package.manifest, &path.join(folder)));
            let dependency = match &path {
                Some(path) => Dependency::Path(path),
                None if workspace_has_it(&root, name) => Dependency::Workspace,
                None => Dependency::Version(VERSION),
            };
            if let Some(with) = with_dependency(&after, name, &dependency).map_err(refused)? {
                after = with;
            }
        }
        if after != before {
            changes.push(Change { file: package.manifest.clone(), before: Some(before), after });
        }
    }
    Ok(changes)
}

/// The releases that fit this one.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// What a package depends on, and the folders of these below that of `traced`: whoever has a `main` reads the configuration there.
fn wanted(package: &Package) -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_program = package.crates.iter().any(|krate| krate.target == Target::Program);
    [("traced", ".")].into_iter().chain(is_program.then_some(("traced-setup", "setup")))
}

fn packages<'a>(init: &Init, metadata: &'a Metadata) -> Result<Vec<&'a Package>, Failure> {
    metadata.all_there(&init.package)?;
    let names = if init.package.is_empty() { &metadata.default } else { &init.package };
    // A library of macros has nothing to trace.
    let is_usual = |package: &&Package| package.crates.iter().all(|krate| krate.target != Target::ProcMacro);
    Ok(metadata.packages.iter().filter(|package| names.contains(&package.name)).filter(is_usual).collect())
}

/// A folder, from that of the manifest on where both are below one.
fn from(manifest: &Path, folder: &Path) -> String {
    let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (here, there) = (whole(manifest.parent().unwrap_or(Path::new("."))), whole(folder));
    let shared = here.components().zip(there.components()).take_while(|(one, other)| one == other).count();
    // Nothing but the root is shared: then the whole path says more.
    let path: PathBuf = if shared > 1 {
        let up = here.components().skip(shared).map(|_| std::path::Component::ParentDir);
        up.chain(there.components().skip(shared)).collect()
    } else {
        there
    };
    path.to_string_lossy().replace('\\', "/")
}

fn agreed(output: &Output) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    output.say("write this? [y/N]");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|error| Failure::mistake(error.to_string()))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
