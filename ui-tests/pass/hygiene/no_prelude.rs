//! Without any prelude.
#![no_implicit_prelude]
#![allow(dead_code, reason = "it only has to compile")]

use ::traced::traced;

#[traced(ret, locate)]
fn sync(a: u32, b: &str) -> ::core::result::Result<u32, ::std::string::String> {
    let _ = b;
    let c = ::core::result::Result::<u32, ::std::string::String>::Ok(a)?;
    ::core::result::Result::Ok(c)
}

#[traced(tags("n" = 3))]
async fn lazy(a: ::std::string::String, b: ::std::string::String) -> ::core::option::Option<::std::string::String> {
    let _ = b;
    ::core::option::Option::Some(a)
}

#[traced]
fn unit(a: u8) {
    let _ = a;
}

fn main() {
    let _ = sync(1, "");
    ::core::mem::drop(lazy(::std::string::String::new(), ::std::string::String::new()));
    unit(1);
}
