//! The user's own `Ok`, `Err`, `Some`, `Result`, `Option`, `Box`, `String`, `Vec`, `Future` change nothing.
#![allow(dead_code, reason = "it only has to compile")]

use traced::traced;

struct Ok;
struct Some;
struct None;
struct Result<T>(T);
struct Option;
struct Box;
struct String;
struct Vec;
struct Future;
struct Send;
struct Capture;
struct Outcome;
struct Carried;
struct Captured;
trait Fn {}
trait Drop {}
trait FnOnce {}
trait Into {}

enum E {
    Ok(u8),
    Err(u8),
}

#[traced(ret, tags("n" = Capture::n(), "o" = Outcome::n()))]
fn sync(a: u32, b: &str) -> Result<u32> {
    let _ = b;
    Result(a)
}

#[traced(ret(|r| r.0), error_if = |r| r.0 > 1)]
async fn lazy(a: u32, b: &str) -> Result<u32> {
    let _ = b;
    Result(a)
}

#[traced]
fn variants(a: u8) -> E {
    use E::*;
    if a > 3 { Ok(a) } else { Err(a) }
}

#[traced]
fn core_result(a: u8) -> ::core::result::Result<u8, ::std::string::String> {
    if a > 3 { ::core::result::Result::Err(::std::string::String::new()) } else { ::core::result::Result::Ok(a) }
}

#[traced]
fn spawns() {
    let _ = ::std::thread::spawn(|| Carried::n()).join();
}

impl Capture {
    fn n() -> u32 {
        1
    }
}

impl Outcome {
    fn n() -> u32 {
        1
    }
}

impl Carried {
    fn n() -> u32 {
        1
    }
}

#[traced]
impl Capture {
    fn method(&self, a: u32) -> Result<u32> {
        Result(a)
    }
}

fn main() {
    sync(1, "b");
    drop(lazy(1, "b"));
    variants(1);
    let _ = core_result(1);
    spawns();
    Capture.method(1);
}
