//! Functions that return futures and streams, boxed or not, with or without statements before.
#![allow(dead_code, reason = "it only has to compile")]

use std::future::{Future, ready};
use std::pin::Pin;

use futures::stream::{self, Stream, StreamExt as _};
use traced::traced;

#[traced]
fn block(n: u32) -> impl Future<Output = u32> {
    let m = n + 1;
    async move { m }
}

#[traced]
fn combinator(n: u32) -> impl Future<Output = Result<u32, String>> + Send + 'static {
    ready(Ok(n))
}

#[traced]
fn borrowing<'a>(text: &'a str, more: &'a str) -> impl Future<Output = usize> + 'a {
    async move { text.len() + more.len() }
}

#[traced]
fn nested(n: u32) -> impl Future<Output = Result<impl Iterator<Item = u32>, String>> {
    async move { Ok(0..n) }
}

#[traced]
fn boxed(text: &str) -> Pin<Box<dyn Future<Output = usize> + Send + '_>> {
    Box::pin(async move { text.len() })
}

#[traced]
fn boxed_after(text: String) -> Pin<Box<dyn Future<Output = Result<usize, String>> + Send>> {
    let len = text.len();
    if len == 0 {
        return Box::pin(ready(Err(text)));
    }
    Box::pin(async move { Ok(len) })
}

#[traced]
fn boxed_combinator(n: u32) -> ::std::pin::Pin<::std::boxed::Box<dyn ::std::future::Future<Output = u32>>> {
    Box::pin(ready(n))
}

#[traced]
fn not_send(n: std::rc::Rc<u32>) -> Pin<Box<dyn Future<Output = u32>>> {
    Box::pin(async move { *n })
}

#[traced]
fn whole(n: u8) -> impl Stream<Item = u8> + Send + Unpin {
    stream::iter(0..n)
}

#[traced(stream = item)]
fn items(n: u8) -> impl Stream<Item = Result<u8, String>> {
    stream::iter((0..n).map(Ok))
}

#[traced]
fn boxed_stream<'a>(list: &'a [u8]) -> Pin<Box<dyn Stream<Item = &'a u8> + Send + 'a>> {
    if list.is_empty() {
        return Box::pin(stream::empty());
    }
    Box::pin(stream::iter(list))
}

#[traced]
fn combined(n: u8) -> impl Stream<Item = u8> {
    stream::iter(0..n).then(|x| async move { x + 1 })
}

fn send<T: Send>(value: T) -> T {
    value
}

fn main() {
    futures::executor::block_on(async {
        assert_eq!(send(block(1)).await, 2);
        assert_eq!(send(combinator(1)).await, Ok(1));
        assert_eq!(borrowing("a", "b").await, 2);
        assert_eq!(nested(2).await.unwrap().count(), 2);
        assert_eq!(send(boxed("ab")).await, 2);
        assert_eq!(send(boxed_after("ab".to_owned())).await, Ok(2));
        assert_eq!(boxed_combinator(1).await, 1);
        assert_eq!(not_send(std::rc::Rc::new(1)).await, 1);
        assert_eq!(send(whole(3)).collect::<Vec<_>>().await, [0, 1, 2]);
        assert_eq!(items(3).count().await, 3);
        assert_eq!(boxed_stream(&[1, 2]).count().await, 2);
        assert_eq!(combined(2).collect::<Vec<_>>().await, [1, 2]);
    });
}
