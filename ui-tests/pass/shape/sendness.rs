//! Futures are `Send` exactly when the plain ones are, and a body that is not still compiles.
#![allow(dead_code, reason = "it only has to compile")]

use std::cell::Cell;
use std::fmt::Debug;
use std::rc::Rc;

use traced::traced;

struct NotDebug;
struct NotSync(Cell<u8>);

fn send<T: Send + 'static>(_: T) {}

#[traced(ret, tags("n" = a.len()))]
async fn plain(a: String, b: NotDebug) -> Result<String, NotDebug> {
    std::future::ready(()).await;
    let _ = b;
    Ok(a)
}

// A reference to it would not be `Send`; the value is.
#[traced]
async fn not_sync(a: NotSync, b: NotSync) -> u8 {
    std::future::ready(()).await;
    a.0.get() + b.0.get()
}

#[traced(locate)]
async fn located(a: String) -> Result<u8, std::num::ParseIntError> {
    std::future::ready(()).await;
    let n: u8 = a.parse()?;
    std::future::ready(()).await;
    Ok(n)
}

#[traced]
async fn spawning(a: String) -> Result<String, tokio::task::JoinError> {
    let b = tokio::spawn(async move { a }).await?;
    Ok(b)
}

#[traced]
async fn generic<T: Send + 'static>(a: T) -> T {
    std::future::ready(()).await;
    a
}

#[traced]
async fn local(a: Rc<u8>) -> u8 {
    std::future::ready(()).await;
    *a
}

#[traced]
async fn dynamic(a: Box<dyn Debug + Send>) -> usize {
    std::future::ready(()).await;
    format!("{a:?}").len()
}

fn main() {
    send(plain(String::new(), NotDebug));
    send(not_sync(NotSync(Cell::new(1)), NotSync(Cell::new(1))));
    send(located(String::new()));
    send(spawning(String::new()));
    send(generic(3));
    send(dynamic(Box::new(3)));
    drop(local(Rc::new(1)));
}
