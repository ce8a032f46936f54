//! `unsafe`, `extern`, `async unsafe`, const generics, where clauses, inner attributes, visibility, attributes that go on.
#![allow(dead_code, improper_ctypes_definitions, reason = "it only has to compile")]

use traced::traced;

/// Documentation.
#[traced]
#[must_use = "it is the result"]
#[inline]
#[cold]
pub(crate) unsafe fn unsafe_fn(a: *const u8) -> u8 {
    unsafe { *a }
}

#[traced]
async unsafe fn async_unsafe(a: *const u8) -> u8 {
    unsafe { *a }
}

#[traced]
pub extern "C" fn extern_fn(a: u8, b: Box<u8>) -> Result<u8, u8> {
    Ok(a + *b)
}

#[traced]
pub unsafe extern "C" fn unsafe_extern(a: u8) -> u8 {
    a
}

#[traced]
fn generic<T: Clone + Send, const N: usize>(list: [T; N], other: &[T]) -> Result<Vec<T>, [T; N]>
where
    T: PartialEq,
{
    if other.is_empty() { Err(list) } else { Ok(list.to_vec()) }
}

#[traced]
async fn lazy_generic<T, const N: usize>(list: [T; N]) -> Option<T>
where
    T: Send + 'static,
{
    list.into_iter().next()
}

#[traced]
fn inner_attributes(a: u8) -> Result<u8, ()> {
    #![allow(unused_variables)]
    //! And documentation.
    let unused = 3;
    Ok(a)
}

#[traced]
async fn lazy_inner_attributes(a: u8) -> u8 {
    #![allow(unused_variables)]
    let unused = 3;
    a
}

#[deprecated]
#[traced]
fn deprecated(a: u8) -> u8 {
    a
}

#[traced]
#[deprecated]
async fn lazy_deprecated(a: u8) -> u8 {
    a
}

#[traced]
#[must_use]
async fn lazy_must_use(a: u8) -> u8 {
    a
}

#[traced]
fn items_inside(a: u8) -> Result<u8, std::fmt::Error> {
    use std::fmt::Write as _;
    const MORE: u8 = 3;
    fn local(a: u8) -> u8 {
        a + MORE
    }
    struct Local(u8);
    let mut text = String::new();
    write!(text, "{a}")?;
    let found = 'outer: loop {
        loop {
            break 'outer Local(local(a));
        }
    };
    Ok(found.0)
}

#[traced]
fn nested(a: u8) -> Result<u8, String> {
    #[traced]
    fn inner(a: u8) -> Result<u8, String> {
        Ok(a)
    }
    inner(a)
}

#[traced]
fn empty(_: u8, _a: String, (): ()) {}

#[traced]
fn never_recorded(f: fn(u8) -> u8, p: *const u8, t: (u8, [u8; 2])) -> usize {
    let _ = (f, p, t);
    3
}

fn main() {
    assert_eq!(unsafe { unsafe_fn(&3) }, 3);
    assert_eq!(extern_fn(1, Box::new(2)), Ok(3));
    assert_eq!(unsafe { unsafe_extern(3) }, 3);
    assert_eq!(generic([1, 2], &[3]), Ok(vec![1, 2]));
    assert_eq!(inner_attributes(1), Ok(1));
    assert_eq!(items_inside(1), Ok(4));
    assert_eq!(nested(1), Ok(1));
    empty(1, String::new(), ());
    never_recorded(|x| x, &1, (1, [1, 2]));
    futures::executor::block_on(async {
        assert_eq!(unsafe { async_unsafe(&3) }.await, 3);
        assert_eq!(lazy_generic([1, 2]).await, Some(1));
        assert_eq!(lazy_inner_attributes(1).await, 1);
        assert_eq!(lazy_must_use(1).await, 1);
    });
}
