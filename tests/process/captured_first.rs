//! The first thing that a process traces is a capture: the future was made before there was anything to record it with.

use traced::traced;

#[traced]
async fn first(number: u32) -> u32 {
    second(number).await
}

#[traced]
async fn second(number: u32) -> u32 {
    number + 1
}

#[tokio::test]
async fn a_future_that_was_made_before_is_captured() {
    let run = traced::testing::capture_async(first(1)).await;
    assert_eq!(run.tree(), "first number=1\n  second number=1\n");
    assert_eq!(*run.value(), 2);
}
