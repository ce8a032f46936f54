//! The key-values of a record, as owned fields: their keys may be any text.

use std::borrow::Cow;

use log::{
    Record,
    kv::{Error as Stop, Key, Value as Given, VisitSource, VisitValue},
};
use traced_runtime::{Value, bridge};

pub(crate) type Field = (Cow<'static, str>, Value);

/// Adds them. A source that stops half-way has given what it gave.
pub(crate) fn add(fields: &mut Vec<Field>, record: &Record<'_>) {
    let _ = record.key_values().visit(&mut Fields(fields));
}

struct Fields<'f>(&'f mut Vec<Field>);

impl<'kvs> VisitSource<'kvs> for Fields<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Given<'kvs>) -> Result<(), Stop> {
        let mut typed = Typed(None);
        if bridge::looks_secret(key.as_str()) {
            typed.0 = Some("[redacted]".into());
        } else {
            value.visit(&mut typed)?;
        }
        if let Some(value) = typed.0 {
            let key = key.to_static_str().map_or_else(|| Cow::Owned(key.as_str().to_owned()), Cow::Borrowed);
            self.0.push((key, value));
        }
        Ok(())
    }
}

/// A value by its type; what has none of ours is shown.
struct Typed(Option<Value>);

impl VisitValue<'_> for &mut Typed {
    fn visit_any(&mut self, value: Given<'_>) -> Result<(), Stop> {
        self.0 = bridge::text(format_args!("{value}")).map(Value::from);
        Ok(())
    }

    fn visit_null(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn visit_u64(&mut self, value: u64) -> Result<(), Stop> {
        self.0 = Some(value.into());
        Ok(())
    }

    fn visit_i64(&mut self, value: i64) -> Result<(), Stop> {
        self.0 = Some(value.into());
        Ok(())
    }

    fn visit_f64(&mut self, value: f64) -> Result<(), Stop> {
        self.0 = Some(value.into());
        Ok(())
    }

    fn visit_bool(&mut self, value: bool) -> Result<(), Stop> {
        self.0 = Some(value.into());
        Ok(())
    }

    fn visit_str(&mut self, value: &str) -> Result<(), Stop> {
        self.0 = Some(value.to_owned().into());
        Ok(())
    }
}
