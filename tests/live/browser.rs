//! A browser for tests: visits an address, follows where it is sent with its cookies, and fills in
//! what it is asked: the forms of oidc-provider, of Keycloak, and of the page on which one approves a
//! client of Backstage.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use url::Url;

/// Pages and redirects that one visit may take.
const LONGEST: usize = 30;

/// The password of everybody.
const PASSWORD: &str = "rig";

/// Somebody's browser.
#[derive(Debug)]
pub struct Browser {
    login: String,
    says_no: bool,
    stops: bool,
    /// Typed where a page asks for the code of a device.
    code: String,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    /// Where it has been.
    pub visited: Vec<Url>,
}

/// Where a visit ends.
#[derive(Debug)]
pub struct End {
    pub address: Url,
    /// The page, where it was visited.
    pub page: Option<(u16, String)>,
}

impl End {
    /// What the page says, which is there.
    #[track_caller]
    pub fn page(&self) -> &str {
        &self.page.as_ref().unwrap_or_else(|| panic!("no page: {self:?}")).1
    }
}

impl Browser {
    /// Signs in as somebody, and says yes to all.
    pub fn of(login: &str) -> Self {
        let (code, cookies) = (String::new(), BTreeMap::new());
        Self { login: login.into(), says_no: false, stops: false, code, cookies, visited: Vec::new() }
    }

    /// Says no as soon as it is asked.
    pub fn saying_no(mut self) -> Self {
        self.says_no = true;
        self
    }

    /// Ends where it is sent back to the program, without going there: on another machine that page
    /// cannot be shown.
    pub fn elsewhere(mut self) -> Self {
        self.stops = true;
        self
    }

    /// Types this where a code is asked for.
    pub fn typing(mut self, code: &str) -> Self {
        self.code = code.into();
        self
    }

    /// Visits an address, up to a page on which there is nothing to fill in.
    #[track_caller]
    pub fn visit(&mut self, address: &str) -> End {
        let mut request = Request::get(Url::parse(address).unwrap_or_else(|why| panic!("{address}: {why}")));
        let mut said_no = false;
        for _ in 0..LONGEST {
            let address = request.address.clone();
            if self.stops && address.path() == "/callback" {
                return End { address, page: None };
            }
            self.visited.push(address.clone());
            let answer = self.exchange(&request);
            request = match answer.location() {
                Some(location) if (300..400).contains(&answer.status) => Request::get(address.join(location).unwrap()),
                // whoever was refused may ask once more, and is left alone
                _ => match self.filled(&address, &answer.body).filter(|_| !said_no) {
                    Some((next, is_no)) => {
                        said_no = is_no;
                        next
                    }
                    None => return End { address, page: Some((answer.status, answer.body)) },
                },
            };
        }
        panic!("{} is sent around: {:#?}", self.login, self.visited);
    }

    /// The request that the form of a page makes, and whether it says no; none where there is no form.
    fn filled(&self, address: &Url, page: &str) -> Option<(Request, bool)> {
        if let (true, Some(link)) = (self.says_no, between(page, "href=\"", "/abort\"")) {
            let no = address.join(&format!("{}/abort", link.rsplit('"').next()?)).unwrap();
            return Some((Request::get(no), true));
        }
        let form = Form::first(page)?;
        let mut fields: Vec<(String, String)> = form.fields.iter().filter_map(|field| self.fill(field)).collect();
        let button = form.button(self.says_no);
        let is_no = self.says_no && button.is_some();
        fields.extend(button);
        let action = address.join(&form.action).unwrap();
        Some((Request { address: action, body: Some(encoded(&fields)) }, is_no))
    }

    fn fill(&self, field: &Field) -> Option<(String, String)> {
        let value = match (field.name.as_str(), field.kind.as_str()) {
            (_, "hidden") => field.value.clone(),
            ("login" | "username" | "email", _) => self.login.clone(),
            ("password", _) => PASSWORD.to_owned(),
            ("user_code" | "device_user_code", _) => self.code.clone(),
            (_, "submit" | "checkbox") | ("", _) => return None,
            _ => field.value.clone(),
        };
        Some((field.name.clone(), value))
    }

    fn exchange(&mut self, request: &Request) -> Answer {
        let host =
            format!("{}:{}", request.address.host_str().unwrap(), request.address.port_or_known_default().unwrap());
        assert!(host.starts_with("127.0.0.1:"), "the tests' browser leaves this machine: {}", request.address);
        let jar = self.cookies.entry(host.clone()).or_default();
        let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.send(&host, &cookies.join("; "));
        for line in answer.all("set-cookie") {
            let (cookie, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = cookie.split_once('=').unwrap();
            if value.is_empty() || attributes.to_ascii_lowercase().contains("max-age=0") {
                jar.remove(name.trim());
            } else {
                jar.insert(name.trim().into(), value.into());
            }
        }
        answer
    }
}

struct Request {
    address: Url,
    body: Option<String>,
}

impl Request {
    fn get(mut address: Url) -> Self {
        address.set_fragment(None);
        Self { address, body: None }
    }

    fn send(&self, host: &str, cookies: &str) -> Answer {
        let path = &self.address[url::Position::BeforePath..];
        let method = if self.body.is_some() { "POST" } else { "GET" };
        let body = self.body.as_deref().unwrap_or_default();
        let mut stream = TcpStream::connect(host).unwrap_or_else(|why| panic!("{}: {why}", self.address));
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // HTTP/1.0: the answer is neither chunked nor compressed, and ends with the connection
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nAccept: text/html\r\nCookie: rig=1; {cookies}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap_or_else(|why| panic!("{}: {why}", self.address));
        Answer::parse(&String::from_utf8_lossy(&answer))
    }
}

struct Answer {
    status: u16,
    head: Vec<(String, String)>,
    body: String,
}

impl Answer {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no HTTP answer: {text:?}"));
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let head = lines.filter_map(|line| line.split_once(':'));
        let head = head.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Self { status, head, body: body.to_owned() }
    }

    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.head.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn location(&self) -> Option<&str> {
        self.all("location").next()
    }
}

/// A form of a page, as far as the pages that are met here go.
struct Form {
    action: String,
    fields: Vec<Field>,
    buttons: Vec<Field>,
}

struct Field {
    name: String,
    kind: String,
    value: String,
}

impl Form {
    fn first(page: &str) -> Option<Self> {
        let start = page.find("<form")?;
        let text = &page[start..];
        let end = text.find("</form>").unwrap_or(text.len());
        let tags = |word: &str, within: &str| -> Vec<Field> {
            let tag = format!("<{word}");
            let tags = within.split(&tag).skip(1).filter(|rest| rest.starts_with(char::is_whitespace));
            tags.map(|rest| Field::of(rest.split('>').next().unwrap_or(rest))).collect()
        };
        let head = text.split('>').next()?;
        let inputs = tags("input", &text[..end]);
        let (submits, fields) = inputs.into_iter().partition(|field: &Field| field.kind == "submit");
        // a button may stand outside of its form
        let buttons = tags("button", text).into_iter().chain(submits).collect();
        Some(Self { action: attribute(head, "action").unwrap_or_default(), fields, buttons })
    }

    /// The button that says yes, or no.
    fn button(&self, says_no: bool) -> Option<(String, String)> {
        let refuses = |field: &&Field| {
            ["cancel", "reject", "abort", "no"].contains(&field.name.as_str()) || field.value == "reject"
        };
        let named = |field: &&Field| !field.name.is_empty();
        let found = match says_no {
            true => self.buttons.iter().find(refuses),
            false => self.buttons.iter().find(|field| named(field) && !refuses(field)),
        };
        found.map(|field| (field.name.clone(), field.value.clone()))
    }
}

impl Field {
    fn of(tag: &str) -> Self {
        let of = |name: &str| attribute(tag, name).unwrap_or_default();
        Self { name: of("name"), kind: of("type"), value: of("value") }
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let text = between(tag, &format!("{name}=\""), "\"")?;
    Some(text.replace("&amp;", "&").replace("&#x2F;", "/").replace("&#x3D;", "="))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (before, _) = text.split_once(start).map(|(_, rest)| rest.split_once(end))??;
    Some(before)
}

fn encoded(fields: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
