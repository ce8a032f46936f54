//! Functions that call or spawn themselves.
#![allow(dead_code, reason = "it only has to compile")]

use std::future::Future;
use std::pin::Pin;

use traced::traced;

#[traced]
fn sync(n: u32) -> Result<u32, String> {
    if n == 0 { Ok(0) } else { Ok(sync(n - 1)? + 1) }
}

#[traced]
async fn lazy(n: u32) -> u32 {
    if n == 0 { 0 } else { Box::pin(lazy(n - 1)).await + 1 }
}

#[traced]
fn boxed(n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move { if n == 0 { 0 } else { boxed(n - 1).await + 1 } })
}

#[traced]
fn spawning(n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move { if n == 0 { 0 } else { tokio::spawn(spawning(n - 1)).await.unwrap() + 1 } })
}

#[traced]
async fn ping(n: u32) -> u32 {
    if n == 0 { 0 } else { Box::pin(pong(n - 1)).await + 1 }
}

#[traced]
async fn pong(n: u32) -> u32 {
    if n == 0 { 0 } else { Box::pin(ping(n - 1)).await + 1 }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    assert_eq!(sync(3), Ok(3));
    assert_eq!(lazy(3).await, 3);
    assert_eq!(boxed(3).await, 3);
    assert_eq!(spawning(3).await, 3);
    assert_eq!(ping(3).await, 3);
}
