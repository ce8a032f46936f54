//! From values to records: what tags, logs, errors and names look like in the arena.

use std::{
    borrow::Cow,
    fmt::{self, Write},
    time::SystemTime,
};

use crate::{
    callsite::{Arguments, Callsite},
    clock::{ticks, unix_nanos},
    context::{Reference, ReferenceKind},
    outcome::Kind,
    record::{
        BY_HAND, DISCARD, END, ERROR, FAILED, FIELD, KEY_FIELDS, KEY_INLINE, KEY_NONE, KEY_STATIC, KIND, LOG, NAME,
        REFERENCE, SOURCE, START, TAG, TIME,
    },
    strand::Strand,
    text::{TEXT_CAP, Text, cut, text_cap, value_cap},
    value::{self, Captured, Value},
};

/// What stands for a value that must not leave the process.
const REDACTED: &str = "[redacted]";
/// Bytes kept of a key.
const KEY_CAP: usize = 128;
/// Errors below an error that are recorded.
const SOURCES: usize = 16;

/// A key on its way into the arena.
#[derive(Clone, Copy)]
pub(crate) enum Key<'a> {
    /// A position in the callsite's field table.
    Field(usize),
    /// Text that lives as long as the process.
    Static(&'static str),
    /// Any text.
    Inline(&'a str),
}

impl<'a> From<&'a Cow<'static, str>> for Key<'a> {
    fn from(key: &'a Cow<'static, str>) -> Self {
        match key {
            Cow::Borrowed(key) => Self::Static(key),
            Cow::Owned(key) => Self::Inline(key),
        }
    }
}

/// The writer's view of one span: where records about it go.
///
/// Whoever makes one is the strand's writer for as long as it exists (strand rule 1).
#[derive(Clone, Copy)]
pub(crate) struct Pen {
    strand: &'static Strand,
    index: u32,
}

fn address(text: &'static str) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&(text.as_ptr() as u64).to_ne_bytes());
    bytes[8..].copy_from_slice(&(text.len() as u64).to_ne_bytes());
    bytes
}

impl Pen {
    /// # Safety
    /// The caller is the strand's writer for as long as the pen exists.
    pub(crate) unsafe fn new(strand: &'static Strand, index: u32) -> Self {
        Self { strand, index }
    }

    #[inline]
    fn append(self, class: u8, key: u8, pieces: &[&[u8]]) -> bool {
        // SAFETY: we are the writer (promised to `new`).
        unsafe { self.strand.append(self.index, class, key, pieces) }
    }

    fn keyed(self, class: u8, key: Key<'_>, bytes: &[u8]) -> bool {
        match key {
            Key::Field(field) if field < KEY_FIELDS => self.append(class, field as u8, &[bytes]),
            // The macro has no more fields than that; see its check.
            Key::Field(_) => false,
            Key::Static(key) => self.append(class, KEY_STATIC, &[&address(key), bytes]),
            Key::Inline(key) => {
                let key = cut(key, KEY_CAP);
                self.append(class, KEY_INLINE, &[&(key.len() as u16).to_ne_bytes(), key.as_bytes(), bytes])
            }
        }
    }

    /// A tag, or a field of the last log.
    #[inline]
    fn value(self, class: u8, key: Key<'_>, captured: Captured<'_>, cap: usize) -> bool {
        let formatted = |format: &dyn Fn(&mut Text) -> fmt::Result| {
            let mut text = Text::new(cap);
            text.format(format) && self.keyed(class | value::STR, key, text.as_bytes())
        };
        match captured {
            Captured::Bool(v) => self.keyed(class | value::BOOL, key, &[u8::from(v)]),
            Captured::I64(v) => self.keyed(class | value::I64, key, &v.to_ne_bytes()),
            Captured::U64(v) => self.keyed(class | value::U64, key, &v.to_ne_bytes()),
            Captured::F64(v) => self.keyed(class | value::F64, key, &v.to_ne_bytes()),
            Captured::Str(v) => self.keyed(class | value::STR, key, cut(v, cap).as_bytes()),
            Captured::Bytes(v) => self.keyed(class | value::BYTES, key, &v[..v.len().min(cap)]),
            Captured::List(items) => self.keyed(class | value::LIST, key, &list(items, cap)),
            Captured::Display(v) => formatted(&|text| write!(text, "{v}")),
            Captured::Debug(v) => formatted(&|text| write!(text, "{v:?}")),
            Captured::Opaque(name) => formatted(&|text| write!(text, "<{name}>")),
            Captured::Redacted => self.keyed(class | value::STR, key, REDACTED.as_bytes()),
            Captured::Skipped => true,
        }
    }

    /// The arguments and tags of a call, as far as they are wanted.
    #[inline]
    pub(crate) fn arguments(self, site: &Callsite, values: &[Captured<'_>]) {
        match site.state().arguments() {
            Arguments::All => self.fields(values),
            Arguments::None => {}
            Arguments::Listed => self.some_fields(site, values, |_| false),
            Arguments::Scalars => self.some_fields(site, values, |value| {
                !matches!(value, Captured::Display(_) | Captured::Debug(_) | Captured::Opaque(_) | Captured::List(_))
            }),
        }
    }

    /// Those that the attribute lists, and others that are wanted.
    #[cold]
    fn some_fields(self, site: &Callsite, values: &[Captured<'_>], others: impl Fn(&Captured<'_>) -> bool) {
        for (field, (key, value)) in site.fields().iter().zip(values).enumerate() {
            if site.shape().listed.contains(key) || others(value) {
                self.value(TAG, Key::Field(field), *value, value_cap());
            }
        }
    }

    /// Tags whose keys the macro knows: the callsite's fields, in order. What does not fit is left out.
    #[inline]
    fn fields(self, values: &[Captured<'_>]) {
        for (value, field) in values.iter().zip(0..KEY_FIELDS as u8) {
            // The common kinds without a detour.
            let (kind, word) = match *value {
                Captured::U64(v) => (value::U64, v),
                Captured::I64(v) => (value::I64, v as u64),
                Captured::F64(v) => (value::F64, v.to_bits()),
                Captured::Str(text) => {
                    self.append(TAG | value::STR, field, &[cut(text, value_cap()).as_bytes()]);
                    continue;
                }
                other => {
                    self.value(TAG, Key::Field(field.into()), other, value_cap());
                    continue;
                }
            };
            self.append(TAG | kind, field, &[&word.to_ne_bytes()]);
        }
    }

    /// A tag.
    pub(crate) fn tag(self, key: Key<'_>, value: Captured<'_>) {
        // OpenTracing: `error=true` is what marks a span as failed.
        if let (Key::Static("error") | Key::Inline("error"), Captured::Bool(true)) = (key, value) {
            return self.failed();
        }
        self.value(TAG, key, value, text_cap());
    }

    /// A tag whose key is one of the callsite's fields.
    #[inline]
    pub(crate) fn nth_tag(self, field: usize, value: Captured<'_>) {
        let word = match value {
            Captured::Str(text) if field < KEY_FIELDS => {
                self.append(TAG | value::STR, field as u8, &[cut(text, text_cap()).as_bytes()]);
                return;
            }
            Captured::I64(v) if field < KEY_FIELDS => (value::I64, v as u64),
            Captured::U64(v) if field < KEY_FIELDS => (value::U64, v),
            other => {
                self.value(TAG, Key::Field(field), other, text_cap());
                return;
            }
        };
        self.append(TAG | word.0, field as u8, &[&word.1.to_ne_bytes()]);
    }

    /// A log with these fields, now or at a given time.
    pub(crate) fn log<'f>(self, time: Option<SystemTime>, fields: impl IntoIterator<Item = (Key<'f>, &'f Value)>) {
        let opened = match time {
            Some(time) => self.append(LOG | BY_HAND, KEY_NONE, &[&unix_nanos(time).to_ne_bytes()]),
            None => self.append(LOG, KEY_NONE, &[&ticks().to_ne_bytes()]),
        };
        if opened {
            // All are tried: a value that does not fit is no reason to lose the next.
            for (key, value) in fields {
                self.value(FIELD, key, value.into(), text_cap());
            }
        }
    }

    /// One more field of the last log.
    pub(crate) fn log_field(self, key: &'static str, value: Captured<'_>) {
        self.value(FIELD, Key::Static(key), value, text_cap());
    }

    /// The same, with a key that is known only now.
    pub(crate) fn named_log_field(self, key: &str, value: Captured<'_>) {
        self.value(FIELD, Key::Inline(key), value, text_cap());
    }

    /// An error: its type and message become a log, and the span counts as failed.
    pub(crate) fn error(
        self,
        type_name: &'static str,
        message: Captured<'_>,
        source: Option<&(dyn std::error::Error + 'static)>,
    ) {
        let mut text = Text::new(text_cap());
        let shown = match message {
            Captured::Display(v) => text.format(|text| write!(text, "{v}")),
            Captured::Debug(v) => text.format(|text| write!(text, "{v:?}")),
            Captured::Str(v) => text.format(|text| text.write_str(v)),
            _ => true,
        };
        self.append(
            ERROR,
            KEY_NONE,
            &[&ticks().to_ne_bytes(), &address(type_name), if shown { text.as_bytes() } else { b"" }],
        );
        if let Some(source) = source {
            self.chain(source);
        }
    }

    /// The sources of the last error, as one array.
    fn chain(self, first: &(dyn std::error::Error + 'static)) {
        let mut items = [0; TEXT_CAP];
        let mut len = 0;
        let mut next = Some(first);
        for _ in 0..SOURCES {
            let Some(error) = next.take() else { break };
            let mut text = Text::new(text_cap().min(TEXT_CAP.saturating_sub(len + 3)));
            // `source` is users' code as well.
            let shown = text.format(|text| {
                next = error.source();
                write!(text, "{error}")
            });
            let bytes = text.as_bytes();
            if !shown || len + 3 + bytes.len() > TEXT_CAP {
                break;
            }
            items[len] = value::STR;
            items[len + 1..len + 3].copy_from_slice(&(bytes.len() as u16).to_ne_bytes());
            items[len + 3..len + 3 + bytes.len()].copy_from_slice(bytes);
            len += 3 + bytes.len();
        }
        self.append(SOURCE, KEY_NONE, &[&items[..len]]);
    }

    pub(crate) fn failed(self) {
        self.append(FAILED, KEY_NONE, &[]);
    }

    pub(crate) fn name(self, name: &str) {
        self.append(NAME, KEY_NONE, &[cut(name, TEXT_CAP).as_bytes()]);
    }

    pub(crate) fn kind(self, kind: Kind) {
        self.append(KIND, KEY_NONE, &[&[kind as u8]]);
    }

    pub(crate) fn start_time(self, time: SystemTime) {
        self.append(TIME | START, KEY_NONE, &[&unix_nanos(time).to_ne_bytes()]);
    }

    pub(crate) fn end_time(self, time: SystemTime) {
        self.append(TIME | END, KEY_NONE, &[&unix_nanos(time).to_ne_bytes()]);
    }

    pub(crate) fn discard(self) {
        self.append(DISCARD, KEY_NONE, &[]);
    }

    pub(crate) fn reference(self, reference: &Reference) {
        let context = &reference.context;
        let kind = matches!(reference.kind, ReferenceKind::FollowsFrom);
        self.append(
            REFERENCE | u8::from(kind),
            KEY_NONE,
            &[
                &context.trace_id().to_bytes(),
                &context.span_id().to_bytes(),
                &[context.trace_flags(), u8::from(context.is_remote())],
                context.trace_state().unwrap_or("").as_bytes(),
            ],
        );
    }
}

/// Items for [`value::ListRef`], as many as fit.
fn list(items: &[Value], cap: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for item in items {
        let mut scratch = [0; 8];
        let (kind, item): (u8, &[u8]) = match item {
            Value::Bool(v) => {
                scratch[0] = u8::from(*v);
                (value::BOOL, &scratch[..1])
            }
            Value::I64(v) => {
                scratch = v.to_ne_bytes();
                (value::I64, &scratch)
            }
            Value::U64(v) => {
                scratch = v.to_ne_bytes();
                (value::U64, &scratch)
            }
            Value::F64(v) => {
                scratch = v.to_ne_bytes();
                (value::F64, &scratch)
            }
            Value::Str(v) => (value::STR, cut(v, cap).as_bytes()),
            Value::Bytes(v) => (value::BYTES, &v[..v.len().min(cap)]),
            // An array of arrays is nobody's format.
            Value::List(_) => continue,
        };
        if bytes.len() + 3 + item.len() > cap {
            break;
        }
        bytes.push(kind);
        bytes.extend_from_slice(&(item.len() as u16).to_ne_bytes());
        bytes.extend_from_slice(item);
    }
    bytes
}
