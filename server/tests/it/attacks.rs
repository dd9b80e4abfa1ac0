//! Attacks that are tried and refused, each a test over HTTP. docs/security.md lists all of them, also those whose test is with
//! what they attack.

mod apps;
mod assets;
mod forgery;
mod headers;
mod inside;
mod redirects;
mod secrets;
mod sessions;
mod strangers;
mod tenants;

/// Forms that are no server functions, as the router has them.
fn other_forms() -> Vec<&'static str> {
    let router = include_str!("../../src/router.rs");
    let (_, dashboard) = router.split_once("fn dashboard(").expect("its routes");
    let forms = dashboard
        .lines()
        .filter_map(|line| line.trim().strip_prefix(".route(\"")?.split_once("\", post("))
        .map(|(path, _)| path)
        .collect::<Vec<_>>();
    assert!(forms.len() > 2, "the router is written in another way: {forms:?}");
    forms
}

/// All pages, with parameters as `:name`.
fn pages() -> Vec<String> {
    let pages: Vec<_> = leptos_axum::generate_route_list(app::App)
        .iter()
        .map(|page| page.path().replace("/{", "/:").replace('}', ""))
        .collect();
    assert!(pages.len() > 30, "{pages:?}");
    pages
}
