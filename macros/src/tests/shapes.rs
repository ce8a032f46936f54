//! One function for each shape.

use expect_test::expect;

use super::support::{check, whole};

#[test]
fn the_static() {
    let text = whole(
        r#""named", kind = client, err = display, orphan = ignore, skip(a)"#,
        "fn f(a: u8, r#type: u8, #[cfg(x)] c: u8) {}",
    );
    let start = text.find("static").expect("a static");
    let end = text.find("register").expect("its registration");
    expect![[r#"
        static __TRACED: ::traced::__private::Callsite = ::traced::__private::Callsite::new(::traced::__private::Meta {
                name: "named",
                function: "f",
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
                fields: &["type", #[cfg(x)] "c"],
                kind: ::traced::__private::Kind::Client,
                orphan: ::traced::__private::Orphan::Ignore,
                errors: ::traced::__private::Errors::Display,
                shape: ::traced::__private::Shape {
                    owner: "",
                    bits: 1792,
                    listed: &[],
                },
            });
            ::traced::__private::"#]]
    .assert_eq(&text[start..end]);
}

#[test]
fn guard() {
    check(
        "",
        "/// Doc.\n#[inline]\npub(crate) unsafe extern \"C\" fn f<T>(a: u32, b: &str) where T: Copy { g(a, b) }",
        &expect![[r#"
            /// Doc.
            #[inline]
            pub(crate) unsafe extern "C" fn f<T>(a: u32, b: &str)
            where
                T: Copy,
            {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame
                        .args(
                            &[(&&&&Capture(&a)).__traced_value(), (&&&&Capture(&b)).__traced_value()],
                        );
                }
                g(a, b)
            }
        "#]],
    );
}

#[test]
fn a_scalar_is_not_looked_at() {
    check(
        "",
        "fn f(a: u32) -> u32 { g(a) }",
        &expect![[r#"
            fn f(a: u32) -> u32 {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame.args(&[(&&&&Capture(&a)).__traced_value()]);
                }
                g(a)
            }
        "#]],
    );
}

#[test]
fn run() {
    check(
        "",
        "fn f(a: u32, b: &mut Vec<u8>) -> Result<u8, E> { g(a, b) }",
        &expect![[r#"
            fn f(a: u32, b: &mut Vec<u8>) -> Result<u8, E> {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame
                        .args(
                            &[(&&&&Capture(&a)).__traced_value(), (&&&&Capture(&b)).__traced_value()],
                        );
                }
                return P::run(
                    __frame,
                    || -> Result<u8, E> { g(a, b) },
                    |__r, __seen| {
                        use P::outcome::*;
                        __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                    },
                );
            }
        "#]],
    );
}

#[test]
fn run_with_everything() {
    let arguments = r#"ret(|r| r.len()), error_if = |r| r.is_empty(), tags("n" = a.len()), parent = a.cx()"#;
    check(
        arguments,
        "fn f(a: &A) -> String { g(a) }",
        &expect![[r#"
            fn f(a: &A) -> String {
                let __frame = P::enter_as(
                    &__TRACED,
                    P::Origin::new().parent(&(a.cx())),
                );
                if __frame.is_recording() {
                    match (&(a.len()),) {
                        (__tag0,) => {
                            use P::capture::*;
                            __frame
                                .args(
                                    &[
                                        (&&&&Capture(&a)).__traced_value(),
                                        (&&&&Capture(__tag0)).__traced_value(),
                                    ],
                                );
                        }
                    }
                }
                return P::run(
                    __frame,
                    || -> String { g(a) },
                    |__r, __seen| {
                        {
                            use P::outcome::*;
                            __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                        }
                        __seen.error_if(P::project(__r, |r| r.is_empty()));
                        match P::project(__r, |r| r.len()) {
                            __value => {
                                use P::capture::*;
                                __seen.ret((&&&&Capture(&__value)).__traced_value());
                            }
                        }
                    },
                );
            }
        "#]],
    );
}

#[test]
fn impl_trait_inside_of_the_result() {
    check(
        "",
        "fn f(a: u8) -> Result<impl Iterator<Item = u8> + use<>, E> { g(a) }",
        &expect![[r#"
            fn f(a: u8) -> Result<impl Iterator<Item = u8> + use<>, E> {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame.args(&[(&&&&Capture(&a)).__traced_value()]);
                }
                return P::run(
                    __frame,
                    || -> Result<_, E> { g(a) },
                    |__r, __seen| {
                        use P::outcome::*;
                        __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                    },
                );
            }
        "#]],
    );
}

#[test]
fn future_of_an_async_function() {
    check(
        "",
        "async fn f(&self, a: &str, b: String) -> Result<u8, E> { g(a, b).await }",
        &expect![[r#"
            fn f(&self, a: &str, b: String) -> impl ::core::future::Future<Output = Result<u8, E>> {
                return P::future::<
                    Result<u8, E>,
                    _,
                    _,
                >(
                    &__TRACED,
                    async move {
                        let _ = (&self, &b);
                        if P::fresh(&__TRACED) {
                            use P::capture::*;
                            P::args(
                                &__TRACED,
                                &[
                                    (&&&&Capture(&a)).__traced_value(),
                                    (&&&&Capture(&b)).__traced_value(),
                                ],
                            );
                        }
                        if false {
                            return P::hint::<Result<u8, E>>();
                        }
                        g(a, b).await
                    },
                    |__r, __seen| {
                        use P::outcome::*;
                        __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                    },
                );
            }
        "#]],
    );
}

#[test]
fn an_async_function_that_has_to_stay_one() {
    check(
        "skip_all",
        "#[tokio::main] async fn f() { g().await }",
        &expect![[r#"
        #[tokio::main]
        async fn f() {
            return P::future::<
                (),
                _,
                _,
            >(
                    &__TRACED,
                    async move {
                        if false {
                            return;
                        }
                        g().await
                    },
                    P::ignore,
                )
                .await;
        }
    "#]],
    );
}

#[test]
fn an_async_function_that_does_not_return() {
    check(
        "",
        "async fn f() -> ! { loop {} }",
        &expect![[r#"
        async fn f() -> ! {
            P::future(
                    &__TRACED,
                    async move { loop {} },
                    P::ignore,
                )
                .await
        }
    "#]],
    );
}

#[test]
fn a_returned_future() {
    check(
        "",
        "fn f(a: u8) -> impl Future<Output = Result<u8, E>> + Send { g(); async move { a } }",
        &expect![[r#"
            fn f(a: u8) -> impl Future<Output = Result<u8, E>> + Send {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame.args(&[(&&&&Capture(&a)).__traced_value()]);
                }
                return __frame
                    .future::<
                        Result<u8, E>,
                        _,
                        _,
                    >(
                        || {
                            g();
                            async move { a }
                        },
                        |__r, __seen| {
                            use P::outcome::*;
                            __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                        },
                    );
            }
        "#]],
    );
}

#[test]
fn a_boxed_future() {
    check(
        "",
        "fn f(a: u8) -> Pin<Box<dyn Future<Output = u8> + Send + '_>> { g(); Box::pin(async move { a }) }",
        &expect![[r#"
            fn f(a: u8) -> Pin<Box<dyn Future<Output = u8> + Send + '_>> {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame.args(&[(&&&&Capture(&a)).__traced_value()]);
                }
                return ::std::boxed::Box::pin(
                    __frame
                        .future::<
                            u8,
                            _,
                            _,
                        >(
                            || -> Pin<Box<dyn Future<Output = u8> + Send + '_>> {
                                g();
                                Box::pin(async move { a })
                            },
                            |__r, __seen| {
                                use P::outcome::*;
                                __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                            },
                        ),
                );
            }
        "#]],
    );
}

#[test]
fn only_a_boxed_block() {
    check(
        "",
        "fn f(a: String) -> Pin<Box<dyn Future<Output = u8> + Send>> { Box::pin(async move { a.len() }) }",
        &expect![[r#"
            fn f(a: String) -> Pin<Box<dyn Future<Output = u8> + Send>> {
                return Box::pin(
                    P::future::<
                        u8,
                        _,
                        _,
                    >(
                        &__TRACED,
                        async move {
                            if P::fresh(&__TRACED) {
                                use P::capture::*;
                                P::args(
                                    &__TRACED,
                                    &[(&&&&Capture(&a)).__traced_value()],
                                );
                            }
                            a.len()
                        },
                        |__r, __seen| {
                            use P::outcome::*;
                            __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                        },
                    ),
                );
            }
        "#]],
    );
}

#[test]
fn streams() {
    check(
        "",
        "fn f(a: u8) -> impl Stream<Item = u8> { g(a) }",
        &expect![[r#"
            fn f(a: u8) -> impl Stream<Item = u8> {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame.args(&[(&&&&Capture(&a)).__traced_value()]);
                }
                return __frame.stream(|| { g(a) });
            }
        "#]],
    );
    check(
        "stream = item",
        "fn f() -> Pin<Box<dyn Stream<Item = u8>>> { g() }",
        &expect![[r#"
        fn f() -> Pin<Box<dyn Stream<Item = u8>>> {
            let __frame = P::enter(&__TRACED);
            return ::std::boxed::Box::pin(
                __frame.stream_items(&__TRACED, || -> Pin<Box<dyn Stream<Item = u8>>> { g() }),
            );
        }
    "#]],
    );
}

#[test]
fn track_caller_has_no_closure() {
    check(
        "",
        "#[track_caller] fn f(a: u8) -> Result<u8, E> { g(a) }",
        &expect![[r#"
            #[track_caller]
            fn f(a: u8) -> Result<u8, E> {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame.args(&[(&&&&Capture(&a)).__traced_value()]);
                }
                g(a)
            }
        "#]],
    );
}

#[test]
fn inner_attributes_stay_first() {
    check(
        "skip_all",
        "fn f() -> Result<u8, E> { #![allow(unused)] g() }",
        &expect![[r#"
        fn f() -> Result<u8, E> {
            #![allow(unused)]
            let __frame = P::enter(&__TRACED);
            return P::run(
                __frame,
                || -> Result<u8, E> { g() },
                |__r, __seen| {
                    use P::outcome::*;
                    __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                },
            );
        }
    "#]],
    );
}
