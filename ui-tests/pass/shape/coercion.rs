//! Places where a value becomes another type: `dyn`, `?`, `collect`, never.
#![allow(dead_code, reason = "it only has to compile")]

use std::error::Error;
use std::fmt;

use traced::traced;

#[derive(Debug)]
struct Mine;

impl fmt::Display for Mine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("mine")
    }
}

impl Error for Mine {}

impl From<std::num::ParseIntError> for Mine {
    fn from(_: std::num::ParseIntError) -> Self {
        Self
    }
}

type Alias<T> = Result<T, Mine>;

#[traced]
fn boxed(n: u8) -> Box<dyn Fn() -> u8> {
    if n > 3 {
        return Box::new(move || n);
    }
    Box::new(|| 3)
}

#[traced]
async fn lazy_boxed(n: u8) -> Box<dyn Fn() -> u8 + Send> {
    if n > 3 {
        return Box::new(move || n);
    }
    Box::new(|| 3)
}

#[traced]
async fn lazy_boxed_tail(n: u8) -> Box<dyn Fn() -> u8 + Send> {
    Box::new(move || n)
}

#[traced]
fn reference(n: &Mine) -> &dyn Error {
    n
}

#[traced]
fn slices() -> &'static [&'static str] {
    &["a", "b"]
}

#[traced]
async fn lazy_slices() -> &'static [&'static str] {
    &["a", "b"]
}

#[traced]
fn question(text: &str) -> Result<u8, Box<dyn Error>> {
    if text.is_empty() {
        return Err("empty".into());
    }
    Ok(text.parse()?)
}

#[traced]
async fn lazy_question(text: &str) -> Result<u8, Box<dyn Error + Send + Sync>> {
    if text.is_empty() {
        Err(Mine)?;
    }
    Ok(text.parse()?)
}

#[traced]
fn custom(text: &str) -> Alias<u8> {
    Ok(text.parse()?)
}

#[traced]
async fn lazy_custom(text: String, more: String) -> Alias<u8> {
    let _ = more;
    Ok(text.parse()?)
}

#[traced]
fn collected(list: Vec<Alias<u8>>) -> Alias<Vec<u8>> {
    list.into_iter().collect()
}

#[traced]
async fn lazy_collected(list: Vec<Alias<u8>>, more: Vec<u8>) -> Alias<Vec<u8>> {
    let _ = more;
    list.into_iter().collect()
}

#[traced]
fn parsed(text: &str) -> u8 {
    text.parse().unwrap_or_default()
}

#[traced]
fn anyhows(text: &str) -> anyhow::Result<u8> {
    if text.is_empty() {
        anyhow::bail!("empty");
    }
    anyhow::ensure!(text.len() < 3, "long");
    Ok(text.parse()?)
}

#[traced]
async fn lazy_anyhows(text: &str) -> anyhow::Result<u8> {
    use anyhow::Context as _;
    text.parse().context("parsing")
}

#[traced]
fn option(text: &str) -> Option<u8> {
    let first = text.chars().next()?;
    first.to_digit(10).map(|digit| digit as u8)
}

#[traced]
fn diverging(n: u8) -> Result<u8, Mine> {
    if n > 3 { panic!("{n}") } else { loop { break Ok(n) } }
}

#[traced]
async fn lazy_diverging(n: u8) -> Result<u8, Mine> {
    match n {
        0 => unreachable!(),
        n => return Ok(n),
    }
}

fn main() {
    assert_eq!(boxed(4)() + boxed(1)(), 7);
    assert!(question("").is_err() && question("3").is_ok());
    assert!(custom("x").is_err() && anyhows("").is_err() && option("").is_none());
    assert_eq!(collected(vec![Ok(1)]).unwrap(), [1]);
    assert_eq!(parsed("7") + diverging(1).unwrap(), 8);
    assert_eq!(reference(&Mine).to_string(), "mine");
    drop((lazy_boxed(1), lazy_boxed_tail(1), lazy_question(""), lazy_custom(String::new(), String::new()), lazy_slices()));
}
