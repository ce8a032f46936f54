//! Five hundred functions of two arguments under one attribute: `fixture!([attribute])`.

/// Makes modules `a` to `e` with a hundred functions each, and `all()`, which calls every one of them.
macro_rules! fixture {
    ($attribute:tt) => {
        fixture!(@hundreds $attribute a b c d e);
    };
    (@hundreds $attribute:tt $($module:ident)*) => {
        $(mod $module { fixture!(@tens $attribute t0 t1 t2 t3 t4 t5 t6 t7 t8 t9); })*

        fn all() -> u64 {
            0 $(+ $module::all())*
        }
    };
    (@tens $attribute:tt $($module:ident)*) => {
        $(mod $module { fixture!(@functions $attribute f0 f1 f2 f3 f4 f5 f6 f7 f8 f9); })*

        pub fn all() -> u64 {
            0 $(+ $module::all())*
        }
    };
    (@functions [$attribute:meta] $($function:ident)*) => {
        $(
            #[inline(never)]
            #[$attribute]
            fn $function(id: u64, name: &str) -> u64 {
                id + name.len() as u64
            }
        )*

        pub fn all() -> u64 {
            0 $(+ $function(std::hint::black_box(1), std::hint::black_box("espresso")))*
        }
    };
}
