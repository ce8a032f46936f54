//! The logs of errors and panics to exceptions, each with those that it came from.

use traced_encode::json::{self, hex64};
use traced_runtime::{
    ListRef, SpanId, ValueRef,
    export::{LogView, SpanView},
};

use super::{
    ids::{derived, id},
    sheet::{Section, Sheet},
    stack::{Frame, frames},
    value::{close, named, number, text},
};

/// What the log of an error or a panic tells an exception.
#[derive(Clone, Copy, Default)]
pub(super) struct Told<'a> {
    kind: Option<&'a str>,
    message: Option<&'a str>,
    chain: Option<ListRef<'a>>,
    stack: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u64>,
}

impl<'a> Told<'a> {
    /// Of a log that is about an error.
    pub(super) fn of(log: LogView<'a>) -> Option<Self> {
        if log.event() != Some("error") {
            return None;
        }
        let mut told = Told::default();
        log.fields().for_each(|(key, value)| match (key, value) {
            ("error.kind", ValueRef::Str(v)) => told.kind = Some(v),
            ("message", ValueRef::Str(v)) => told.message = Some(v),
            ("error.chain", ValueRef::List(v)) if v.iter().all(|item| matches!(item, ValueRef::Str(_))) => {
                told.chain = Some(v);
            }
            ("stack", ValueRef::Str(v)) if frames(v).next().is_some() => told.stack = Some(v),
            ("code.filepath", ValueRef::Str(v)) => told.file = Some(v),
            ("code.lineno", ValueRef::U64(v)) => told.line = Some(v),
            _ => {}
        });
        Some(told)
    }

    /// Whether a field of the log is all in the exception. What a stack is told of no place is.
    pub(super) fn tells(&self, key: &str, value: ValueRef<'_>) -> bool {
        match (key, value) {
            ("event", _) => true,
            ("error.kind", ValueRef::Str(v)) => self.kind == Some(v),
            ("message", ValueRef::Str(v)) => self.message == Some(v),
            ("error.chain", ValueRef::List(v)) => self.chain.is_some_and(|chain| chain == v),
            ("stack", ValueRef::Str(v)) => self.stack == Some(v),
            ("code.filepath", ValueRef::Str(v)) => self.stack.is_none() && self.file == Some(v),
            ("code.lineno", ValueRef::U64(v)) => self.stack.is_none() && self.file.is_some() && self.line == Some(v),
            _ => false,
        }
    }

    /// The exceptions that it takes: itself, and what it came from.
    pub(super) fn exceptions(&self) -> u64 {
        1 + self.chain.map_or(0, |chain| chain.iter().count() as u64)
    }

    fn write(&self, out: &mut Vec<u8>, own: SpanId, next: Option<SpanId>, remote: bool) {
        out.push(b'{');
        id(out, "id", own);
        if let Some(kind) = self.kind {
            text(out, "type", kind);
        }
        if let Some(message) = self.message {
            text(out, "message", message);
        }
        finish(out, next, remote);
        if let Some(stack) = self.stack {
            list(out, frames(stack));
        } else if let Some(file) = self.file {
            out.extend_from_slice(b"\"stack\":[{");
            text(out, "path", file);
            if let Some(line) = self.line {
                number(out, "line", line);
            }
            close(out, b'}');
            out.extend_from_slice(b"],");
        }
        close(out, b'}');
    }
}

fn list<'a>(out: &mut Vec<u8>, frames: impl Iterator<Item = Frame<'a>>) {
    out.extend_from_slice(b"\"stack\":[");
    for Frame { label, place } in frames {
        out.push(b'{');
        text(out, "label", label);
        if let Some((file, line)) = place {
            text(out, "path", file);
            number(out, "line", line);
        }
        close(out, b'}');
        out.push(b',');
    }
    close(out, b']');
    out.push(b',');
}

/// What every exception has behind its message.
fn finish(out: &mut Vec<u8>, next: Option<SpanId>, remote: bool) {
    if remote {
        out.extend_from_slice(b"\"remote\":true,");
    }
    if let Some(next) = next {
        named(out, "cause");
        out.push(b'"');
        out.extend_from_slice(&hex64(next.number()));
        out.extend_from_slice(b"\",");
    }
}

/// All exceptions of a span; `remote`: whether they happened on the other side of a call.
pub(super) fn cause(sheet: &mut Sheet, view: SpanView<'_>, remote: bool) {
    let mut number = 0;
    for told in view.logs().filter_map(Told::of) {
        let last = number + told.exceptions() - 1;
        let exception = |number: u64| derived(view.span_id(), number);
        let next = |number: u64| (number < last).then(|| exception(number + 1));
        sheet.piece(Section::Exceptions, |out| told.write(out, exception(number), next(number), remote));
        for source in told.chain.iter().flat_map(ListRef::iter) {
            number += 1;
            let ValueRef::Str(message) = source else { continue };
            sheet.piece(Section::Exceptions, |out| {
                out.push(b'{');
                id(out, "id", exception(number));
                named(out, "message");
                json::string(out, message);
                out.push(b',');
                finish(out, next(number), remote);
                close(out, b'}');
            });
        }
        number += 1;
    }
}
