//! The frames of a stack, from the text that `std::backtrace` makes of one: a number and a name, then perhaps where that is.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub(super) label: &'a str,
    /// A file and a line.
    pub(super) place: Option<(&'a str, u64)>,
}

/// The frames in a text; none where it is something else.
pub(super) fn frames(text: &str) -> impl Iterator<Item = Frame<'_>> {
    let mut lines = text.lines().map(str::trim).peekable();
    std::iter::from_fn(move || {
        loop {
            if let Some(label) = label(lines.next()?) {
                let place = lines.peek().and_then(|next| place(next.strip_prefix("at ")?));
                return Some(Frame { label, place });
            }
        }
    })
}

/// The name behind a number: `12: std::rt::lang_start`.
fn label(line: &str) -> Option<&str> {
    let (number, label) = line.split_once(": ")?;
    number.parse::<u32>().ok().map(|_| label)
}

/// `file:line:column`, or without a column.
fn place(text: &str) -> Option<(&str, u64)> {
    let (file, last) = text.rsplit_once(':')?;
    let last = last.parse().ok()?;
    match file.rsplit_once(':') {
        Some((file, line)) if line.parse::<u64>().is_ok() => Some((file, line.parse().ok()?)),
        _ => Some((file, last)),
    }
}
