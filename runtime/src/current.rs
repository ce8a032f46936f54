//! `current()`: the span that is current on this thread, whoever made it.

use std::{borrow::Cow, error::Error, marker::PhantomData, sync::Arc};

use crate::{
    context::{Extras, SpanContext},
    cursor,
    id::SpanId,
    pipeline,
    reference::AsContext,
    scope,
    span_fields::{own, write_error},
    strand::EXPLICIT,
    value::Value,
    write::{Key, Pen},
};

/// The span that is current at each call of a method. Where none is, they do nothing.
///
/// ```
/// traced_runtime::current().tag("rows", 3).log([("event", "cache-miss")]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Current {
    _this_thread: PhantomData<*const ()>,
}

/// The current span. Cheap; nothing is looked up before a method is called.
pub fn current() -> Current {
    Current { _this_thread: PhantomData }
}

impl Current {
    pub(crate) fn write(self, write: impl FnOnce(Pen)) -> Self {
        let cursor = cursor::get();
        if let Some(strand) = cursor.strand.filter(|strand| strand.is_recorded()) {
            // SAFETY: the strand under the cursor is ours to write (cursor rule 1).
            write(unsafe { Pen::new(strand, cursor.index()) });
        }
        self
    }

    /// Its context; [`SpanContext::none`] where no span is current.
    pub fn context(self) -> SpanContext {
        let cursor = cursor::get();
        cursor.strand.map_or(SpanContext::none(), |strand| strand.context(cursor.index()))
    }

    pub(crate) fn span_id(self) -> SpanId {
        let cursor = cursor::get();
        cursor.strand.map_or(SpanId::INVALID, |strand| strand.span_id(cursor.index()))
    }

    /// Whether a span is current and recorded.
    pub fn is_recording(self) -> bool {
        cursor::get().strand.is_some_and(crate::strand::Strand::is_recorded)
    }

    /// Sets a tag; the last value of a key wins.
    pub fn tag(self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        let (key, value) = (key.into(), value.into());
        self.write(|pen| pen.tag((&key).into(), (&value).into()))
    }

    /// Adds a log with these fields, now.
    pub fn log<K: Into<Cow<'static, str>>, V: Into<Value>>(self, fields: impl IntoIterator<Item = (K, V)>) -> Self {
        if !self.is_recording() {
            return self;
        }
        let fields = own(fields);
        self.write(|pen| pen.log(None, fields.iter().map(|(key, value)| (Key::from(key), value))))
    }

    /// Records an error, with its sources: a log, and the span counts as failed.
    pub fn record_error<E: Error + ?Sized>(self, error: &E) -> Self {
        self.write(|pen| write_error(pen, error))
    }

    /// Changes the operation name.
    pub fn set_name(self, name: impl AsRef<str>) -> Self {
        self.write(|pen| pen.name(name.as_ref()))
    }

    /// Sets a baggage item, which this span's future children will see, here and in other processes.
    pub fn set_baggage_item(self, key: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let cursor = cursor::get();
        let Some(current) = cursor.strand else { return self };
        let mut extras = current.extras().as_deref().cloned().unwrap_or_default();
        extras.baggage = extras.baggage.with(key.as_ref(), value.as_ref());
        // A strand has one baggage: the rest of this span runs in a strand of its own, below it.
        let mut origin = current.origin(cursor.index());
        origin.extras = Some(Arc::<Extras>::new(extras));
        if let Some(strand) = pipeline::begin(origin) {
            if cursor.is_anchored() {
                strand.set_flags(current.flags() & EXPLICIT);
            }
            scope::enter_implicitly(strand);
        }
        self
    }

    /// A baggage item.
    pub fn baggage_item(self, key: &str) -> Option<String> {
        self.context().baggage().get(key).map(str::to_owned)
    }
}

impl AsContext for Current {
    fn as_context(&self) -> Option<SpanContext> {
        Some(self.context()).filter(SpanContext::is_valid)
    }
}
