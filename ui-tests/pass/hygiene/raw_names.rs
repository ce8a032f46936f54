//! Names that are keywords.
#![allow(dead_code, reason = "it only has to compile")]

use traced::traced;

#[traced(skip(r#fn))]
fn r#match(r#type: u8, r#fn: u8) -> u8 {
    r#type + r#fn
}

#[traced(only(r#type), tags(type = r#type.len(), r#in = 3))]
async fn r#loop(r#type: String, r#fn: String) -> Result<String, String> {
    Ok(r#type + &r#fn)
}

struct r#Struct;

#[traced]
impl r#Struct {
    fn r#use(&self, r#ref: Vec<u8>, r#mut: Vec<u8>) -> Option<Vec<u8>> {
        let _ = r#mut;
        Some(r#ref)
    }
}

fn main() {
    r#match(1, 2);
    drop(r#loop(String::new(), String::new()));
    r#Struct.r#use(vec![], vec![]);
}
