//! Attributes that insist on `async fn`, in either order; two of ours on one function.
#![allow(dead_code, reason = "it only has to compile")]

use traced::traced;

#[traced]
#[tokio::main(flavor = "current_thread")]
async fn below() -> Result<u8, String> {
    Ok(std::future::ready(3).await)
}

#[tokio::main(flavor = "current_thread")]
#[traced]
async fn above() -> Result<u8, String> {
    Ok(std::future::ready(3).await)
}

#[traced]
#[tokio::test]
async fn test_below() {}

#[tokio::test]
#[traced]
async fn test_above() {}

#[test]
#[traced]
fn test_sync() {}

#[traced]
#[traced(name = "again", skip_all)]
fn twice(a: u8) -> u8 {
    a
}

#[traced]
#[cfg_attr(all(), traced(skip_all))]
async fn twice_under_condition(a: u8) -> u8 {
    a
}

#[cfg_attr(all(), traced)]
#[traced]
fn condition_first(a: u8) -> u8 {
    a
}

struct S;

#[traced(skip_all)]
impl S {
    #[cfg_attr(all(), traced)]
    fn with_condition(&self, a: u8) -> u8 {
        a
    }

    #[cfg_attr(any(), traced)]
    async fn without_condition(&self, a: u8) -> u8 {
        a
    }
}

fn main() {
    assert_eq!(below(), Ok(3));
    assert_eq!(above(), Ok(3));
    assert_eq!(twice(1) + condition_first(1) + S.with_condition(1), 3);
    drop((twice_under_condition(1), S.without_condition(1)));
}
