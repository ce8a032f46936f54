//! The documents of one span: its own, and as many more as it takes to say all of it, none larger than a limit.
//!
//! 1. A document is made of pieces, each in a section. Sections come in the order of [`Section`], so that none is opened twice; the brackets
//!    between them are written here.
//! 2. A piece that does not fit any more is the first of a further document: a subsegment below the span. What does not fit there either
//!    is left out and counted.
//! 3. Room is kept for what a document ends with: which one goes on, how much was left out, and the brackets.

use traced_runtime::{SpanId, TraceId};

use super::{
    ids::{derived, id, trace_id},
    value::{close, number, seconds},
};

/// What stands in front of every document (X-Ray Developer Guide, "Sending segment documents to the X-Ray daemon").
pub(super) const HEADER: &[u8] = b"{\"format\":\"json\",\"version\":1}\n";
/// The most that a document ends with.
const END: usize = 160;
/// The most that a further document begins with, the names of a section included.
const BEGINNING: usize = 384;

/// Where in a document something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Top,
    Exceptions,
    Annotations,
    /// Of metadata: the tags that are not annotations.
    Tags,
    /// Of metadata: the process.
    Resource,
    /// Of metadata: what else is known of a span.
    Own,
    References,
    Logs,
}

const METADATA: &str = "\"metadata\":{";
const OWN: &str = "\"traced\":{";

impl Section {
    /// What is opened around its pieces.
    const fn path(self) -> &'static [&'static str] {
        match self {
            Section::Top => &[],
            Section::Exceptions => &["\"cause\":{", "\"exceptions\":["],
            Section::Annotations => &["\"annotations\":{"],
            Section::Tags => &[METADATA, "\"default\":{"],
            Section::Resource => &[METADATA, "\"resource\":{"],
            Section::Own => &[METADATA, OWN],
            Section::References => &[METADATA, OWN, "\"references\":["],
            Section::Logs => &[METADATA, OWN, "\"logs\":["],
        }
    }
}

/// What the documents of a span have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    pub(super) start: u64,
    pub(super) end: u64,
}

impl Identity {
    /// The beginning of a document with this id.
    #[inline]
    fn begin(&self, out: &mut Vec<u8>, span_id: SpanId) {
        out.extend_from_slice(HEADER);
        out.extend_from_slice(b"{\"trace_id\":\"");
        out.extend_from_slice(&trace_id(self.trace_id));
        out.extend_from_slice(b"\",");
        id(out, "id", span_id);
        out.extend_from_slice(b"\"start_time\":");
        seconds(out, self.start);
        out.extend_from_slice(b",\"end_time\":");
        seconds(out, self.end);
        out.push(b',');
    }
}

/// The documents of one span.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Documents<'a> {
    bytes: &'a [u8],
    ends: &'a [usize],
    /// How much of the span is in none of them.
    pub(crate) left_out: u64,
}

impl<'a> Documents<'a> {
    /// Each with the header in front.
    pub(crate) fn datagrams(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (bytes, mut from) = (self.bytes, 0);
        self.ends.iter().map(move |end| &bytes[std::mem::replace(&mut from, *end)..*end])
    }
}

/// Closes what was opened as this.
#[inline]
fn close_one(out: &mut Vec<u8>, opened: &str) {
    close(out, if opened.ends_with('[') { b']' } else { b'}' });
    out.push(b',');
}

/// See the module.
#[derive(Debug)]
pub(super) struct Sheet {
    limit: usize,
    out: Vec<u8>,
    /// Where documents end that are finished.
    ends: Vec<usize>,
    /// Where the one in hand begins.
    start: usize,
    identity: Identity,
    section: Section,
    /// How many documents of the span go on from another.
    further: u64,
    left_out: u64,
}

impl Sheet {
    pub(super) fn new(limit: usize) -> Self {
        let identity = Identity { trace_id: TraceId::INVALID, span_id: SpanId::INVALID, start: 0, end: 0 };
        Sheet {
            limit,
            out: Vec::new(),
            ends: Vec::new(),
            start: 0,
            identity,
            section: Section::Top,
            further: 0,
            left_out: 0,
        }
    }

    /// Forgets all documents.
    pub(super) fn clear(&mut self) {
        self.start = 0;
        self.out.clear();
        self.ends.clear();
    }

    /// Begins the documents of a span: what `head` writes is always in the first, and never much.
    #[inline]
    pub(super) fn begin(&mut self, identity: Identity, head: impl FnOnce(&mut Vec<u8>)) {
        (self.identity, self.section) = (identity, Section::Top);
        (self.further, self.left_out) = (0, 0);
        identity.begin(&mut self.out, identity.span_id);
        head(&mut self.out);
    }

    /// A piece without its comma.
    #[inline]
    pub(super) fn piece(&mut self, section: Section, write: impl FnOnce(&mut Vec<u8>)) {
        self.piece_with_comma(section, |out| {
            write(out);
            out.push(b',');
        });
    }

    /// The same with its comma; several pieces, if they are to stand together.
    #[inline]
    pub(super) fn piece_with_comma(&mut self, section: Section, write: impl FnOnce(&mut Vec<u8>)) {
        let (before, from) = (self.section, self.out.len());
        self.turn_to(section);
        let at = self.out.len();
        write(&mut self.out);
        if self.out.len() + END > self.start.saturating_add(self.limit) {
            let piece = self.out.split_off(at);
            self.reopen(from, before);
            self.carry(section, &piece);
        }
    }

    /// Closes what does not belong to a section, and opens what does.
    #[inline]
    fn turn_to(&mut self, section: Section) {
        if self.section == section {
            return;
        }
        debug_assert!(section > self.section || section == Section::Own, "{section:?} behind {:?}", self.section);
        let (open, wanted) = (self.section.path(), section.path());
        let common = open.iter().zip(wanted).take_while(|(one, other)| one == other).count();
        for name in open[common..].iter().rev() {
            close_one(&mut self.out, name);
        }
        for name in &wanted[common..] {
            self.out.extend_from_slice(name.as_bytes());
        }
        self.section = section;
    }

    /// Takes back what was written behind `from`, and the bracket that took the place of a comma.
    #[cold]
    fn reopen(&mut self, from: usize, section: Section) {
        self.out.truncate(from);
        if let Some(last) = self.out.last_mut() {
            *last = b',';
        }
        self.section = section;
    }

    /// A piece in a further document, or nowhere.
    #[cold]
    fn carry(&mut self, section: Section, piece: &[u8]) {
        if BEGINNING + piece.len() + END > self.limit {
            self.left_out += 1;
            return;
        }
        // Ids of exceptions count from zero.
        let next = derived(self.identity.span_id, u64::MAX / 2 + self.further);
        self.further += 1;
        self.turn_to(Section::Own);
        id(&mut self.out, "continued_in", next);
        self.end();
        self.identity.begin(&mut self.out, next);
        id(&mut self.out, "parent_id", self.identity.span_id);
        self.out.extend_from_slice(b"\"type\":\"subsegment\",\"name\":\"continued\",");
        self.turn_to(section);
        self.out.extend_from_slice(piece);
    }

    /// Closes all that is open.
    fn end(&mut self) {
        for name in self.section.path().iter().rev() {
            close_one(&mut self.out, name);
        }
        close(&mut self.out, b'}');
        self.section = Section::Top;
        self.start = self.out.len();
        self.ends.push(self.start);
    }

    /// Ends the span.
    #[inline]
    pub(super) fn finish(&mut self) {
        if self.left_out > 0 {
            self.turn_to(Section::Own);
            number(&mut self.out, "left_out", self.left_out);
        }
        self.end();
    }

    /// All documents, one behind the other.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.out
    }

    pub(super) fn documents(&self) -> Documents<'_> {
        Documents { bytes: &self.out, ends: &self.ends, left_out: self.left_out }
    }
}
