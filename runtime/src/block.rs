//! `span!`: a span for a block of synchronous code.

/// Opens a span, and returns the guard that ends it when dropped. The guard is not `Send`: it must not be held across an `.await`; for
/// asynchronous code there is [`FutureExt`](crate::FutureExt).
///
/// The name is a constant. Keys are identifiers, dotted identifiers or literals; values are recorded as `#[traced]` records arguments, and
/// evaluated only when the span is recorded.
///
/// ```
/// # let (items, user_id) = (vec![1, 2], 7);
/// let _span = traced_runtime::span!("checkout", items = items.len(), user.id = user_id, "cart" = "main");
/// ```
#[macro_export]
macro_rules! span {
    ($name:expr $(, $($key:tt).+ = $value:expr)* $(,)?) => {{
        static __TRACED: $crate::private::Callsite = $crate::private::Callsite::new($crate::private::Meta {
            name: $name,
            function: "",
            module: ::core::module_path!(),
            file: ::core::file!(),
            line: ::core::line!(),
            fields: &[$($crate::__traced_key!($($key).+)),*],
            kind: $crate::private::Kind::Internal,
            orphan: $crate::private::Orphan::Root,
            errors: $crate::private::Errors::Chain,
            shape: $crate::private::Shape::UNKNOWN,
        });
        $crate::private::register!(__TRACED);
        let frame = $crate::private::enter(&__TRACED);
        if frame.is_recording() {
            #[allow(unused_imports, reason = "where there are no tags")]
            use $crate::private::capture::*;
            frame.args(&[$((&&&&Capture(&$value)).__traced_value()),*]);
        }
        frame
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __traced_key {
    ($key:literal) => { $key };
    ($first:ident $(. $more:ident)*) => { ::core::concat!(::core::stringify!($first) $(, ".", ::core::stringify!($more))*) };
}
