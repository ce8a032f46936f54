//! `SpanView`: a span as exporters see it, borrowed from the raw batch. Names and ids become text, ticks become time here.

use std::{
    iter,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{
    batch::{BatchData, Cuts, FAILURE, KINDED, NAMED, REFERENCED, REPEATED, Row, Segment, TIMED, WAS_CUT},
    callsite::Callsite,
    context::{Baggage, Reference, ReferenceKind, SpanContext},
    id::{SpanId, TraceId},
    outcome::{Kind, Outcome},
    record::{
        BY_HAND, CLASS, END, ERROR, FIELD, HEADER, Header, KEY_INLINE, KEY_STATIC, KIND, LOG, NAME, REFERENCE, SOURCE,
        START, TAG, TIME, UNIT,
    },
    slot::ANCHOR,
    strand::REMOTE,
    value::{ListRef, ValueRef, decode},
};

/// A finished span, borrowed from its batch.
#[derive(Clone, Copy)]
pub struct SpanView<'a> {
    batch: &'a BatchData,
    segment: &'a Segment,
    row: &'a Row,
    number: u32,
}

impl std::fmt::Debug for SpanView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}-{}", self.name(), self.trace_id(), self.span_id())
    }
}

/// A record, and where it stands.
#[derive(Clone, Copy)]
struct Record<'a> {
    header: Header,
    payload: &'a [u8],
}

impl<'a> Record<'a> {
    #[inline]
    fn at(batch: &'a BatchData, at: u32) -> Self {
        let at = at as usize;
        let header = Header::from_word(batch.words[at]);
        let words = &batch.words[at + HEADER / UNIT..at + header.size() / UNIT];
        Self { header, payload: &bytes_of(words)[..usize::from(header.len)] }
    }

    fn is(&self, class: u8) -> bool {
        self.header.class & CLASS == class
    }

    fn kind(&self) -> u8 {
        self.header.class & !CLASS
    }

    fn word(&self) -> u64 {
        self.payload.first_chunk().map_or(0, |bytes| u64::from_ne_bytes(*bytes))
    }

    fn text(&self) -> &'a str {
        text(self.payload)
    }

    /// The key, and the bytes behind it.
    #[inline]
    fn keyed(&self, site: &'static Callsite) -> Option<(&'a str, &'a [u8])> {
        match self.header.key {
            KEY_STATIC => {
                let (address, rest) = self.payload.split_first_chunk::<16>()?;
                Some((static_text(*address), rest))
            }
            KEY_INLINE => {
                let (len, rest) = self.payload.split_first_chunk::<2>()?;
                let (key, rest) = rest.split_at_checked(usize::from(u16::from_ne_bytes(*len)))?;
                Some((std::str::from_utf8(key).ok()?, rest))
            }
            field => Some((site.fields().get(usize::from(field))?, self.payload)),
        }
    }

    /// Key and value.
    #[inline]
    fn pair(&self, site: &'static Callsite) -> Option<(&'a str, ValueRef<'a>)> {
        let (key, bytes) = self.keyed(site)?;
        // SAFETY: the record has its own kind.
        Some((key, unsafe { decode(self.kind(), bytes) }?))
    }
}

/// The text at a recorded address.
fn static_text(bytes: [u8; 16]) -> &'static str {
    let half = |i: usize| bytes[i..].first_chunk::<8>().map_or(0, |b| u64::from_ne_bytes(*b)) as usize;
    let (address, len) = (half(0), half(8));
    if len == 0 {
        return "";
    }
    // SAFETY: the address and the length were taken from a `&'static str` of this process (batch rule 1).
    unsafe {
        std::str::from_utf8_unchecked(std::slice::from_raw_parts(std::ptr::with_exposed_provenance(address), len))
    }
}

impl<'a> SpanView<'a> {
    #[inline]
    pub(crate) fn new(batch: &'a BatchData, number: usize) -> Self {
        let row = &batch.rows[number];
        Self { batch, segment: &batch.segments[row.segment as usize], row, number: number as u32 }
    }

    #[inline]
    fn records(&self) -> impl Iterator<Item = Record<'a>> + use<'a> {
        let batch = self.batch;
        let mut next = self.row.first;
        iter::from_fn(move || {
            let record = (next != 0).then(|| Record::at(batch, next))?;
            next = record.header.slot;
            Some(record)
        })
    }

    fn last_of(&self, class: u8, kind: Option<u8>) -> Option<Record<'a>> {
        self.records().filter(|r| r.is(class) && kind.is_none_or(|kind| r.kind() == kind)).last()
    }

    /// The operation name.
    #[inline]
    pub fn name(&self) -> &'a str {
        if self.has_own_name() { self.last_of(NAME, None).map_or("", |r| r.text()) } else { self.row.site.name() }
    }

    /// Whether the name is this span's own, not its callsite's.
    #[inline]
    pub fn has_own_name(&self) -> bool {
        self.row.marks & NAMED != 0
    }

    /// Whether anything was recorded on it. Where nothing was, name and kind are its callsite's, its times were measured, and it has neither
    /// logs nor references, nor tags but that of a failure: exporters need not ask for each.
    #[inline]
    pub fn has_records(&self) -> bool {
        self.row.first != 0
    }

    /// The place that made it.
    #[inline]
    pub fn callsite(&self) -> &'static Callsite {
        self.row.site
    }

    /// The trace's id.
    #[inline]
    pub fn trace_id(&self) -> TraceId {
        self.segment.trace_id
    }

    /// Its id.
    #[inline]
    pub fn span_id(&self) -> SpanId {
        BatchData::id(self.segment, self.row.index)
    }

    /// Its parent's id.
    #[inline]
    pub fn parent_id(&self) -> Option<SpanId> {
        Some(BatchData::id(self.segment, self.row.parent)).filter(|id| id.is_valid())
    }

    /// Whether the parent is in another process.
    #[inline]
    pub fn parent_is_remote(&self) -> bool {
        self.row.parent == ANCHOR && self.segment.flags & REMOTE != 0
    }

    /// Its context.
    pub fn context(&self) -> SpanContext {
        let segment = self.segment;
        SpanContext::from_parts(segment.trace_id, self.span_id(), segment.flags as u8, 0, segment.extras.clone())
    }

    /// Its kind.
    #[inline]
    pub fn kind(&self) -> Kind {
        if self.row.marks & KINDED == 0 {
            return self.row.site.kind();
        }
        self.last_of(KIND, None).and_then(|r| r.payload.first().copied()).map_or(Kind::Internal, Kind::from_u8)
    }

    /// When it started, in nanoseconds since the unix epoch.
    #[inline]
    pub fn start_unix_nanos(&self) -> u64 {
        self.explicit_time(START).unwrap_or_else(|| self.batch.timeline.unix_nanos(self.row.start))
    }

    /// When it ended, in nanoseconds since the unix epoch; never before its start.
    #[inline]
    pub fn end_unix_nanos(&self) -> u64 {
        if self.row.marks & TIMED == 0 {
            return self.batch.timeline.unix_nanos(self.row.end.max(self.row.start));
        }
        let end = self.explicit_time(END).unwrap_or_else(|| self.batch.timeline.unix_nanos(self.row.end));
        end.max(self.start_unix_nanos())
    }

    #[inline]
    fn explicit_time(&self, which: u8) -> Option<u64> {
        if self.row.marks & TIMED == 0 {
            return None;
        }
        self.last_of(TIME, Some(which)).map(|r| r.word())
    }

    /// When it started.
    pub fn start(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.start_unix_nanos())
    }

    /// When it ended.
    pub fn end(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.end_unix_nanos())
    }

    /// How long it took.
    pub fn duration(&self) -> Duration {
        Duration::from_nanos(self.end_unix_nanos() - self.start_unix_nanos())
    }

    /// How it ended. A span that returned, but on which an error was recorded, is [`Outcome::Errored`].
    #[inline]
    pub fn outcome(&self) -> Outcome {
        match self.row.outcome {
            Outcome::Returned if self.row.marks & FAILURE != 0 => Outcome::Errored,
            outcome => outcome,
        }
    }

    /// Whether it failed.
    #[inline]
    pub fn is_error(&self) -> bool {
        self.outcome().is_error()
    }

    /// The tags. Of a key that was set more than once the last value; `error=true` where the span failed.
    #[inline]
    pub fn tags(&self) -> impl Iterator<Item = (&'a str, ValueRef<'a>)> + use<'a> {
        let view = *self;
        let mut error = view.is_error().then_some(("error", ValueRef::Bool(true)));
        let is_error = error.is_some();
        let hides = is_error || view.row.marks & REPEATED != 0;
        let mut next = view.row.first;
        let mut tags = 0;
        iter::from_fn(move || {
            while next != 0 {
                let record = Record::at(view.batch, next);
                next = record.header.slot;
                if !record.is(TAG) {
                    continue;
                }
                tags += 1;
                if let Some(pair) = record.pair(view.row.site)
                    && !(hides && view.is_hidden(pair.0, tags, is_error))
                {
                    return Some(pair);
                }
            }
            error.take()
        })
    }

    /// Whether a tag is not to be seen: it is set again after so many tags, or the span's failure says it.
    #[cold]
    fn is_hidden(&self, key: &str, tags: usize, is_error: bool) -> bool {
        let overridden = || self.keys_of_tags().skip(tags).any(|later| later == key);
        is_error && key == "error" || self.row.marks & REPEATED != 0 && overridden()
    }

    fn keys_of_tags(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let site = self.row.site;
        self.records().filter(|r| r.is(TAG)).map(move |r| r.keyed(site).map_or("", |(key, _)| key))
    }

    /// The logs, in the order in which they were made. A recorded error is one too, with `event="error"`.
    pub fn logs(&self) -> impl Iterator<Item = LogView<'a>> + use<'a> {
        let view = *self;
        let mut next = view.row.first;
        iter::from_fn(move || {
            while next != 0 {
                let at = next;
                let header = Header::from_word(view.batch.words[at as usize]);
                next = header.slot;
                if matches!(header.class & CLASS, LOG | ERROR) {
                    return Some(LogView { span: view, at });
                }
            }
            None
        })
    }

    /// References beside the parent.
    pub fn references(&self) -> impl Iterator<Item = Reference> + use<'a> {
        let any = self.row.marks & REFERENCED != 0;
        self.records().take_while(move |_| any).filter(|r| r.is(REFERENCE)).filter_map(|r| {
            let (trace_id, rest) = r.payload.split_first_chunk::<16>()?;
            let (span_id, rest) = rest.split_first_chunk::<8>()?;
            let ([flags, remote], state) = rest.split_first_chunk::<2>()?;
            let context = SpanContext::new(TraceId::from_bytes(*trace_id), SpanId::from_bytes(*span_id), false)
                .with_trace_flags(*flags)
                .with_trace_state(std::str::from_utf8(state).unwrap_or_default());
            let kind = if r.kind() == 0 { ReferenceKind::ChildOf } else { ReferenceKind::FollowsFrom };
            Some(Reference { kind, context: if *remote == 1 { context.remote() } else { context } })
        })
    }

    /// The W3C trace flags.
    #[inline]
    pub fn trace_flags(&self) -> u8 {
        self.segment.flags as u8
    }

    /// The W3C `tracestate`, if there is one.
    pub fn trace_state(&self) -> Option<&'a str> {
        self.segment.extras.as_deref().and_then(|extras| extras.trace_state.as_deref())
    }

    /// The baggage that was in effect.
    pub fn baggage(&self) -> Option<&'a Baggage> {
        self.segment.extras.as_deref().map(|extras| &extras.baggage)
    }

    fn cuts(&self) -> Cuts {
        if self.row.marks & WAS_CUT == 0 {
            return Cuts::default();
        }
        self.batch.cuts.get(&self.number).copied().unwrap_or_default()
    }

    /// How many tags were cut.
    pub fn dropped_tags(&self) -> u32 {
        self.cuts().tags
    }

    /// How many logs were cut.
    pub fn dropped_logs(&self) -> u32 {
        self.cuts().logs
    }

    /// How many references were cut.
    pub fn dropped_references(&self) -> u32 {
        self.cuts().references
    }

    /// What went wrong, in words: the message of the last error log.
    pub fn status_message(&self) -> Option<&'a str> {
        if !self.is_error() {
            return None;
        }
        let log = self.logs().filter(|log| log.event() == Some("error")).last()?;
        log.fields().find_map(|(key, value)| match value {
            ValueRef::Str(text) if key == "message" => Some(text),
            _ => None,
        })
    }
}

/// The bytes of words, as they stand in memory.
fn bytes_of(words: &[u64]) -> &[u8] {
    // SAFETY: every byte of a word is a byte, and bytes have no alignment.
    unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), words.len() * UNIT) }
}

/// A log of a span.
#[derive(Clone, Copy, Debug)]
pub struct LogView<'a> {
    span: SpanView<'a>,
    at: u32,
}

impl<'a> LogView<'a> {
    fn record(&self) -> Record<'a> {
        Record::at(self.span.batch, self.at)
    }

    /// When it was made, in nanoseconds since the unix epoch.
    pub fn unix_nanos(&self) -> u64 {
        let record = self.record();
        let word = record.word();
        if record.is(LOG) && record.kind() == BY_HAND { word } else { self.span.batch.timeline.unix_nanos(word) }
    }

    /// When it was made.
    pub fn time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.unix_nanos())
    }

    /// Its field `event`, which by convention says what happened.
    pub fn event(&self) -> Option<&'a str> {
        if self.record().is(ERROR) {
            return Some("error");
        }
        self.fields().find_map(|(key, value)| match value {
            ValueRef::Str(text) if key == "event" => Some(text),
            _ => None,
        })
    }

    /// Its fields, in the order in which they were given.
    #[inline]
    pub fn fields(&self) -> impl Iterator<Item = (&'a str, ValueRef<'a>)> + use<'a> {
        let record = self.record();
        let site = self.span.row.site;
        let batch = self.span.batch;
        let mut of_error = if record.is(ERROR) { 0 } else { ERROR_FIELDS };
        let mut next = record.header.slot;
        iter::from_fn(move || {
            if of_error < ERROR_FIELDS {
                of_error += 1;
                let (key, text) = error_field(&record, of_error - 1);
                return Some((key, ValueRef::Str(text)));
            }
            while next != 0 {
                let field = Record::at(batch, next);
                next = field.header.slot;
                match field.header.class & CLASS {
                    FIELD => return field.pair(site),
                    SOURCE => return Some(("error.chain", ValueRef::List(ListRef(field.payload)))),
                    LOG | ERROR => next = 0,
                    _ => {}
                }
            }
            None
        })
    }
}

/// What a recorded error says before its sources.
const ERROR_FIELDS: usize = 3;

#[inline]
fn error_field<'a>(record: &Record<'a>, number: usize) -> (&'static str, &'a str) {
    let split = || record.payload.get(8..).and_then(<[u8]>::split_first_chunk::<16>);
    match number {
        0 => ("event", "error"),
        1 => ("error.kind", split().map_or("", |(address, _)| static_text(*address))),
        _ => ("message", split().map_or("", |(_, message)| text(message))),
    }
}

/// Bytes that were text when they were recorded.
fn text(bytes: &[u8]) -> &str {
    // SAFETY: what is recorded as text was text, and is copied unchanged (batch rule 2).
    unsafe { std::str::from_utf8_unchecked(bytes) }
}
