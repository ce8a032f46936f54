//! How much is kept of values, where something else is installed than the default: between two characters, wherever they come from.

use std::{error::Error, fmt, time::Duration};

use traced::{Value, builder, current, export::Memory, traced};

#[derive(Debug)]
struct Long;

impl fmt::Display for Long {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&"é".repeat(3000))
    }
}

impl Error for Long {}

#[traced]
fn call(text: &str, bytes: &[u8], shown: &[u32]) -> Result<(), Long> {
    let _ = (bytes, shown);
    let owned = || text.to_owned();
    current().tag("by_hand", owned()).log([("event", "x".to_owned()), ("field", owned())]);
    Err(Long)
}

#[test]
fn values_are_as_long_as_it_was_said() {
    let memory = Memory::new();
    let builder = builder().exporter(memory.clone()).longest_value(9).longest_text(5000);
    let tracing = builder.install().unwrap();
    let text = "é".repeat(3000);
    call(&text, &[7; 3000], &[1, 2, 3, 4, 5, 6]).unwrap_err();
    tracing.flush(Duration::from_secs(60)).unwrap();
    let spans = memory.take();
    let tag = |key: &str| spans[0].tag(key).unwrap().clone();
    assert_eq!(tag("text"), Value::from("éééé"), "nine bytes would end within a character");
    assert_eq!(tag("bytes"), Value::Bytes(vec![7; 9]));
    assert_eq!(tag("shown"), Value::from("[1, 2, 3,"));
    // As long as it gets: 1024 bytes, whatever was asked for.
    let most = Value::from("é".repeat(512));
    assert_eq!(tag("by_hand"), most);
    assert_eq!(spans[0].log("x").unwrap().field("field"), Some(&most));
    assert_eq!(spans[0].log("error").unwrap().field("message"), Some(&most));
}
