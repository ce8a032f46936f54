//! Single functions, one per shape.

use expect_test::expect;

use super::support::check;

#[test]
fn unit() {
    check("", "fn f(a: u32, b: String) { g(a, b) }", &expect![[r#"
        fn f(a: u32, b: String) {
            static __TRACED: ::traced::__private::Callsite = ::traced::__private::Callsite::new(::traced::__private::Meta {
                name: "f",
                function: "f",
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
                fields: &["a", "b"],
                kind: ::traced::__private::Kind::Internal,
                orphan: ::traced::__private::Orphan::Root,
                errors: ::traced::__private::Errors::Chain,
            });
            ::traced::__private::register!(__TRACED);
            let __frame = ::traced::__private::enter(&__TRACED);
            if __frame.is_recording() {
                use ::traced::__private::capture::*;
                __frame
                    .args(
                        &[
                            (&&&&&&&&Capture(&a)).__traced_value(),
                            (&&&&&&&&Capture(&b)).__traced_value(),
                        ],
                    );
            }
            { g(a, b) }
        }
    "#]]);
}

#[test]
fn result() {
    check("", "pub fn f(a: u32, b: String, mut c: Vec<u8>) -> Result<u8, E> { g(a, b, c) }", &expect![[r#"
        pub fn f(a: u32, b: String, c: Vec<u8>) -> Result<u8, E> {
            static __TRACED: ::traced::__private::Callsite = ::traced::__private::Callsite::new(::traced::__private::Meta {
                name: "f",
                function: "f",
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
                fields: &["a", "b", "c"],
                kind: ::traced::__private::Kind::Internal,
                orphan: ::traced::__private::Orphan::Root,
                errors: ::traced::__private::Errors::Chain,
            });
            ::traced::__private::register!(__TRACED);
            let __frame = ::traced::__private::enter(&__TRACED);
            if __frame.is_recording() {
                use ::traced::__private::capture::*;
                __frame
                    .args(
                        &[
                            (&&&&&&&&Capture(&a)).__traced_value(),
                            (&&&&&&&&Capture(&b)).__traced_value(),
                            (&&&&&&&&Capture(&c)).__traced_value(),
                        ],
                    );
            }
            ::traced::__private::run(
                __frame,
                || -> Result<u8, E> {
                    let mut c = c;
                    let __value: Result<u8, E> = { g(a, b, c) };
                    __value
                },
                |__r, __seen| {
                    {
                        use ::traced::__private::outcome::*;
                        __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                    }
                },
            )
        }
    "#]]);
}

#[test]
fn lazy() {
    check("", "pub async fn f(&self, a: &str, b: String) -> Result<u8, E> { g(a, b).await }", &expect![[r#"
        pub fn f(
            &self,
            a: &str,
            b: String,
        ) -> impl ::core::future::Future<Output = Result<u8, E>> {
            static __TRACED: ::traced::__private::Callsite = ::traced::__private::Callsite::new(::traced::__private::Meta {
                name: "f",
                function: "f",
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
                fields: &["a", "b"],
                kind: ::traced::__private::Kind::Internal,
                orphan: ::traced::__private::Orphan::Root,
                errors: ::traced::__private::Errors::Chain,
            });
            ::traced::__private::register!(__TRACED);
            ::traced::__private::future::<
                Result<u8, E>,
                _,
                _,
            >(
                &__TRACED,
                async move {
                    if ::traced::__private::fresh(&__TRACED) {
                        use ::traced::__private::capture::*;
                        ::traced::__private::args(
                            &[
                                (&&&&&&&&Capture(&a)).__traced_value(),
                                (&&&&&&&&Capture(&b)).__traced_value(),
                            ],
                        );
                    }
                    if false {
                        let __never: Result<u8, E> = loop {};
                        return __never;
                    }
                    { g(a, b).await }
                },
                |__r, __seen| {
                    {
                        use ::traced::__private::outcome::*;
                        __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                    }
                },
            )
        }
    "#]]);
}
