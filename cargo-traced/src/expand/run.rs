//! Which function, in which way, and its account.

use std::{fs, path::Path};

use super::{
    account,
    compile::{Folder, annotated, refused, ruled},
};
use crate::{
    failure::Failure,
    find::find,
    list::reason,
    output::{DIM, Output, paint},
    scan::{Attribute, Function, Wanted},
    select::{State, select},
    workspace::Workspace,
};

/// What to expand.
#[derive(Clone, Debug, clap::Args)]
pub struct Expand {
    /// The function: its path, or how it ends, such as `Order::place`
    #[arg(value_name = "PATH")]
    pub path: String,
}

/// Shows what a function becomes.
///
/// # Errors
/// There is no such function, or more than one; it is not traced; or its crate does not compile.
pub fn run(expand: &Expand, manifest: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let wanted = Wanted { all_targets: true, ..Wanted::default() };
    let workspace = Workspace::load(manifest, &wanted, output)?;
    let found = find(&workspace.scan.functions, &expand.path).inspect_err(|_| workspace.note_problems(output))?;
    let place = |function: &Function| format!("{}:{}", workspace.relative(&function.file), function.line);
    let function = match &found[..] {
        [function] => *function,
        many => {
            let many: Vec<_> =
                many.iter().map(|function| format!("\n  {} at {}", function.path(), place(function))).collect();
            return Err(Failure::mistake(format!("`{}` means more than one function:{}", expand.path, many.concat())));
        }
    };
    let selected = select(&workspace.config, function);
    let folder = Folder::new(&workspace.metadata.target)?;
    let line = match (selected.state, function.attribute) {
        (
            State::ByAttribute | State::RuledOut { compiled_out: false },
            Attribute::Own { line } | Attribute::Around { line } | Attribute::Conditional { line },
        ) => {
            annotated(&workspace.metadata, &function.krate, &folder, output)?;
            line
        }
        (State::ByRule, _) => {
            let file = workspace.file.as_deref();
            ruled(&workspace.metadata, &function.krate, file, &folder, output)?;
            line_of(function)?
        }
        _ => {
            let text = format!("{} is not traced, and stays as it is: {}", function.path(), reason(&selected));
            return Err(Failure::mistake(text));
        }
    };
    let Some(text) = account::find(&folder.path, function, line)? else {
        let text = format!(
            "the macro has not written down what becomes of {} at {}: its crate was compiled without it (`cfg`?), or with recording off",
            function.path(),
            place(function)
        );
        return Err(Failure::mistake(text));
    };
    output.print(&format!("{}\n{text}", paint(DIM, format!("// {} at {}", function.path(), place(function)))))
}

/// The line on which an attribute is inserted.
fn line_of(function: &Function) -> Result<usize, Failure> {
    let text = fs::read_to_string(&function.file).map_err(|error| refused(&function.file, &error))?;
    Ok(text.get(..function.insert).unwrap_or(&text).matches('\n').count() + 1)
}
