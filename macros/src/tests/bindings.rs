//! How the body gets at its arguments.

use expect_test::expect;

use super::support::check;

#[test]
fn owned_arguments_but_the_first_are_rebound_in_a_closure() {
    check(
        "skip_all",
        "fn f(a: String, mut b: String, c: &str, d: u8, e: T) -> Result<u8, E> { g(a, b, c, d, e) }",
        &expect![[r#"
        fn f(a: String, b: String, c: &str, d: u8, e: T) -> Result<u8, E> {
            let __frame = P::enter(&__TRACED);
            return P::run(
                __frame,
                || -> Result<u8, E> {
                    let mut b = b;
                    let e = e;
                    match () {
                        () => g(a, b, c, d, e),
                    }
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
fn owned_arguments_but_the_first_are_rebound_in_a_block() {
    check(
        "skip_all",
        "async fn f(self, a: String, mut b: String, c: &str) { g(a, b, c, self) }",
        &expect![[r#"
        fn f(self, a: String, b: String, c: &str) -> impl ::core::future::Future<Output = ()> {
            return P::future::<
                (),
                _,
                _,
            >(
                &__TRACED,
                async move {
                    let _ = (&self, &a, &b);
                    let a = a;
                    let mut b = b;
                    if false {
                        return;
                    }
                    match () {
                        () => g(a, b, c, self),
                    }
                },
                P::ignore,
            );
        }
    "#]],
    );
}

#[test]
fn what_the_body_does_not_mention_is_rebound_so_that_lints_fire() {
    check(
        "",
        "fn f(a: u8, _b: u8) -> Result<u8, E> { g() }",
        &expect![[r#"
            fn f(a: u8, _b: u8) -> Result<u8, E> {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame
                        .args(
                            &[
                                (&&&&Capture(&a)).__traced_value(),
                                (&&&&Capture(&_b)).__traced_value(),
                            ],
                        );
                }
                return P::run(
                    __frame,
                    || -> Result<u8, E> {
                        let a = a;
                        let _b = _b;
                        match () {
                            () => g(),
                        }
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
fn patterns() {
    check(
        "",
        "fn f(a: A, (b, mut c): (B, C), D { d, e: [f, ..] }: D, _: E) -> Result<u8, E> { g(a, b, c, d, f) }",
        &expect![[r#"
            fn f(a: A, (b, mut c): (B, C), D { d: d, e: [f, ..] }: D, __arg3: E) -> Result<u8, E> {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    use P::capture::*;
                    __frame
                        .args(
                            &[
                                (&&&&Capture(&a)).__traced_value(),
                                (&&&&Capture(&b)).__traced_value(),
                                (&&&&Capture(&c)).__traced_value(),
                                (&&&&Capture(&d)).__traced_value(),
                                (&&&&Capture(&f)).__traced_value(),
                            ],
                        );
                }
                return P::run(
                    __frame,
                    || -> Result<u8, E> {
                        let b = b;
                        let d = d;
                        let f = f;
                        let __arg3 = __arg3;
                        match () {
                            () => g(a, b, c, d, f),
                        }
                    },
                    |__r, __seen| {
                        use P::outcome::*;
                        __seen.outcome((&&&&&&Outcome(__r)).__traced_failure());
                    },
                );
            }
        "#]],
    );
    check(
        "",
        "async fn f(a: A, (b, mut c): (B, C), _: E) -> Result<u8, E> { g(a, b, c) }",
        &expect![[r#"
            fn f(
                a: A,
                __arg1: (B, C),
                __arg2: E,
            ) -> impl ::core::future::Future<Output = Result<u8, E>> {
                return P::future::<
                    Result<u8, E>,
                    _,
                    _,
                >(
                    &__TRACED,
                    async move {
                        let _ = (&a, &__arg1, &__arg2);
                        let __arg1 = __arg1;
                        let (b, mut c) = __arg1;
                        let __arg2 = __arg2;
                        if P::fresh(&__TRACED) {
                            use P::capture::*;
                            P::args(
                                &__TRACED,
                                &[
                                    (&&&&Capture(&a)).__traced_value(),
                                    (&&&&Capture(&b)).__traced_value(),
                                    (&&&&Capture(&c)).__traced_value(),
                                ],
                            );
                        }
                        if false {
                            return P::hint::<Result<u8, E>>();
                        }
                        match () {
                            () => g(a, b, c),
                        }
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
fn names_that_an_expression_needs_have_no_twins() {
    check(
        "tags(n = b.len())",
        "fn f(a: String, b: String) -> Result<u8, E> { g(a, b) }",
        &expect![[r#"
            fn f(a: String, b: String) -> Result<u8, E> {
                let __frame = P::enter(&__TRACED);
                if __frame.is_recording() {
                    match (&(b.len()),) {
                        (__tag0,) => {
                            use P::capture::*;
                            __frame
                                .args(
                                    &[
                                        (&&&&Capture(&a)).__traced_value(),
                                        (&&&&Capture(&b)).__traced_value(),
                                        (&&&&Capture(__tag0)).__traced_value(),
                                    ],
                                );
                        }
                    }
                }
                return P::run(
                    __frame,
                    || -> Result<u8, E> {
                        let b = b;
                        match () {
                            () => g(a, b),
                        }
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
