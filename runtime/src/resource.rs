//! What all spans of a process have in common: the service's name, its version, and so on (OpenTelemetry Resource).

use std::borrow::Cow;

use crate::value::Value;

/// Attributes of the process that makes the spans. Each key stands once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    attributes: Vec<(Cow<'static, str>, Value)>,
}

impl Resource {
    /// The attributes, in the order in which their keys were first set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.attributes.iter().map(|(key, value)| (&**key, value))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.iter().find(|(k, _)| *k == key).map(|(_, value)| value)
    }

    /// Sets an attribute; the last value of a key wins.
    pub fn set(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        let (key, value) = (key.into(), value.into());
        match self.attributes.iter_mut().find(|(k, _)| *k == key) {
            Some(attribute) => attribute.1 = value,
            None => self.attributes.push((key, value)),
        }
    }
}

#[cfg(test)]
mod tests;
