//! Under `forbid(unsafe_code)` and `deny` of everything, nothing fires.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, future_incompatible, rust_2018_idioms, unused_qualifications, unreachable_pub, unused_results)]
#![deny(missing_debug_implementations, trivial_casts, single_use_lifetimes, let_underscore_drop, non_snake_case, unused_lifetimes)]

use traced::traced;

/// Documented.
#[traced(ret, locate)]
fn sync(a: u32, mut b: String, _c: String) -> Result<u32, std::num::ParseIntError> {
    b.push('1');
    let n: u32 = b.parse()?;
    Ok(a + n)
}

/// Documented.
#[traced(kind = client, tags("n" = b.len()))]
async fn lazy(a: u32, mut b: String, _c: String, (d, _e): (String, String)) -> Result<u32, std::num::ParseIntError> {
    b.push_str(&d);
    let n: u32 = b.parse()?;
    Ok(a + n)
}

#[traced]
fn unit(a: u8) {
    let _ = a;
}

#[traced]
fn unused_underscored(_a: String, _b: u8, _: u8) {}

#[traced]
async fn diverging(n: u8) -> u8 {
    if n > 3 { unreachable!() } else { todo!() }
}

#[traced]
fn braces() -> u8 { 3 }

#[traced]
async fn lazy_braces() -> u8 { 3 }

#[traced]
fn spawns() {
    drop(std::thread::spawn(|| 3).join());
}

struct S(u8);

#[traced]
impl S {
    async fn one_line(&self, a: u8) -> u8 { a + self.0 }
    async fn without_self(&self, a: u8) -> u8 { a }
}

fn main() {
    drop((sync(1, "1".to_owned(), String::new()), lazy(1, String::new(), String::new(), (String::new(), String::new()))));
    unit(1);
    unused_underscored(String::new(), 1, 1);
    drop((diverging(1), braces(), lazy_braces(), S(1).one_line(1), S(1).without_self(1)));
    spawns();
}
