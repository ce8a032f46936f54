//! What one span may hold: 128 tags and as many logs and references, values and keys up to a length. What is cut is counted.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use traced::{Span, Value, current, testing::capture, traced};

#[test]
fn tags_logs_and_references_stop_at_128() {
    let run = capture(|| {
        let other = Span::builder("other").start();
        let mut builder = Span::builder("full");
        for _ in 0..130 {
            builder = builder.follows_from(&other);
        }
        let span = builder.start();
        for n in 0..200 {
            span.set_tag(format!("k{n}"), n);
            span.log([("event", format!("e{n}")), ("n", n.to_string())]);
        }
        span.finish();
    });
    let span = run.span("full");
    assert_eq!((span.tags.len(), span.logs.len(), span.references.len()), (128, 128, 128));
    assert_eq!(span.tag("k127"), Some(&Value::I64(127)));
    assert_eq!(span.logs[127].field("n"), Some(&Value::from("127")));
    assert!(span.logs.iter().all(|log| log.fields.len() == 2), "fields of logs that were cut go with them");
}

#[test]
fn the_last_write_wins_however_often() {
    let run = capture(|| {
        let span = Span::builder("x").start();
        for n in 0..1000 {
            span.set_tag("number", n).set_tag(String::from("owned"), n);
            span.set_tag("text", format!("{n:05}"));
        }
        span.finish();
    });
    let span = run.span("x");
    assert_eq!((span.tag("number"), span.tag("owned")), (Some(&Value::I64(999)), Some(&Value::I64(999))));
    assert_eq!(span.tag("text"), Some(&Value::from("00999")));
    assert_eq!(span.tags.len(), 3);
}

#[test]
fn they_hold_across_threads_and_scopes() {
    let run = capture(|| {
        let span = Span::builder("full").start();
        for _ in 0..3 {
            let _scope = span.enter();
            for n in 0..100 {
                current().tag(format!("k{n}"), n).log([("event", "x")]);
            }
        }
        span.finish();
    });
    let span = run.span("full");
    // Keys that are set again do not count twice.
    assert_eq!((span.tags.len(), span.logs.len()), (100, 128));
}

#[test]
fn text_is_cut_between_characters() {
    let long = "é".repeat(4000);
    let run = capture(|| {
        Span::builder(long.clone())
            .tag("text", long.clone())
            .tag("bytes", vec![7_u8; 5000])
            .start()
            .set_tag(long.clone(), 1);
    });
    let span = &run.spans()[0];
    assert_eq!((span.name.len(), &span.name[..4]), (1024, "éé"));
    let Some(Value::Str(text)) = span.tag("text") else { panic!("no text") };
    assert_eq!((text.len(), text.chars().all(|c| c == 'é')), (1024, true));
    assert_eq!(span.tag("bytes"), Some(&Value::Bytes(vec![7; 1024])));
    assert_eq!(span.tag(&"é".repeat(64)), Some(&Value::I64(1)), "keys are cut at 128 bytes");
}

#[test]
fn an_odd_byte_does_not_split_a_character() {
    let run = capture(|| {
        Span::builder("x").tag("k", format!("a{}", "é".repeat(600))).start();
    });
    let Some(Value::Str(text)) = run.span("x").tag("k") else { panic!("no text") };
    assert_eq!(text.len(), 1023);
}

#[traced]
fn shows(value: impl fmt::Debug) {
    drop(value);
}

#[test]
fn arguments_are_cut_at_256_bytes_and_formatting_stops_there() {
    struct Endless(Arc<Mutex<u32>>);
    impl fmt::Debug for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            // An error, which it ignores, is all it is told.
            loop {
                let _ = f.write_str("0123456789");
                *self.0.lock().unwrap() += 1;
            }
        }
    }
    let writes = Arc::new(Mutex::new(0));
    let shared = Arc::clone(&writes);
    let run = capture(move || {
        shows(Endless(shared));
        shows("x".repeat(300));
        shows(vec![1.5; 1000]);
    });
    let values: Vec<_> = run.spans().iter().map(|span| span.tag("value").unwrap().to_string()).collect();
    assert_eq!(values[0], "0123456789".repeat(26)[..256]);
    assert!(*writes.lock().unwrap() < 200);
    assert!(values[1].len() <= 256 && values[2].starts_with("[1.5, 1.5") && values[2].len() == 256);
}

#[test]
fn lists_keep_what_fits() {
    let run = capture(|| {
        let list: Vec<Value> = (0..1000).map(|n| Value::from(i64::from(n))).collect();
        Span::builder("x")
            .tag(
                "short",
                vec![
                    Value::from(true),
                    Value::from("é"),
                    Value::from(-1),
                    Value::from(0.5),
                    Value::Bytes(vec![0, 255]),
                ],
            )
            .tag("nested", vec![Value::List(vec![Value::from(1)]), Value::from(2)])
            .tag("empty", Vec::<Value>::new())
            .tag("long", list)
            .start();
    });
    let span = run.span("x");
    let short =
        vec![Value::from(true), Value::from("é"), Value::from(-1), Value::from(0.5), Value::Bytes(vec![0, 255])];
    assert_eq!(span.tag("short"), Some(&Value::List(short)));
    assert_eq!(span.tag("nested"), Some(&Value::List(vec![Value::from(2)])), "arrays of arrays are nobody's format");
    assert_eq!(span.tag("empty"), Some(&Value::List(Vec::new())));
    let Some(Value::List(long)) = span.tag("long") else { panic!("no list") };
    assert_eq!(long[..3], [Value::from(0), Value::from(1), Value::from(2)]);
    assert!(long.len() < 1000);
}

#[test]
fn deep_and_wide_traces_are_whole() {
    #[traced]
    fn down(n: u32) {
        if n > 0 {
            down(n - 1);
        }
    }
    #[traced]
    fn wide() {
        (0..1000).for_each(|_| down(0));
    }
    let run = capture(|| {
        down(500);
        wide();
    });
    assert_eq!(run.spans().len(), 501 + 1001);
    assert_eq!(run.tree().lines().map(|line| line.len() - line.trim_start().len()).max(), Some(2 * 500));
    let wide = run.span("wide").context.span_id();
    assert_eq!(run.spans().iter().filter(|span| span.parent_id == Some(wide)).count(), 1000);
}
