//! `impl`, `trait` and `mod`.

use expect_test::expect;

use super::support::{check, whole};

#[test]
fn functions_are_named_after_their_type() {
    let text = whole("", "impl<T> a::B<T> { fn f() { g() } }");
    assert!(text.contains("name: \"B::f\"") && text.contains("function: \"f\""), "{text}");
    let text = whole("", "impl a::Trait for &'a mut [B] { fn f() { g() } }");
    assert!(text.contains("name: \"[B]::f\""), "{text}");
    let text = whole("", "mod m { fn f() { g() } impl B { fn h() { g() } } }");
    assert!(text.contains("name: \"f\"") && text.contains("name: \"B::h\""), "{text}");
}

/// A tool that writes the attribute on a method says what is around it: the method becomes what it would inside an annotated `impl`. Of a trait's
/// it cannot know whether it may be anything but `async`.
#[test]
fn a_function_may_be_told_what_is_around_it() {
    let inside = |text: &str| text.split_whitespace().collect::<String>();
    let (plain, later) = ("fn f(&self, n: u8) -> u8 { g(n) }", "async fn f(&self, n: u8) -> u8 { g(n) }");
    let (own, of_trait) = ("within(\"B\")", "within(\"B\", trait)");
    for (header, within, method) in [
        ("impl B", own, plain),
        ("impl B", own, later),
        ("impl Tr for B", of_trait, plain),
        ("trait B", of_trait, later),
    ] {
        let around = inside(&whole("", &format!("{header} {{ {method} }}")));
        let alone = inside(&whole(within, method));
        assert!(around.contains(&alone), "{around}\n{alone}");
    }
}

#[test]
fn what_is_passed_over_is_untouched() {
    let items = [
        "impl A { const fn f() -> u8 { 3 + 4 } }",
        "impl A { fn f(&self) -> &B { &self.b } }",
        "impl A { fn f(&self) -> usize { self.b.c.len() } }",
        "impl A { #[inline(always)] fn f(a: u8) { g(a) } }",
        "impl A { const X: u8 = 3; type T = u8; made!(); }",
        "impl fmt::Debug for A { fn fmt(&self, f: &mut F) -> R { g(f) } }",
        "impl Drop for A { fn drop(&mut self) { g() } }",
        "trait A { fn f(); }",
        "mod m { struct A { a: u8 } use a::{b, c}; static X: [u8; 3] = [3; { 1 }]; extern \"C\" { fn f(); } }",
        "mod m { mod n; }",
    ];
    for item in items {
        let plain = prettyplease::unparse(&syn::parse_str(item).expect(item));
        assert_eq!(whole("", item), plain);
    }
}

#[test]
fn an_attribute_inside_overrides() {
    check(
        "skip_all",
        "impl A { #[traced(off)] fn f() { g() } #[traced(only(a))] fn h(a: u8) { g() } }",
        &expect![[r#"
            impl A {
                fn f() {
                    g()
                }
                fn h(a: u8) {
                    let __frame = P::enter(&__TRACED);
                    if __frame.is_recording() {
                        use P::capture::*;
                        __frame.args(&[(&&&&Capture(&a)).__traced_value()]);
                    }
                    let a = a;
                    match () {
                        () => g(),
                    }
                }
            }
        "#]],
    );
}

#[test]
fn an_attribute_under_a_condition_is_left_to_itself() {
    check(
        "kind = client",
        "impl A { #[cfg_attr(feature = \"x\", traced(skip_all))] fn f(a: u8) { g(a) } }",
        &expect![[r#"
        impl A {
            #[cfg_attr(feature = "x", traced(skip_all))]
            #[cfg_attr(not(feature = "x"), ::traced::traced(kind = client, "A::f"))]
            fn f(a: u8) {
                g(a)
            }
        }
    "#]],
    );
}

#[test]
fn an_async_function_stays_one_under_another_macro() {
    check(
        "skip_all",
        "#[async_trait] impl A for B { async fn f(&self) { g().await } }",
        &expect![[r#"
        #[async_trait]
        impl A for B {
            async fn f(&self) {
                return P::future::<
                    (),
                    _,
                    _,
                >(
                        &__TRACED,
                        async move {
                            let _ = (&self,);
                            if false {
                                return;
                            }
                            g().await
                        },
                        P::ignore,
                    )
                    .await;
            }
        }
    "#]],
    );
}

#[test]
fn what_cannot_be_read_is_passed_on() {
    assert!(whole("", "mod m { fn f() { g() } some new syntax }").contains("some new syntax"));
}
