//! What is asked for, and the answer.

use std::path::PathBuf;

use super::{compare, files::read, filter::Filter, slowest, tree::Trees};
use crate::{
    failure::Failure,
    output::{DIM, Output, paint},
};

/// What to look at.
#[derive(Clone, Debug, clap::Args)]
pub struct View {
    /// A file that `traced-file` has written, or a folder of such files
    #[arg(value_name = "FILE|DIR")]
    pub path: PathBuf,
    #[command(flatten)]
    filter: Filter,
    /// A table of the spans that took longest
    #[arg(long, value_name = "N", conflicts_with = "diff")]
    pub slowest: Option<usize>,
    /// A table of how another run differs, by operation: calls, errors, total and median time
    #[arg(long, value_name = "FILE|DIR")]
    pub diff: Option<PathBuf>,
    /// Show at most this many traces
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    pub limit: usize,
    /// Show where in the code spans are from
    #[arg(long)]
    pub code: bool,
}

/// Shows it.
///
/// # Errors
/// A file cannot be read, or holds nothing of the kind.
pub fn run(view: &View, output: &Output) -> Result<(), Failure> {
    let View { path, filter, slowest, diff, limit, code } = view;
    let spans = read(path, output)?.spans;
    if let Some(other) = diff {
        let other = read(other, output)?.spans;
        return output.print(&compare::table(&spans, &other, filter));
    }
    if let Some(most) = slowest {
        return output.print(&slowest::table(&spans, filter, *most));
    }
    let trees = Trees { filter, code: *code, most: *limit };
    let (text, traces) = trees.draw(&spans);
    output.print(&text)?;
    let all = spans.len();
    let note = match traces {
        0 => format!("none of the {all} spans fits"),
        traces if traces > *limit => format!("{} more traces", traces - limit),
        _ => return Ok(()),
    };
    output.note(&paint(DIM, note));
    Ok(())
}
