//! The spans in files of OTLP's JSON, by trace.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value as Json;

use crate::trees::Seen;

/// A span as it stands in the file, and the attributes of its process.
#[derive(Debug)]
pub struct Line {
    pub span: Json,
    pub resource: Vec<Json>,
    pub scope: Json,
}

/// What four services have written into a folder. A file that is not there is one too few.
pub fn read(folder: &Path) -> BTreeMap<String, Vec<Line>> {
    let mut traces = BTreeMap::<_, Vec<_>>::new();
    for service in ["client", "gateway", "stock", "worker"] {
        let path = folder.join(service).with_extension("jsonl");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for line in text.lines() {
            let request: Json = serde_json::from_str(line).expect("each line is a request");
            for line in spans(&request) {
                traces.entry(text_of(&line.span["traceId"])).or_default().push(line);
            }
        }
    }
    traces
}

/// The spans of a request.
pub fn spans(request: &Json) -> Vec<Line> {
    let mut lines = Vec::new();
    for part in list(&request["resourceSpans"]) {
        let resource = list(&part["resource"]["attributes"]);
        for scope in list(&part["scopeSpans"]) {
            let line =
                |span: &Json| Line { span: span.clone(), resource: resource.to_vec(), scope: scope["scope"].clone() };
            lines.extend(list(&scope["spans"]).iter().map(line));
        }
    }
    lines
}

/// What is not there has no items.
pub fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

pub fn text_of(json: &Json) -> String {
    json.as_str().unwrap_or_else(|| panic!("{json} is no text")).to_owned()
}

pub fn nanos(json: &Json) -> u64 {
    text_of(json).parse().expect("a number")
}

/// The value of an attribute as text.
pub fn shown(attribute: &Json) -> String {
    let (kind, value) = attribute["value"].as_object().and_then(|value| value.iter().next()).expect("a value");
    match (kind.as_str(), value) {
        ("stringValue" | "intValue", Json::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}

impl Line {
    pub fn attributes(&self) -> BTreeMap<String, String> {
        list(&self.span["attributes"]).iter().map(|one| (text_of(&one["key"]), shown(one))).collect()
    }

    pub fn service(&self) -> String {
        let named = self.resource.iter().find(|attribute| attribute["key"] == "service.name");
        shown(named.expect("each process has a name"))
    }

    /// OTLP's numbers (`SpanKind`), in words; empty for what is internal.
    pub fn kind(&self) -> &'static str {
        match self.span["kind"].as_u64() {
            Some(1) => "",
            Some(2) => "server",
            Some(3) => "client",
            Some(4) => "producer",
            Some(5) => "consumer",
            other => panic!("{other:?} is no kind"),
        }
    }

    pub fn seen(&self) -> Seen {
        let mut tags = self.attributes();
        let failed = if self.span["status"]["code"] == 2 { "errored" } else { "" };
        Seen {
            id: text_of(&self.span["spanId"]),
            parent: self.span.get("parentSpanId").map(text_of),
            service: self.service(),
            name: text_of(&self.span["name"]),
            kind: self.kind().to_owned(),
            start: nanos(&self.span["startTimeUnixNano"]),
            outcome: tags.remove("traced.outcome").unwrap_or_else(|| failed.to_owned()),
            tags,
        }
    }
}
