//! Bytes as Apache's own reader reads them, put together by the numbers in `jaeger.thrift`.

use std::io::Cursor;

use serde_json::{Map, Value as Json, json};
use thrift::protocol::{TBinaryInputProtocol, TCompactInputProtocol, TInputProtocol, TMessageType, TType};

use crate::plain;

/// The batch of a body, which has nothing behind it.
#[track_caller]
pub fn body(bytes: &[u8]) -> Json {
    let mut cursor = Cursor::new(bytes);
    let batch = read(&mut TBinaryInputProtocol::new(&mut cursor, true), "Batch");
    assert_eq!(cursor.position(), bytes.len() as u64);
    batch
}

/// The number and the batch of a datagram, which has nothing behind it.
#[track_caller]
pub fn datagram(bytes: &[u8]) -> (i32, Json) {
    let mut cursor = Cursor::new(bytes);
    let mut protocol = TCompactInputProtocol::new(&mut cursor);
    let message = protocol.read_message_begin().unwrap();
    assert_eq!((&*message.name, message.message_type), ("emitBatch", TMessageType::OneWay));
    let mut arguments = read(&mut protocol, "emitBatch_args");
    protocol.read_message_end().unwrap();
    drop(protocol);
    assert_eq!(cursor.position(), bytes.len() as u64);
    (message.sequence_number, arguments["batch"].take())
}

/// The fields of a struct by their numbers: name, type, and the struct in it or the structs of which it is a list.
fn fields(of: &str) -> &'static [(&'static str, TType, &'static str)] {
    match of {
        "emitBatch_args" => &[("batch", TType::Struct, "Batch")],
        "Batch" => &[("process", TType::Struct, "Process"), ("spans", TType::List, "Span")],
        "Process" => &[("serviceName", TType::String, ""), ("tags", TType::List, "Tag")],
        "Span" => &[
            ("traceIdLow", TType::I64, ""),
            ("traceIdHigh", TType::I64, ""),
            ("spanId", TType::I64, ""),
            ("parentSpanId", TType::I64, ""),
            ("operationName", TType::String, ""),
            ("references", TType::List, "SpanRef"),
            ("flags", TType::I32, ""),
            ("startTime", TType::I64, ""),
            ("duration", TType::I64, ""),
            ("tags", TType::List, "Tag"),
            ("logs", TType::List, "Log"),
        ],
        "SpanRef" => &[
            ("refType", TType::I32, ""),
            ("traceIdLow", TType::I64, ""),
            ("traceIdHigh", TType::I64, ""),
            ("spanId", TType::I64, ""),
        ],
        "Log" => &[("timestamp", TType::I64, ""), ("fields", TType::List, "Tag")],
        "Tag" => &[
            ("key", TType::String, ""),
            ("vType", TType::I32, ""),
            ("vStr", TType::String, ""),
            ("vDouble", TType::Double, ""),
            ("vBool", TType::Bool, ""),
            ("vLong", TType::I64, ""),
            ("vBinary", TType::String, "bytes"),
        ],
        other => panic!("{other}"),
    }
}

fn read(protocol: &mut dyn TInputProtocol, of: &str) -> Json {
    let mut found = Map::new();
    protocol.read_struct_begin().unwrap();
    loop {
        let field = protocol.read_field_begin().unwrap();
        let Some(id) = field.id.filter(|_| field.field_type != TType::Stop) else { break };
        let (name, kind, inner) = fields(of)[usize::try_from(id).unwrap() - 1];
        assert_eq!(field.field_type, kind, "{of}.{name}");
        let value = match kind {
            TType::Struct => read(protocol, inner),
            TType::List => {
                let list = protocol.read_list_begin().unwrap();
                assert_eq!(list.element_type, TType::Struct);
                (0..list.size).map(|_| read(protocol, inner)).collect()
            }
            TType::I32 => json!(protocol.read_i32().unwrap()),
            TType::I64 => json!(protocol.read_i64().unwrap()),
            TType::Bool => json!(protocol.read_bool().unwrap()),
            TType::Double => json!(format!("{:016x}", protocol.read_double().unwrap().to_bits())),
            _ if inner == "bytes" => plain::hex(&protocol.read_bytes().unwrap()).into(),
            _ => json!(protocol.read_string().unwrap()),
        };
        assert_eq!(found.insert(name.to_owned(), value), None, "{of}.{name} stands twice");
        protocol.read_field_end().unwrap();
    }
    protocol.read_struct_end().unwrap();
    Json::Object(found)
}
