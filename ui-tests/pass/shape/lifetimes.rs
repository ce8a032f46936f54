//! Elided, named and mixed lifetimes, borrowed and reborrowed results.
#![allow(dead_code, clippy::needless_lifetimes, reason = "it only has to compile")]

use std::borrow::Cow;
use std::fmt::Debug;

use traced::traced;

struct S<'s> {
    text: &'s str,
    list: Vec<String>,
}

#[traced]
fn reborrow<'a>(list: &'a mut Vec<String>, at: usize) -> &'a mut String {
    &mut list[at]
}

#[traced(ret)]
fn reborrow_maybe(list: &mut [String], mut at: usize) -> Option<&mut String> {
    at += 1;
    list.get_mut(at)
}

#[traced(ret)]
fn whole(list: &mut Vec<String>) -> &mut Vec<String> {
    list.push(String::new());
    list
}

#[traced]
fn mixed<'a>(a: &'a str, b: &str, c: impl Debug) -> Result<&'a str, String> {
    let _ = (b, c);
    Ok(a)
}

#[traced]
async fn lazy_elided(a: &str, b: impl Debug) -> usize {
    let _ = b;
    a.len()
}

#[traced]
async fn lazy_mixed<'a>(a: &'a str, b: &str, c: &mut String, d: impl Debug + Send) -> Result<&'a str, String> {
    c.push_str(b);
    let _ = d;
    Ok(a)
}

#[traced]
async fn lazy_cow(a: &str) -> Cow<'_, str> {
    Cow::Borrowed(a)
}

impl<'s> S<'s> {
    #[traced]
    fn text(&self, other: &str) -> &'s str {
        let _ = other;
        self.text
    }

    #[traced]
    fn list(&mut self, other: &str) -> Result<&mut Vec<String>, ()> {
        self.list.push(other.to_owned());
        Ok(&mut self.list)
    }

    #[traced]
    async fn lazy_list(&mut self, other: &str) -> &mut Vec<String> {
        self.list.push(other.to_owned());
        &mut self.list
    }

    #[traced]
    async fn lazy_text<'b>(&self, other: &'b str) -> (&'s str, &'b str) {
        (self.text, other)
    }

    #[traced]
    fn by_closure<'c>(&'c self) -> impl Fn(&str) -> bool + 'c {
        move |text| self.text == text
    }
}

struct Pair<'a, 'b: 'a, T: 'a>(&'a T, &'b T);

#[traced]
async fn bounded<'a, 'b: 'a, T: Sync>(pair: Pair<'a, 'b, T>) -> &'a T {
    if std::ptr::eq(pair.0, pair.1) { pair.0 } else { pair.1 }
}

fn main() {
    let mut list = vec![String::new(), String::new()];
    reborrow(&mut list, 0).push('a');
    reborrow_maybe(&mut list, 0).unwrap().push('b');
    whole(&mut list).push(String::new());
    assert_eq!(list.concat(), "ab");
    mixed("a", "b", 3).unwrap();
    let mut s = S { text: "t", list };
    s.list("x").unwrap().push(s_text());
    assert!(s.by_closure()("t"));
    drop(lazy_elided("a", 3));
    drop(s.lazy_list("y"));
}

fn s_text() -> String {
    S { text: "z", list: vec![] }.text("").to_owned()
}
