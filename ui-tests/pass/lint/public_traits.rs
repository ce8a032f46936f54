//! Public traits with asynchronous functions, implemented by traced ones: nothing is refined, nothing fires.
#![deny(warnings, refining_impl_trait, missing_docs, unreachable_code)]

use std::convert::Infallible;
use std::future::Future;

use traced::traced;

/// Documented.
pub trait Public {
    /// Documented.
    fn returned(&self, a: String) -> impl Future<Output = usize> + Send;
    /// Documented.
    #[allow(async_fn_in_trait, reason = "nobody outside implements it")]
    async fn native(&self, a: String, b: &str) -> usize;
    /// Documented.
    #[allow(async_fn_in_trait, reason = "nobody outside implements it")]
    #[traced]
    async fn provided(&self, a: String) -> usize {
        a.len()
    }
}

/// Documented.
pub struct S;

impl Public for S {
    #[traced]
    async fn returned(&self, a: String) -> usize {
        a.len()
    }

    #[traced]
    async fn native(&self, a: String, b: &str) -> usize {
        a.len() + b.len()
    }

    async fn provided(&self, a: String) -> usize {
        a.len() + 1
    }
}

/// Uninhabited, but not `!`.
#[traced]
pub fn uninhabited(a: u8) -> Infallible {
    std::process::exit(i32::from(a))
}

/// The same, later.
#[traced]
pub async fn uninhabited_later(a: u8) -> Infallible {
    std::process::exit(i32::from(a))
}

/// Within something else.
#[traced]
pub fn nested(a: String, b: String) -> Result<Infallible, String> {
    Err(a + &b)
}

fn main() {
    drop((S.returned(String::new()), S.native(String::new(), ""), S.provided(String::new()), uninhabited_later(1)));
    assert!(nested(String::new(), String::new()).is_err());
    uninhabited(0);
}
