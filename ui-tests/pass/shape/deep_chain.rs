//! Sixty-four futures, each awaiting the next, with the default `recursion_limit`.

use traced::traced;

#[traced]
async fn f0(n: String) -> Result<String, std::num::ParseIntError> {
    Ok(n)
}

macro_rules! chain {
    ($($name:ident $next:ident)*) => {
        $(
            #[traced]
            async fn $name(n: String) -> Result<String, std::num::ParseIntError> {
                $next(n).await
            }
        )*
    };
}

chain! {
    f1 f0
    f2 f1
    f3 f2
    f4 f3
    f5 f4
    f6 f5
    f7 f6
    f8 f7
    f9 f8
    f10 f9
    f11 f10
    f12 f11
    f13 f12
    f14 f13
    f15 f14
    f16 f15
    f17 f16
    f18 f17
    f19 f18
    f20 f19
    f21 f20
    f22 f21
    f23 f22
    f24 f23
    f25 f24
    f26 f25
    f27 f26
    f28 f27
    f29 f28
    f30 f29
    f31 f30
    f32 f31
    f33 f32
    f34 f33
    f35 f34
    f36 f35
    f37 f36
    f38 f37
    f39 f38
    f40 f39
    f41 f40
    f42 f41
    f43 f42
    f44 f43
    f45 f44
    f46 f45
    f47 f46
    f48 f47
    f49 f48
    f50 f49
    f51 f50
    f52 f51
    f53 f52
    f54 f53
    f55 f54
    f56 f55
    f57 f56
    f58 f57
    f59 f58
    f60 f59
    f61 f60
    f62 f61
    f63 f62
    f64 f63
}


fn main() {
    let future = f64("a".to_owned());
    assert_eq!(futures::executor::block_on(Box::pin(future)).unwrap(), "a");
}
