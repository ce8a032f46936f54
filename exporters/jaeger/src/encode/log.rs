//! Logs to `Log`, field by field: Jaeger's are OpenTracing's.
#![expect(clippy::cast_possible_wrap, reason = "microseconds since 1970 have 54 bits")]

use traced_runtime::export::LogView;

use super::tags::tag;
use crate::thrift::Thrift;

/// `Log`'s fields.
const TIMESTAMP: u8 = 1;
const FIELDS: u8 = 2;

/// A `Log`.
pub(super) fn log<T: Thrift>(out: &mut Vec<u8>, log: LogView<'_>) {
    T::i64(out, 0, TIMESTAMP, (log.unix_nanos() / 1000) as i64);
    T::counted(out, TIMESTAMP, FIELDS, |out| {
        let mut fields = 0;
        for (key, value) in log.fields() {
            tag::<T>(out, key, value);
            fields += 1;
        }
        fields
    });
    T::stop(out);
}
