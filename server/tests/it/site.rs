//! Files of the built site.

use domain::Role;
use reqwest::Method;

use crate::house::{Plan, header};

#[tokio::test]
async fn files_come_compressed_and_stay_as_long_as_their_name_means_them() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    let name = "uptake.0123456789abcdef";
    let manifest = |name: &str| {
        format!(
            r#"{{"output_name":"{name}","js":"/pkg/{name}.js","wasm":"/pkg/{name}_bg.wasm","css":"/pkg/{name}.css"}}"#
        )
    };
    write(&format!("pkg/{name}.js"), "plain script");
    write(&format!("pkg/{name}.js.br"), "brotli");
    write(&format!("pkg/{name}.js.gz"), "gzip");
    write("favicon.svg", "<svg/>");
    write("site.json", &manifest(name));
    let house = Plan::default().with("site_dir", folder.path().to_str().unwrap()).build().await;
    let browser = house.browser();
    let script = format!("/pkg/{name}.js");
    for (accept, encoding, body) in [
        ("gzip, deflate, br, zstd", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "gzip"),
        ("identity", "", "plain script"),
    ] {
        let response = browser.request(Method::GET, &script).header("accept-encoding", accept).send().await.unwrap();
        assert_eq!((response.status().as_u16(), header(&response, "content-encoding")), (200, encoding), "{accept}");
        assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&response, "content-type"), "text/javascript; charset=utf-8");
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(response.text().await.unwrap(), body);
    }
    let icon = browser.get("/favicon.svg").await;
    assert_eq!(header(&icon, "cache-control"), "public, no-cache");
    let tag = header(&icon, "etag").to_owned();
    let again = browser.request(Method::GET, "/favicon.svg").header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let head = browser.request(Method::HEAD, &script).send().await.unwrap();
    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, "12"));
    for missing in ["/pkg/none.js", "/pkg/../site.json", "/pkg/%2e%2e/site.json", "/site.json"] {
        assert_ne!(browser.get(missing).await.status(), 200, "{missing}");
    }
    let form = browser.page("/sign-in").await.text().await.unwrap();
    assert!(form.contains(&format!("/pkg/{name}.css")) && !form.contains(&script), "a form is not woken: {form}");
    let reader = house.signed_in(Role::Leader).await;
    let page = reader.page("/").await.text().await.unwrap();
    assert!(page.contains(&format!("/pkg/{name}.css")) && page.contains(&script), "{page}");

    // Rebuilt while the server runs.
    let later = "uptake.fedcba9876543210";
    write(&format!("pkg/{later}.js"), "later");
    write("site.json", &manifest(later));
    let future = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    std::fs::File::options().append(true).open(folder.path().join("site.json")).unwrap().set_modified(future).unwrap();
    let page = reader.page("/").await.text().await.unwrap();
    assert!(page.contains(&format!("/pkg/{later}.js")) && !page.contains(name));
}
