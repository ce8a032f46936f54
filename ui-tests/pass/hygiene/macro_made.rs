//! Functions made by `macro_rules!`: invisible groups, and names of two hygienes.
#![allow(dead_code, reason = "it only has to compile")]

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

macro_rules! operators {
    ($plain:ident, $spawning:ident, $locating:ident, $inner:ident, $e:expr) => {
        #[traced(tags(n = $e * 2))]
        fn $plain(a: u8) -> Result<i32, String> {
            let _ = a;
            Ok($e * 2)
        }

        #[traced]
        fn $spawning() -> i32 {
            let x = $e * 2;
            std::thread::spawn(move || x - $e).join().unwrap_or(0)
        }

        #[traced(locate)]
        fn $locating() -> Option<i32> {
            let x = $e * 2;
            Some(Some($e * 2)? - x + 4)
        }

        #[traced]
        fn $inner() -> i32 {
            #![allow(unused_parens)]
            $e * 2
        }
    };
}

operators!(plain, spawning, locating, inner, 1 + 1);

fn main() {
    // An operand that is a sum stays one.
    assert_eq!((plain(1), spawning(), locating(), inner()), (Ok(4), 2, Some(4), 4));
    let _ = sync(String::new(), String::new());
    drop(lazy(String::new(), String::new()));
    let _ = whole(String::new(), String::new());
    assert!(objects(&|| 3, String::new()).is_ok());
    drop(lazy_objects(&|| 3, String::new()));
    assert_eq!(S.one(2) + S.two(2), 6);
}
