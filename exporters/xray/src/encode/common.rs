//! What all segments of a process have in common.

use traced_encode::json;
use traced_runtime::{Value, export::Resource};

use super::{
    aws, name,
    value::{close, named, owned, text},
};

const SERVICE: &str = "service.name";

#[derive(Debug, Default, PartialEq)]
pub(super) struct Common {
    /// The name of its segments, if the service has one.
    pub(super) name: Option<String>,
    /// The members `origin` and `service`, with commas.
    pub(super) members: Vec<u8>,
    /// Members of the block `aws`, with commas.
    pub(super) aws: Vec<u8>,
    /// The resource's attributes, each with its key.
    pub(super) attributes: Vec<Vec<u8>>,
}

impl Common {
    pub(super) fn of(resource: &Resource) -> Self {
        let service = resource.get(SERVICE).and_then(Value::as_str).filter(|name| !name.is_empty());
        let mut common = Common {
            name: service.map(|service| name::clean(service).into_owned()),
            aws: aws::process(resource),
            ..Common::default()
        };
        if let Some(origin) = aws::origin(resource) {
            text(&mut common.members, "origin", origin);
        }
        if let Some(version) = resource.get("service.version").and_then(Value::as_str) {
            named(&mut common.members, "service");
            common.members.push(b'{');
            text(&mut common.members, "version", version);
            close(&mut common.members, b'}');
            common.members.push(b',');
        }
        common.attributes = resource.iter().map(|(key, value)| attribute(key, value)).collect();
        common
    }
}

fn attribute(key: &str, value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    json::string(&mut out, key);
    out.push(b':');
    owned(&mut out, value);
    out
}
