//! Parameters that are patterns, and `#[cfg]` on parameters.
#![allow(dead_code, clippy::too_many_arguments, reason = "it only has to compile")]

use traced::traced;

struct Point {
    x: String,
    y: String,
    z: u8,
}

#[traced]
fn sync(
    Point { x, y: renamed, .. }: Point,
    (a, mut b): (String, Vec<u8>),
    [c, d]: [u8; 2],
    &e: &u8,
    f @ (g, _): (u8, u8),
    (ref h, _): (String, String),
    mut i: String,
    _: Box<u8>,
    (_, k): (String, String),
) -> Result<String, String> {
    b.push(1);
    i.push('i');
    let _ = (c, d, e, f, g, k);
    Ok(x + &renamed + &a + h + &i)
}

#[traced]
async fn lazy(
    Point { x, y: renamed, z: _ }: Point,
    (a, mut b): (String, Vec<u8>),
    [c, d]: [u8; 2],
    &e: &u8,
    f @ (g, _): (u8, u8),
    (ref h, _): (String, String),
    mut i: String,
    _: Box<u8>,
    (_, k): (String, String),
) -> Result<String, String> {
    b.push(1);
    i.push('i');
    let _ = (c, d, e, f, g, k);
    Ok(x + &renamed + &a + h + &i)
}

#[traced]
fn conditional(#[cfg(any())] gone: u8, #[cfg(all())] here: u8, #[cfg(all())] owned: String, last: String) -> Result<u8, String> {
    let _ = (owned, last);
    Ok(here)
}

#[traced]
async fn lazy_conditional(#[cfg(any())] gone: String, #[cfg(all())] here: String, last: String) -> Result<String, ()> {
    let _ = last;
    Ok(here)
}

fn point() -> Point {
    Point { x: "x".to_owned(), y: "y".to_owned(), z: 1 }
}

fn main() {
    let s = || String::from("s");
    let (a, b, c) = ((s(), vec![]), [1, 2], (1, 2));
    assert_eq!(sync(point(), a, b, &1, c, (s(), s()), s(), Box::new(1), (s(), s())).unwrap(), "xysssi");
    let (a, b, c) = ((s(), vec![]), [1, 2], (1, 2));
    let lazy = lazy(point(), a, b, &1, c, (s(), s()), s(), Box::new(1), (s(), s()));
    assert_eq!(futures::executor::block_on(lazy).unwrap(), "xysssi");
    assert_eq!(conditional(1, s(), s()), Ok(1));
    drop(lazy_conditional(s(), s()));
}
