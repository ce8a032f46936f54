//! What the compiler says, as it would say it of the original.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::text::Lines;

/// How messages are told back to the original.
pub(super) struct Translator<'a> {
    /// The folder from which the compiler names files.
    pub(super) from: &'a Path,
    /// The folder below which files were changed.
    pub(super) folder: &'a Path,
    pub(super) lines: &'a BTreeMap<PathBuf, Lines>,
}

impl Translator<'_> {
    /// A line of the compiler's, with its places and its picture as they are in the original.
    pub(super) fn message(&self, line: &str) -> String {
        let Ok(mut message) = serde_json::from_str::<Value>(line) else { return line.to_owned() };
        let mut changed = false;
        self.value(&mut message, &mut changed);
        if changed { message.to_string() } else { line.to_owned() }
    }

    /// Where a message points to, in changed files.
    pub(super) fn places(&self, message: &Value) -> Vec<(PathBuf, usize)> {
        let mut places = Vec::new();
        self.collect(message, &mut places);
        places
    }

    fn collect(&self, value: &Value, places: &mut Vec<(PathBuf, usize)>) {
        match value {
            Value::Object(map) => {
                if let (Some(file), Some(line)) = (map.get("file_name"), map.get("line_start"))
                    && let (Some(file), Some(line)) = (file.as_str(), line.as_u64())
                    && let Some((inside, _)) = self.file(file)
                {
                    places.push((inside.to_owned(), usize::try_from(line).unwrap_or(usize::MAX)));
                }
                map.values().for_each(|value| self.collect(value, places));
            }
            Value::Array(list) => list.iter().for_each(|value| self.collect(value, places)),
            _ => {}
        }
    }

    fn file(&self, name: &str) -> Option<(&Path, &Lines)> {
        let file = super::plan::clean(&self.from.join(name));
        let inside = file.strip_prefix(self.folder).ok()?;
        self.lines.get_key_value(inside).map(|(inside, lines)| (inside.as_path(), lines))
    }

    fn value(&self, value: &mut Value, changed: &mut bool) {
        match value {
            Value::Object(map) => {
                if let Some(lines) = map.get("file_name").and_then(Value::as_str).and_then(|name| self.file(name)) {
                    span(map, lines.1);
                    *changed = true;
                }
                if let Some(Value::String(picture)) = map.get_mut("rendered") {
                    let new = self.picture(picture);
                    *changed |= new != *picture;
                    *picture = new;
                }
                map.values_mut().for_each(|value| self.value(value, changed));
            }
            Value::Array(list) => list.iter_mut().for_each(|value| self.value(value, changed)),
            _ => {}
        }
    }

    /// The message for people, which shows lines of source with marks below them.
    fn picture(&self, text: &str) -> String {
        let mut out = String::new();
        let mut current: Option<&Lines> = None;
        let mut cut: Vec<(usize, usize)> = Vec::new();
        for raw in text.split_inclusive('\n') {
            let seen = without_colours(raw);
            let trimmed = seen.trim_start();
            if let Some(place) = trimmed.strip_prefix("--> ").or_else(|| trimmed.strip_prefix("::: ")) {
                let mut parts = place.trim_end().rsplitn(3, ':');
                let (column, line, name) = (parts.next(), parts.next(), parts.next());
                current = name.and_then(|name| self.file(name)).map(|(_, lines)| lines);
                cut.clear();
                let numbers =
                    line.zip(column).and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)));
                if let (Some(lines), Some((line, column))) = (current, numbers) {
                    let (line, column): (usize, usize) = (line, column);
                    let (old, new) = (format!(":{line}:{column}"), format!(":{line}:{}", lines.column(line, column)));
                    out.push_str(&raw.replacen(&old, &new, 1));
                    continue;
                }
            } else if let (Some(lines), Some(number)) = (current, number(trimmed)) {
                // In their order: what was inserted is often the same.
                let mut from = 0;
                let inserted = lines.on(number).filter_map(|(_, insertion)| {
                    let at = from + seen[from..].find(insertion)?;
                    from = at + insertion.len();
                    Some((seen[..at].chars().count(), insertion.chars().count()))
                });
                cut = inserted.collect();
            } else if is_below(trimmed) {
                out.push_str(&without(raw, marks_only(&seen, &cut)));
                continue;
            } else {
                cut.clear();
            }
            out.push_str(&without(raw, &cut));
        }
        out
    }
}

/// `{ "byte_start", .. }`
fn span(map: &mut serde_json::Map<String, Value>, lines: &Lines) {
    let number = |map: &serde_json::Map<String, Value>, key: &str| {
        map.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok())
    };
    let first = number(map, "line_start");
    for (line, column) in [("line_start", "column_start"), ("line_end", "column_end")] {
        if let (Some(line), Some(old)) = (number(map, line), number(map, column)) {
            map.insert(column.to_owned(), lines.column(line, old).into());
        }
    }
    for key in ["byte_start", "byte_end"] {
        if let Some(old) = number(map, key) {
            map.insert(key.to_owned(), lines.byte(old).into());
        }
    }
    let Some(Value::Array(texts)) = map.get_mut("text") else { return };
    for (text, line) in texts.iter_mut().zip(first.unwrap_or(1)..) {
        let Value::Object(text) = text else { continue };
        for key in ["highlight_start", "highlight_end"] {
            if let Some(old) = number(text, key) {
                text.insert(key.to_owned(), lines.column(line, old).into());
            }
        }
        if let Some(Value::String(source)) = text.get_mut("text") {
            *source = lines.original(line, source);
        }
    }
}

/// The number in front of a line of source.
fn number(line: &str) -> Option<usize> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line[digits..].strip_prefix(' ')?;
    rest.starts_with(['|', '-', '+', '~']).then(|| line[..digits].parse().ok())?
}

/// Whether it has marks for the line above it.
fn is_below(line: &str) -> bool {
    line.starts_with('|')
}

/// Of what is to be cut from a line of marks, what is in front of the words that explain them: those do not stand below anything.
fn marks_only<'c>(line: &str, cut: &'c [(usize, usize)]) -> &'c [(usize, usize)] {
    let is_mark = |c: char| " ^-~+_|\n".contains(c);
    let has_words = |(at, width): &(usize, usize)| !line.chars().skip(*at).take(*width).all(is_mark);
    &cut[..cut.iter().position(has_words).unwrap_or(cut.len())]
}

fn without_colours(text: &str) -> String {
    let mut out = String::new();
    pieces(text, |c, is_seen| {
        if is_seen {
            out.push(c);
        }
    });
    out
}

/// The line without some of its visible columns; sequences for colours stay.
fn without(text: &str, cut: &[(usize, usize)]) -> String {
    let mut out = String::new();
    let mut column = 0;
    pieces(text, |c, is_seen| {
        let is_cut = is_seen && c != '\n' && cut.iter().any(|(at, width)| (*at..at + width).contains(&column));
        if !is_cut {
            out.push(c);
        }
        column += usize::from(is_seen);
    });
    out
}

/// Each character, and whether it is seen on a terminal.
fn pieces(text: &str, mut tell: impl FnMut(char, bool)) {
    let mut in_sequence = false;
    for c in text.chars() {
        if c == '\u{1b}' {
            in_sequence = true;
        }
        tell(c, !in_sequence);
        if in_sequence && c.is_ascii_alphabetic() {
            in_sequence = false;
        }
    }
}
