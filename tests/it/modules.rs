//! `#[traced]` on an inline `mod`.

use traced::testing::capture;
use traced::{Kind, traced};

#[traced(kind = server)]
mod shop {
    pub struct Till {
        pub sum: u32,
    }

    pub fn open(n: u32) -> Till {
        Till { sum: limit(n) }
    }

    pub const fn limit(n: u32) -> u32 {
        if n > 100 { 100 } else { n }
    }

    impl Till {
        pub fn add(&mut self, n: u32) -> Result<u32, String> {
            self.sum += back::check(n)?;
            Ok(self.sum)
        }

        pub fn sum(&self) -> u32 {
            self.sum
        }
    }

    impl Clone for Till {
        fn clone(&self) -> Self {
            Self { sum: self.sum }
        }
    }

    pub mod back {
        pub fn check(n: u32) -> Result<u32, String> {
            if n == 0 { Err("nothing".to_owned()) } else { Ok(n) }
        }

        #[traced::traced(off)]
        pub fn quiet(n: u32) -> u32 {
            n
        }
    }

    #[traced::traced(off)]
    pub mod excluded {
        pub fn quiet(n: u32) -> u32 {
            n
        }
    }

    macro_rules! made {
        ($name:ident) => {
            pub fn $name(n: u32) -> u32 {
                n
            }
        };
    }

    made!(by_macro);
}

#[test]
fn everything_inside_is_traced_nested_modules_and_impls_too() {
    let run = capture(|| {
        let mut till = shop::open(1);
        till.add(2).ok();
        till.clone().sum() + shop::back::quiet(1) + shop::excluded::quiet(1) + shop::by_macro(1)
    });
    let names: Vec<_> = run.spans().iter().map(|span| span.name.as_ref()).collect();
    assert_eq!(names, ["open", "Till::add", "check"]);
    assert!(run.spans().iter().all(|span| span.kind == Kind::Server));
    assert_eq!(run.span("check").callsite.module(), concat!(module_path!(), "::shop::back"));
    assert_eq!(run.span("check").parent_id, Some(run.span("Till::add").context.span_id()));
}
