//! The stock service's client and server, as `tonic-prost-build` would write them, but without protoc: the messages are in `src/contract.rs`.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let method = |name: &str, route: &str, output: &str| {
        Method::builder()
            .name(name)
            .route_name(route)
            .input_type("crate::contract::Wish")
            .output_type(output)
            .codec_path("tonic_prost::ProstCodec")
    };
    let stock = Service::builder()
        .package("shop")
        .name("Stock")
        .method(method("reserve", "Reserve", "crate::contract::Level").build())
        .method(method("watch", "Watch", "crate::contract::Level").server_streaming().build());
    Builder::new().compile(&[stock.build()]);
}
