//! Every word of the argument grammar, in one table, so that help texts cannot go out of date.

/// The arguments, as users may write them.
pub(crate) const ARGUMENTS: &[(&str, &str)] = &[
    ("name", "name = \"..\""),
    ("kind", "kind = client"),
    ("skip", "skip(a, b)"),
    ("skip_all", "skip_all"),
    ("only", "only(a, b)"),
    ("tags", "tags(key = value)"),
    ("ret", "ret"),
    ("err", "err = display"),
    ("error_if", "error_if = |r| .."),
    ("root", "root"),
    ("parent", "parent = .."),
    ("follows_from", "follows_from = .."),
    ("orphan", "orphan = ignore"),
    ("stream", "stream = item"),
    ("carry", "carry = off"),
    ("locate", "locate"),
    ("off", "off"),
    ("crate", "crate = path"),
];

pub(crate) const KINDS: &[(&str, &str)] = &[
    ("client", "Client"),
    ("server", "Server"),
    ("producer", "Producer"),
    ("consumer", "Consumer"),
    ("internal", "Internal"),
];

pub(crate) const ERRORS: &[(&str, &str)] =
    &[("display", "Display"), ("debug", "Debug"), ("chain", "Chain"), ("off", "Off")];

pub(crate) const ORPHANS: &[(&str, &str)] = &[("root", "Root"), ("ignore", "Ignore")];

pub(crate) const STREAMS: &[(&str, &str)] = &[("whole", "Whole"), ("item", "Item")];

pub(crate) const CARRY: &[(&str, &str)] = &[("off", "Off")];

/// "unknown X; did you mean Y? Expected one of ..", from one of the tables above.
pub(crate) fn unknown(what: &str, word: &str, table: &[(&str, &str)]) -> String {
    let near = nearest(word, table).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let list: Vec<String> = table.iter().map(|(name, _)| format!("`{name}`")).collect();
    format!("unknown {what} `{word}`{near}\nexpected one of: {}", list.join(", "))
}

/// The closest word of a table, if any is close enough to have been meant.
fn nearest<'a>(word: &str, table: &[(&'a str, &str)]) -> Option<&'a str> {
    let close = |name: &str| {
        let apart = distance(word, name);
        (apart <= 1 + name.len() / 4).then_some(apart)
    };
    table.iter().filter_map(|(name, _)| Some((close(name)?, *name))).min().map(|(_, name)| name)
}

/// Edits (insert, delete, replace) that lead from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}
