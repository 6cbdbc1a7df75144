/// What the browser shows once it came back. Nothing in it comes from outside but an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// It is done.
    Done,
    /// The user said no.
    Declined,
    /// It came to nothing; the terminal says why.
    Failed,
    /// This address belongs to nothing that is under way.
    Foreign,
    /// A browser was sent on from here before.
    Used,
    /// There is no such page.
    Missing,
    /// The request is none that a browser sends here.
    Odd,
    /// On to the next address.
    Onward(String),
}

impl Page {
    /// The whole answer.
    pub(super) fn answer(&self) -> String {
        let (status, title, words) = match self {
            Page::Done => ("200 OK", "Signed in", "You can close this window and go back to the terminal."),
            Page::Declined => ("200 OK", "Not signed in", "You said no. You can close this window."),
            Page::Failed => ("200 OK", "Not signed in", "The terminal says why. You can close this window."),
            Page::Foreign => {
                ("400 Bad Request", "Nothing was done", "This address belongs to no signing in under way.")
            }
            Page::Used => (
                "410 Gone",
                "This address worked once",
                "Copy the address that the terminal shows. If you did not open this before, somebody else on this \
                 machine did: cancel there, and sign in again.",
            ),
            Page::Missing => ("404 Not Found", "Nothing here", "stagedoor waits at another address."),
            Page::Odd => ("400 Bad Request", "Nothing was done", "stagedoor does not understand this request."),
            Page::Onward(address) => {
                return format!(
                    "HTTP/1.1 302 Found\r\nLocation: {}\r\n{HEAD}Content-Length: 0\r\n\r\n",
                    plain(address)
                );
            }
        };
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
             <h1>{title}</h1><p>{words}</p></html>\n"
        );
        let length = page.len();
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{HEAD}Content-Length: {length}\r\n\r\n{page}"
        )
    }
}

/// The address with the code in it goes to nobody and is kept nowhere.
const HEAD: &str = "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
                    Content-Security-Policy: default-src 'none'\r\nConnection: close\r\n";

/// An address that cannot end its line.
fn plain(address: &str) -> String {
    address.chars().filter(char::is_ascii_graphic).collect()
}
