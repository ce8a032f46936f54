//! `impl Trait` as an argument, as the result, inside of the result, with closures in it.
#![allow(dead_code, reason = "it only has to compile")]

use std::fmt::{Debug, Display};

use traced::traced;

#[traced]
fn argument(a: impl Display + Send, b: impl FnOnce(u8) -> u8) -> Result<u8, String> {
    Ok(b(a.to_string().len() as u8))
}

#[traced]
fn result(n: u8) -> impl Iterator<Item = u8> + Clone {
    let more = n + 1;
    (0..n).map(move |x| x + more)
}

#[traced]
fn nested(n: u8) -> Result<impl Iterator<Item = impl Debug>, Box<dyn std::error::Error>> {
    let m: u8 = "3".parse()?;
    Ok((0..n).map(move |x| x + m))
}

#[traced]
fn pair(n: u8) -> (impl Fn(u8) -> u8, Option<impl Debug>) {
    (move |x| x + n, Some(n))
}

#[traced]
async fn lazy(n: u8) -> impl Iterator<Item = u8> {
    0..n
}

#[traced]
async fn lazy_nested(n: u8) -> Result<impl Iterator<Item = u8>, std::num::ParseIntError> {
    let m: u8 = "3".parse()?;
    Ok(n..m)
}

#[traced]
fn closure(n: u8) -> impl Fn(u8) -> Result<u8, String> {
    move |x| if x > n { Err(String::new()) } else { Ok(x) }
}

fn main() {
    assert_eq!(argument("abc", |n| n + 1), Ok(4));
    assert_eq!(result(3).sum::<u8>(), 15);
    assert_eq!(nested(3).unwrap().count(), 3);
    assert_eq!(pair(1).0(1), 2);
    assert!(closure(1)(2).is_err());
    drop((lazy(1), lazy_nested(2)));
}
