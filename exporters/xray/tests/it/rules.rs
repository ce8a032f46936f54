//! What every datagram obeys: the header, one document, and the rules of X-Ray's documentation, as a schema and where it has no words for them.

use std::{collections::BTreeSet, fmt, sync::OnceLock};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

/// X-Ray Developer Guide, "Sending segment documents to the X-Ray daemon"; blanks mean nothing in JSON.
const HEADER: &[u8] = b"{\"format\":\"json\",\"version\":1}\n";

/// JSON in which no key stands twice.
struct Strict(Json);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Strict)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, v: bool) -> Result<Json, E> {
        Ok(v.into())
    }

    fn visit_i64<E>(self, v: i64) -> Result<Json, E> {
        Ok(v.into())
    }

    fn visit_u64<E>(self, v: u64) -> Result<Json, E> {
        Ok(v.into())
    }

    fn visit_f64<E>(self, v: f64) -> Result<Json, E> {
        Ok(v.into())
    }

    fn visit_str<E>(self, v: &str) -> Result<Json, E> {
        Ok(v.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some((key, Strict(value))) = members.next_entry::<String, Strict>()? {
            assert_eq!(object.insert(key.clone(), value), None, "{key:?} stands twice");
        }
        Ok(object.into())
    }
}

/// The document of a datagram that obeys all rules.
#[track_caller]
pub fn checked(datagram: &[u8]) -> Json {
    assert!(datagram.len() <= 65_507, "{} bytes", datagram.len());
    let document = datagram.strip_prefix(HEADER).expect("the header is in front");
    checked_document(std::str::from_utf8(document).expect("it is text"))
}

/// A document that obeys all rules.
#[track_caller]
pub fn checked_document(text: &str) -> Json {
    assert!(!text.contains('\n'), "the daemon reads lines");
    let Strict(document) = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    check(&document);
    document
}

/// The documents of datagrams that stand one behind the other.
#[track_caller]
pub fn all(bytes: &[u8]) -> Vec<Json> {
    datagrams(bytes).into_iter().map(checked).collect()
}

/// Datagrams that stand one behind the other; the header is in no document, which has no ends of lines.
pub fn datagrams(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut datagrams = Vec::new();
    while !bytes.is_empty() {
        let from = HEADER.len();
        let next = bytes[from..].windows(HEADER.len()).position(|window| window == HEADER);
        let (datagram, rest) = bytes.split_at(next.map_or(bytes.len(), |at| from + at));
        datagrams.push(datagram);
        bytes = rest;
    }
    datagrams
}

#[track_caller]
fn check(document: &Json) {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| {
        let text = include_str!("schema.json");
        jsonschema::draft4::new(&serde_json::from_str(text).unwrap()).unwrap()
    });
    let errors: Vec<_> =
        schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?} in {document:#}");
    let name = document["name"].as_str().unwrap();
    // AWS's own schema lists the letters of the first plane.
    assert!(name.chars().all(|c| u32::from(c) < 0x1_0000), "{name}");
    assert!(document["end_time"].as_f64() >= document["start_time"].as_f64(), "{document:#}");
    causes(document);
}

/// Ids of exceptions are their own, and what is named as a cause is there or in a further document.
fn causes(document: &Json) {
    let Some(exceptions) = document["cause"]["exceptions"].as_array() else { return };
    let mut ids: BTreeSet<_> = exceptions.iter().map(|exception| exception["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), exceptions.len());
    assert!(ids.insert(document["id"].as_str().unwrap()), "an exception has the span's id");
    let continued = !document["metadata"]["traced"]["continued_in"].is_null();
    for cause in exceptions.iter().filter_map(|exception| exception["cause"].as_str()) {
        assert!(ids.contains(cause) || continued, "{document:#}");
    }
}

/// The rules notice what breaks them.
#[test]
fn documents_that_break_rules_are_found() {
    let fine = serde_json::json!({
        "name": "a", "id": "00000000000000ab", "trace_id": "1-58406520-a006649127e371903a2de979", "start_time": 1.5, "end_time": 2.0,
    });
    check(&fine);
    for (key, value) in [
        ("name", "a!".into()),
        ("name", "".into()),
        ("name", "x".repeat(201).into()),
        ("name", "\u{10400}".into()),
        ("id", "AB".into()),
        ("trace_id", "0af7651916cd43dd8448eb211c80319c".into()),
        ("start_time", "1.5".into()),
        ("start_time", 2.5.into()),
        ("type", "subsegment".into()),
        ("in_progress", true.into()),
        ("annotations", serde_json::json!({"a.b": 1})),
        ("annotations", serde_json::json!({"a": [1]})),
        ("annotations", serde_json::json!({"a": "x".repeat(1001)})),
        ("metadata", serde_json::json!({"a": 1})),
        ("http", serde_json::json!({"request": {"url": "x".repeat(251)}})),
        ("cause", serde_json::json!({"exceptions": [{"message": "no id"}]})),
    ] {
        let mut broken = fine.clone();
        broken[key] = value;
        assert!(std::panic::catch_unwind(|| check(&broken)).is_err(), "{broken:#}");
    }
    let twice = "{\"a\":1,\"a\":2}";
    assert!(std::panic::catch_unwind(|| serde_json::from_str::<Strict>(twice).is_ok()).is_err());
}
