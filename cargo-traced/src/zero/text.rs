//! Insertions into a source text: no line moves, and what was put in can be taken out of what the compiler shows.

/// Texts to insert, each at a byte of the original.
#[derive(Clone, Debug, Default)]
pub(super) struct Insertions {
    all: Vec<(usize, String)>,
}

impl Insertions {
    /// Two at one byte stand in the order in which they were added.
    pub(super) fn add(&mut self, at: usize, text: impl Into<String>) {
        let text = text.into();
        debug_assert!(!text.contains('\n'), "lines must not move");
        self.all.push((at, text));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The text with all of them in it; nothing where one is not between characters of it.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        let mut all: Vec<_> = self.all.iter().collect();
        all.sort_by_key(|(at, _)| *at);
        let mut out = String::with_capacity(text.len() + all.iter().map(|(_, text)| text.len()).sum::<usize>());
        let mut done = 0;
        for (at, insertion) in all {
            out.push_str(text.get(done..*at)?);
            out.push_str(insertion);
            done = *at;
        }
        out.push_str(text.get(done..)?);
        Some(out)
    }

    /// Where they are by lines.
    pub(super) fn by_lines(&self, text: &str) -> Lines {
        let starts: Vec<_> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut all: Vec<_> = self.all.iter().collect();
        all.sort_by_key(|(at, _)| *at);
        let mut lines = Lines::default();
        let mut before = 0;
        for (at, insertion) in all {
            let line = starts.partition_point(|start| start <= at);
            let column = text.get(starts[line - 1]..*at).map_or(0, |start| start.chars().count());
            lines.all.push(Inserted { line, column, byte: *at, before, text: insertion.clone() });
            before += insertion.len();
        }
        lines
    }
}

/// What was put into a file, in its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    all: Vec<Inserted>,
}

#[derive(Clone, Debug)]
struct Inserted {
    /// From 1.
    line: usize,
    /// Of the original, in characters from 0.
    column: usize,
    /// Of the original.
    byte: usize,
    /// How many bytes were put in before it.
    before: usize,
    text: String,
}

impl Lines {
    /// What was put into a line: columns of the original, and texts.
    pub(super) fn on(&self, line: usize) -> impl Iterator<Item = (usize, &str)> {
        self.all.iter().filter(move |one| one.line == line).map(|one| (one.column, one.text.as_str()))
    }

    /// The column of the original for one of the new text; both from 1.
    pub(super) fn column(&self, line: usize, column: usize) -> usize {
        let mut shift = 0;
        for (at, text) in self.on(line) {
            let width = text.chars().count();
            if column - 1 < at + shift + width {
                // What points into the insertion points at where it is.
                return (column - shift).min(at + 1);
            }
            shift += width;
        }
        column - shift
    }

    /// The byte of the original for one of the new text.
    pub(super) fn byte(&self, byte: usize) -> usize {
        let mut shift = 0;
        for one in &self.all {
            if byte < one.byte + one.before + one.text.len() {
                return (byte - shift).min(one.byte);
            }
            shift += one.text.len();
        }
        byte - shift
    }

    /// The original of a line of the new text.
    pub(super) fn original(&self, line: usize, text: &str) -> String {
        self.on(line).fold(text.to_owned(), |text, (_, insertion)| text.replacen(insertion, "", 1))
    }
}
