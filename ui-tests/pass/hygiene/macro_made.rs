//! Functions made by `macro_rules!`: invisible groups, and names of two hygienes.
#![allow(dead_code)]

use traced::traced;

macro_rules! functions {
    ($name:ident, $lazy:ident, $argument:ident: $ty:ty, $ret:ty, $body:block, $value:expr, $vis:vis, $text:literal) => {
        #[traced($text, tags(n = $value))]
        $vis fn $name($argument: $ty, x: $ty) -> $ret {
            let _ = (&$argument, &x);
            $body
        }

        #[traced]
        $vis async fn $lazy($argument: $ty, x: $ty) -> $ret {
            let _ = (&x, $value);
            $body
        }
    };
}

functions!(sync, lazy, x: String, Result<u8, String>, { Ok(3) }, 1 + 1, pub(crate), "named");

macro_rules! whole_body {
    ($name:ident $body:block) => {
        #[traced]
        fn $name(a: String, b: String) -> Result<(), String> $body
    };
}

whole_body!(whole { Err(String::new()) });

macro_rules! types {
    ($name:ident, $lazy:ident, $ty:ty) => {
        #[traced]
        fn $name<'a>(a: &'a $ty, b: String) -> Result<&'a $ty, Box<$ty>> {
            let _ = b;
            Ok(a)
        }

        #[traced]
        async fn $lazy<'a>(a: &'a $ty, b: String) -> Result<&'a $ty, Box<$ty>> {
            let _ = b;
            Ok(a)
        }
    };
}

types!(objects, lazy_objects, dyn Fn() -> u8 + Sync);

macro_rules! methods {
    ($ty:ty { $($name:ident => $value:expr),* }) => {
        #[traced]
        impl $ty {
            $(fn $name(&self, by: u32) -> u32 { by * $value })*
        }
    };
}

struct S;
methods!(S { one => 1, two => 2 });

fn main() {
    let _ = sync(String::new(), String::new());
    drop(lazy(String::new(), String::new()));
    let _ = whole(String::new(), String::new());
    assert!(objects(&|| 3, String::new()).is_ok());
    drop(lazy_objects(&|| 3, String::new()));
    assert_eq!(S.one(2) + S.two(2), 6);
}
