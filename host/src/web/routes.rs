//! Every address of the page, who may ask it and which screen answers.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{self, Body, Bytes};
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use futures_core::Stream;
use tokio::sync::{mpsc, oneshot};

use super::answer::{Answer, Export, Problem, WritingError};
use super::guard::{self, Access, Refusal};
use super::visit::{Pairs, Visit};
use super::{
    Shared, assets, customer, customers, deciding, delivery, duplicates, exports, file, frame, history, merges,
    merging, places, replaying, retrievals, rules, running, settings, today, trial,
};
use crate::messages::Language;
use crate::report::words::Words;

/// The cookie of the language that a person chose.
pub(super) const LANGUAGE: &str = "redescente-lang";
/// Bytes of a form: a customer's record is a few hundred.
const FORM: usize = 64 * 1024;
/// Bytes of a file that are sent at a time.
const CHUNK: usize = 64 * 1024;
/// Chunks that may wait for a slow reader.
const WAITING: usize = 4;

/// What a route does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Shows something.
    Get,
    /// Changes something.
    Post,
}

/// What answers a request that was checked.
#[derive(Clone, Copy)]
enum Run {
    /// A part of the page that holds nothing of the store.
    Asset(&'static str, &'static str),
    /// Swaps a code for a cookie.
    Enter,
    /// A screen.
    Screen(fn(&mut Visit<'_>) -> Result<Answer, Problem>),
}

struct Route {
    verb: Verb,
    path: &'static str,
    run: Run,
}

const fn get_(path: &'static str, run: fn(&mut Visit<'_>) -> Result<Answer, Problem>) -> Route {
    Route { verb: Verb::Get, path, run: Run::Screen(run) }
}

const fn post_(path: &'static str, run: fn(&mut Visit<'_>) -> Result<Answer, Problem>) -> Route {
    Route { verb: Verb::Post, path, run: Run::Screen(run) }
}

const ROUTES: &[Route] = &[
    Route { verb: Verb::Get, path: places::ENTER, run: Run::Enter },
    Route { verb: Verb::Get, path: assets::STYLE_PATH, run: Run::Asset("text/css; charset=utf-8", assets::STYLE) },
    Route {
        verb: Verb::Get,
        path: assets::SCRIPT_PATH,
        run: Run::Asset("text/javascript; charset=utf-8", assets::SCRIPT),
    },
    Route { verb: Verb::Get, path: assets::ICON_PATH, run: Run::Asset("image/svg+xml", assets::ICON) },
    get_(places::TODAY, today::show),
    get_(places::RETRIEVALS, retrievals::list),
    get_("/recuperations/{id}", retrievals::one),
    get_("/livraisons/{id}", delivery::show),
    get_("/livraisons/{id}/export", exports::delivery),
    get_("/livraisons/{id}/fichier", file::show),
    get_("/livraisons/{id}/octets", exports::raw),
    get_(places::DUPLICATES, duplicates::list),
    get_("/doublons/{id}", duplicates::one),
    get_(places::MERGING, merging::show),
    post_(places::MERGING, merging::merge),
    get_(places::MERGES, merges::list),
    get_("/fusions/{id}", merges::one),
    post_("/fusions/{id}/annuler", merges::undo),
    post_(places::DISTINCT, deciding::distinct),
    post_(places::DISTINCT_UNDO, deciding::undo_distinct),
    post_(places::OPT_OUT, deciding::opt_out),
    get_(places::HISTORY, history::show),
    post_(places::REVERT, deciding::revert),
    get_("/historique/export", exports::history),
    get_(places::CUSTOMERS, customers::show),
    get_("/clients/export", exports::customers),
    get_(places::CUSTOMER, customer::show),
    get_(places::EDIT, customer::edit),
    post_(places::EDIT, customer::save),
    post_("/client/annuler", customer::undo),
    get_(places::SETTINGS, settings::show),
    post_(places::SETTINGS, settings::save),
    post_(places::TRIAL, trial::run),
    post_(places::RULES_TRIAL, trial::rules),
    get_(places::RULES, rules::show),
    post_(places::RULES_LOOK, rules::look),
    get_(places::RULES_REPLAY, replaying::show),
    post_(places::RULES_REPLAY, replaying::begin),
    post_(places::RULES_REPLAY_STOP, replaying::stop),
    post_(places::RULES_ACTIVATE, rules::activate),
    post_(places::RULES_BACK, rules::back),
    get_(places::RUNNING, running::show),
    post_(places::RUNNING, running::begin),
    post_("/langue", frame::language),
];

impl Route {
    const fn access(&self) -> Access {
        match (self.run, self.verb) {
            (Run::Asset(..) | Run::Enter, _) => Access::Anyone,
            (Run::Screen(_), Verb::Get) => Access::Reader,
            (Run::Screen(_), Verb::Post) => Access::Writer,
        }
    }
}

/// Every route: what it does, its path with places in braces, who may ask it.
pub fn routes() -> impl Iterator<Item = (Verb, &'static str, Access)> {
    ROUTES.iter().map(|route| (route.verb, route.path, route.access()))
}

/// The page as a service.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        router = router.route(route.path, handler(route, &shared));
    }
    let unknown = move |shared: Arc<Shared>| {
        move |request: Request| {
            let shared = Arc::clone(&shared);
            async move {
                let access = guard::access_of_unknown(request.method(), request.uri());
                let nothing = Run::Screen(|_| Err(Problem::nothing_here()));
                guard::seal(answer(shared, access, nothing, Vec::new(), request).await)
            }
        }
    };
    router.fallback(unknown(Arc::clone(&shared))).method_not_allowed_fallback(unknown(shared))
}

fn handler(route: &'static Route, shared: &Arc<Shared>) -> MethodRouter {
    let shared = Arc::clone(shared);
    let handle = move |places: RawPathParams, request: Request| {
        let shared = Arc::clone(&shared);
        let places = places.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        async move { guard::seal(answer(shared, route.access(), route.run, places, request).await) }
    };
    match route.verb {
        Verb::Get => get(handle),
        Verb::Post => post(handle),
    }
}

async fn answer(shared: Arc<Shared>, access: Access, run: Run, places: Pairs, request: Request) -> Response {
    let (parts, sent) = request.into_parts();
    let language = language(&parts.headers, shared.language);
    let token = match guard::check(access, &parts.headers, shared.port, &shared.sessions) {
        Ok(token) => token.unwrap_or_default(),
        Err(refusal) => return refused(&shared, refusal, language, access),
    };
    let run = match run {
        Run::Asset(kind, content) => return ([(header::CONTENT_TYPE, kind)], content).into_response(),
        Run::Enter => return enter(&shared, &parts.uri, language),
        Run::Screen(run) => run,
    };
    let Ok(form) = body::to_bytes(sent, FORM).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let asked = Asked { token, places, uri: parts.uri, form, access, language };
    let (head, answered) = oneshot::channel();
    // SQLite and the rules take a thread each while they work.
    tokio::task::spawn_blocking(move || visit(&shared, run, asked, head));
    answered.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// A checked request.
struct Asked {
    token: String,
    places: Pairs,
    uri: Uri,
    form: Bytes,
    access: Access,
    language: Language,
}

type Screen = fn(&mut Visit<'_>) -> Result<Answer, Problem>;

fn visit(shared: &Arc<Shared>, run: Screen, asked: Asked, head: oneshot::Sender<Response>) {
    let messages = shared.messages(asked.language);
    let opened = shared.stores.take().and_then(|store| {
        let words = Words::new(messages, &store.base.wordings()?, store.settings.store.time_zone);
        Ok((store, words))
    });
    let (store, words) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let problem = Problem::from(error);
            let body = frame::bare(messages, &messages.plain("page-problem"), problem.markup(messages));
            let _ = head.send(html(problem.status, body.into_string()));
            return;
        }
    };
    let read = |bytes: &[u8]| form_urlencoded::parse(bytes).into_owned().collect::<Pairs>();
    let mut visit = Visit {
        store,
        words,
        shared,
        token: asked.token,
        path: asked.uri.path().to_owned(),
        places: asked.places,
        query: read(asked.uri.query().unwrap_or_default().as_bytes()),
        form: read(&asked.form),
    };
    let response = match run(&mut visit) {
        Ok(Answer::Page(page) | Answer::Part(page)) => html(200, page.into_string()),
        Ok(Answer::Go { address, cookie }) => {
            let mut response = json(&serde_json::json!({ "go": address }));
            if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
        Ok(Answer::Json(value)) => json(&value),
        Ok(Answer::File(export)) => {
            send(export, &mut visit, head);
            shared.stores.give_back(visit.store);
            return;
        }
        Err(problem) if asked.access == Access::Writer => {
            html(problem.status, problem.markup(visit.words.messages).into_string())
        }
        Err(problem) => html(problem.status, problem.page(&visit).into_string()),
    };
    // Whoever asked may have left.
    let _ = head.send(response);
    shared.stores.give_back(visit.store);
}

fn html(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
}

fn json(value: &serde_json::Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

fn send(export: Export, visit: &mut Visit<'_>, head: oneshot::Sender<Response>) {
    let (chunks, received) = mpsc::channel(WAITING);
    let headers = [
        (header::CONTENT_TYPE, export.kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", export.name)),
    ];
    if head.send((headers, Body::from_stream(Received(received))).into_response()).is_err() {
        return;
    }
    let mut out = io::BufWriter::with_capacity(CHUNK, Chunks(chunks.clone()));
    let written = (export.write)(visit, &mut out).and_then(|()| Ok(out.flush()?));
    if let Err(WritingError::Store(error)) = written {
        // The connection breaks off: a file that is not whole must not look as if it were.
        let _ = chunks.blocking_send(Err(io::Error::other(error)));
    }
}

/// Writes what another task sends.
struct Chunks(mpsc::Sender<io::Result<Bytes>>);

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map(|()| bytes.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The other end of [`Chunks`].
struct Received(mpsc::Receiver<io::Result<Bytes>>);

impl Stream for Received {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

fn enter(shared: &Shared, uri: &Uri, language: Language) -> Response {
    let mut questions = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let code = questions.find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()).unwrap_or_default();
    match shared.sessions.enter(&code) {
        Some(cookie) => {
            let headers = [
                (header::SET_COOKIE, guard::set_cookie(shared.port, &cookie)),
                (header::LOCATION, places::TODAY.to_owned()),
            ];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        None => refused(shared, Refusal::Stranger, language, Access::Anyone),
    }
}

fn refused(shared: &Shared, refusal: Refusal, language: Language, access: Access) -> Response {
    let (status, code) = match refusal {
        Refusal::Host => (421, "page.refused-host"),
        Refusal::Foreign => (403, "page.refused-foreign"),
        Refusal::Stranger => (401, "page.refused-stranger"),
        Refusal::Token => (403, "page.refused-token"),
    };
    let messages = shared.messages(language);
    let problem = Problem { status, code: code.to_owned(), arguments: Vec::new(), more: None };
    let markup = problem.markup(messages);
    let body = match access {
        Access::Writer => markup,
        Access::Anyone | Access::Reader => frame::bare(messages, &messages.plain("page-closed"), markup),
    };
    html(status, body.into_string())
}

fn language(headers: &HeaderMap, default: Language) -> Language {
    match guard::cookie(headers, LANGUAGE) {
        Some("fr") => Language::French,
        Some("en") => Language::English,
        _ => default,
    }
}
