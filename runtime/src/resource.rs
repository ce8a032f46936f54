//! What all spans of a process have in common: the service's name, its version, and so on (OpenTelemetry Resource).

mod detected;

use std::borrow::Cow;

use crate::value::Value;

/// Attributes of the process that makes the spans. Each key stands once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    attributes: Vec<Attribute>,
}

#[derive(Clone, Debug, PartialEq)]
struct Attribute {
    key: Cow<'static, str>,
    value: Value,
    /// Nobody has said so; it was found out.
    detected: bool,
}

impl Resource {
    /// The attributes, in the order in which their keys were first set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.attributes.iter().map(|attribute| (&*attribute.key, &attribute.value))
    }

    /// Those that the program or the environment has set, without those that were found out about the process and its host: for formats that
    /// repeat them with every span.
    pub fn given(&self) -> impl Iterator<Item = (&str, &Value)> {
        let given = self.attributes.iter().filter(|attribute| !attribute.detected);
        given.map(|attribute| (&*attribute.key, &attribute.value))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.iter().find(|(k, _)| *k == key).map(|(_, value)| value)
    }

    /// Sets an attribute; the last value of a key wins.
    pub fn set(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        self.put(Attribute { key: key.into(), value: value.into(), detected: false });
    }

    /// Sets all attributes of another.
    pub(crate) fn extend(&mut self, other: Resource) {
        other.attributes.into_iter().for_each(|attribute| self.put(attribute));
    }

    fn put(&mut self, new: Attribute) {
        match self.attributes.iter_mut().find(|attribute| attribute.key == new.key) {
            Some(attribute) => *attribute = new,
            None => self.attributes.push(new),
        }
    }
}

#[cfg(test)]
mod tests;
