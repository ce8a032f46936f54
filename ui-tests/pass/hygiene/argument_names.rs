//! Arguments called like what the generated code calls its own.
#![allow(dead_code, non_snake_case, unused_variables, reason = "it only has to compile")]

use traced::traced;

#[traced(ret)]
fn sync(span: u8, ret: u8, e: u8, f: u8, __frame: u8, __r: u8, __seen: u8, __value: u8, __tag0: u8, __arg0: String, result: String) -> Result<u8, u8> {
    Ok(span + ret + e + f + __frame + __r + __seen + __value + __tag0)
}

#[traced(tags("a" = __tag0, "b" = __frame))]
async fn lazy((span, ret): (String, String), __arg0: String, __arg1: String, __tag0: u8, __frame: u8, __work: u8) -> Result<u8, u8> {
    let _ = (span, ret, __arg0, __arg1);
    std::thread::spawn(move || __work).join().map_err(|_| __tag0)
}

#[traced]
fn unit(TRACED: u8, site: u8, args: u8, line: u8, file: u8, module_path: u8) {
    let _ = (TRACED, site, args, line, file, module_path);
}

const CONSTANT: u8 = 3;
struct Marker;

#[traced]
fn marker(Marker: Marker, a: String, b: String) -> Result<u8, u8> {
    let _ = (a, b);
    Ok(CONSTANT)
}

fn main() {
    assert_eq!(sync(1, 1, 1, 1, 1, 1, 1, 1, 1, String::new(), String::new()), Ok(9));
    drop(lazy((String::new(), String::new()), String::new(), String::new(), 1, 2, 3));
    unit(1, 2, 3, 4, 5, 6);
    assert_eq!(marker(Marker, String::new(), String::new()), Ok(3));
}
