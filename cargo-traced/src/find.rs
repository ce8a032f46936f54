//! Functions by the paths that users type.

use traced_config::{Paths, nearest};

use crate::{failure::Failure, scan::Function};

/// The functions that a path means: those of exactly this path; else those whose paths end with it; else those that it fits as a pattern.
///
/// # Errors
/// There is none; the nearest there is.
pub(crate) fn find<'a>(functions: &'a [Function], path: &str) -> Result<Vec<&'a Function>, Failure> {
    let path = path.trim().trim_start_matches("::").replace("r#", "");
    let wanted: Vec<_> = path.split("::").map(|part| part.replace('-', "_")).collect();
    let of = |fits: &dyn Fn(&[&str]) -> bool| -> Vec<&'a Function> {
        functions.iter().filter(|function| fits(&function.in_full().parts())).collect()
    };
    let ends = |parts: &[&str]| parts.len() >= wanted.len() && parts[parts.len() - wanted.len()..] == wanted;
    let mut found = of(&|parts| parts == wanted);
    if found.is_empty() {
        found = of(&ends);
    }
    let mut pattern = Paths::default();
    if found.is_empty() && path.contains(['*', '?', ':']) && pattern.add(&path).is_ok() {
        found = of(&|parts| pattern.fits(parts));
    }
    if found.is_empty() { Err(unknown(functions, &path, wanted.last().map_or("", String::as_str))) } else { Ok(found) }
}

fn unknown(functions: &[Function], path: &str, last: &str) -> Failure {
    let paths: Vec<_> = functions.iter().map(Function::path).collect();
    let near = nearest(path, paths.iter().map(String::as_str)).map(str::to_owned).or_else(|| {
        let name = nearest(last, functions.iter().map(|function| function.name.as_str()))?;
        functions.iter().find(|function| function.name == name).map(Function::path)
    });
    let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
    Failure::mistake(format!("there is no function `{path}`{near} (`cargo traced list` shows all)"))
}
