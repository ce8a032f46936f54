//! One record as a log: `event` (the message), `level`, `target`, the place in the code, and the key-values.

use log::{Level, Record};
use traced_runtime::bridge::{self, Captured, Here, Writer};

/// Writes it to the current span, if there is one.
pub(crate) fn write(record: &Record<'_>, errors_fail: bool) {
    if bridge::here() != Here::Span || !traced_runtime::current().is_recording() {
        return;
    }
    let write_all = |writer: &Writer<'_>| {
        writer.field("level", Captured::Str(record.level().as_str()));
        writer.field("target", Captured::Str(record.target()));
        if let Some(file) = record.file() {
            writer.field("code.filepath", Captured::Str(file));
        }
        if let Some(line) = record.line() {
            writer.field("code.lineno", Captured::U64(line.into()));
        }
        if errors_fail && record.level() == Level::Error {
            writer.failed();
        }
    };
    #[cfg(feature = "kv")]
    if record.key_values().count() > 0 {
        // Shown before the writer is taken: it is one thing at a time that is written.
        let mut fields = Vec::new();
        fields.extend(bridge::text(*record.args()).map(|event| ("event".into(), event.into())));
        crate::pairs::add(&mut fields, record);
        bridge::on_current(|writer| {
            writer.log(&fields);
            write_all(writer);
        });
        return;
    }
    bridge::on_current(|writer| {
        writer.log(&[]);
        writer.field("event", Captured::Display(record.args()));
        write_all(writer);
    });
}
