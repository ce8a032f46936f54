//! `traced::testing`: what users' own tests rely on.

use traced::{
    Outcome, Value, current,
    testing::{capture, capture_async},
    traced,
};

#[traced]
fn checkout(id: u32) -> Result<u32, String> {
    pay(id, 3);
    if id == 0 { Err("nothing to buy".into()) } else { Ok(id * 2) }
}

#[traced]
fn pay(id: u32, amount: i64) {
    current().log([("event", "paid"), ("amount", &amount.to_string())].map(|(k, v)| (k, v.to_owned())));
    let _ = id;
}

#[test]
fn a_run_has_the_value_and_the_spans() {
    let run = capture(|| checkout(7));
    assert_eq!(run.value(), &Ok(14));
    assert_eq!(run.tree(), "checkout id=7\n  pay id=7 amount=3\n");
    assert_eq!(run.spans().iter().map(|span| &*span.name).collect::<Vec<_>>(), ["checkout", "pay"]);
    assert_eq!(run.span("pay").log("paid").unwrap().field("amount"), Some(&Value::from("3")));
    assert_eq!(run.span("checkout").callsite.module(), module_path!());
    assert_eq!(run.into_value(), Ok(14));
    let run = capture(|| checkout(0));
    assert_eq!(run.tree(), "checkout id=0 !errored\n  pay id=0 amount=3\n");
    assert_eq!(run.span("checkout").outcome, Outcome::Errored);
}

#[test]
fn runs_do_not_see_each_other() {
    let run = capture(|| {
        checkout(1).unwrap();
        let inner = capture(|| checkout(2));
        assert_eq!(inner.tree(), "checkout id=2\n  pay id=2 amount=3\n");
        checkout(3).unwrap();
    });
    assert_eq!(run.tree(), "checkout id=1\n  pay id=1 amount=3\ncheckout id=3\n  pay id=3 amount=3\n");
    std::thread::scope(|scope| {
        for id in 1..5 {
            scope.spawn(move || {
                for _ in 0..50 {
                    assert_eq!(capture(|| checkout(id)).tree(), format!("checkout id={id}\n  pay id={id} amount=3\n"));
                }
            });
        }
    });
}

#[test]
fn a_missing_span_is_told_with_the_tree() {
    let run = capture(|| checkout(7));
    let message = std::panic::catch_unwind(|| run.span("chekout").name.clone()).unwrap_err();
    let message = message.downcast_ref::<String>().unwrap();
    assert!(message.contains("chekout") && message.contains("checkout id=7\n  pay"), "{message}");
}

#[test]
fn a_closure_that_panics_passes_it_on() {
    let caught = std::panic::catch_unwind(|| capture(|| -> u32 { std::panic::resume_unwind(Box::new(5_i32)) }));
    assert_eq!(caught.unwrap_err().downcast_ref::<i32>(), Some(&5));
    assert!(!current().is_recording());
}

#[tokio::test]
async fn futures_are_captured_too() {
    let run = capture_async(async {
        tokio::task::yield_now().await;
        traced::spawn(async { checkout(7) }).await.unwrap()
    })
    .await;
    assert_eq!(run.value(), &Ok(14));
    assert_eq!(run.tree(), "checkout id=7\n  pay id=7 amount=3\n");
    assert!(!current().is_recording());
}

#[tokio::test]
async fn a_capture_that_is_cancelled_leaves_nothing_behind() {
    let mut run = Box::pin(capture_async(std::future::pending::<()>()));
    assert!(futures::poll!(run.as_mut()).is_pending());
    drop(run);
    assert!(!current().is_recording());
}
