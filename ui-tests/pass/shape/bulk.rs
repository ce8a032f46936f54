//! `impl`, `trait` and `mod` with everything inside that can stand there.
#![allow(dead_code, reason = "it only has to compile")]

use traced::traced;

pub struct S<T> {
    items: Vec<T>,
}

#[traced]
impl<T: Clone> S<T> {
    pub const LIMIT: usize = 3;

    pub const fn new() -> Self {
        Self { items: Vec::new() }
    }

    pub fn items(&self) -> &[T] {
        &self.items
    }

    pub fn push(&mut self, item: T) -> Result<(), T> {
        if self.items.len() < Self::LIMIT {
            self.items.push(item);
            return Ok(());
        }
        Err(item)
    }

    pub async fn push_later(&mut self, item: T) -> Result<(), T> {
        self.push(item)
    }

    #[traced(off)]
    pub fn quiet(&self, a: u8) -> u8 {
        a
    }

    #[inline(always)]
    pub fn hot(&self, a: u8) -> u8 {
        a
    }
}

#[traced]
impl<T> std::fmt::Debug for S<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("S")
    }
}

#[traced]
impl<T> IntoIterator for S<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

#[traced]
pub unsafe trait Unsafe<A = u8>: Send
where
    A: Sized,
{
    type Made: Clone;
    const N: u8;

    fn required(&self, a: A) -> Self::Made;

    fn provided(&self, a: u8) -> u8 {
        a + Self::N
    }
}

#[traced]
unsafe impl Unsafe for u8 {
    type Made = String;
    const N: u8 = 3;

    fn required(&self, a: u8) -> String {
        (a + self).to_string()
    }
}

#[traced(kind = server)]
pub mod outer {
    //! Inner documentation.
    #![allow(unused_imports)]
    use super::S;
    use traced::traced;

    pub const X: usize = 3;
    pub static Y: [u8; X] = [0; { 1 + 2 }];
    pub struct Unit;
    pub struct Tuple<T>(pub T)
    where
        T: Clone;
    pub enum Choice {
        A,
        B { c: u8 },
    }
    pub union Both {
        pub a: u8,
        pub b: i8,
    }
    pub type Alias = Vec<u8>;
    macro_rules! made {
        ($name:ident) => {
            pub fn $name(a: u8) -> u8 {
                a
            }
        };
    }
    made!(by_macro);
    unsafe extern "C" {
        pub fn abs(x: i32) -> i32;
    }
    extern crate core as renamed;

    pub fn free(a: u8) -> Result<u8, String> {
        Ok(by_macro(a))
    }

    pub const fn constant(a: u8) -> u8 {
        a
    }

    impl Unit {
        pub fn method(&self, a: u8) -> u8 {
            a + 1
        }
    }

    pub trait Inner {
        fn provided(&self, a: u8) -> u8 {
            a
        }
    }

    impl Inner for Unit {}

    pub mod deep {
        pub async fn down(a: &str, b: String) -> usize {
            a.len() + b.len()
        }

        #[::traced::traced(off)]
        pub mod quiet {
            pub fn silent(a: u8) -> u8 {
                a
            }
        }
    }

    #[traced(name = "other")]
    pub fn named() {}
}

fn main() {
    let mut s = S::new();
    s.push(1).unwrap();
    futures::executor::block_on(s.push_later(2)).unwrap();
    assert_eq!(s.items().len() + s.quiet(1) as usize + s.hot(1) as usize, 4);
    assert_eq!(format!("{s:?}"), "S");
    assert_eq!(s.into_iter().count(), 2);
    assert_eq!(1_u8.required(2), "3");
    assert_eq!(1_u8.provided(2), 5);
    outer::free(1).unwrap();
    outer::named();
    use outer::Inner as _;
    assert_eq!(outer::Unit.method(1) + outer::Unit.provided(1) + outer::constant(1), 4);
    assert_eq!(futures::executor::block_on(outer::deep::down("a", String::new())), 1);
    outer::deep::quiet::silent(1);
}
