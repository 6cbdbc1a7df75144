use qrcode::{Color, EcLevel, QrCode};

/// The empty border, in modules. The norm asks for four; cameras make do with two, and a terminal
/// has few lines.
const BORDER: usize = 2;

/// The same address in fewer letters, for a smaller code: `:` and `/` may stand in a query as they are
/// (RFC 3986, 3.4). A text that is no address with a query stays as it is.
pub fn with_fewer_letters(address: &str) -> String {
    let Some((place, query)) = address.split_once('?').filter(|(place, _)| place.contains("://")) else {
        return address.to_owned();
    };
    let query = [("%3A", ":"), ("%2F", "/")]
        .into_iter()
        .fold(query.to_owned(), |query, (long, short)| query.replace(long, short));
    format!("{place}?{query}")
}

/// A text as a QR code (ISO/IEC 18004), two modules a cell: a line of `█`, `▀`, `▄` and spaces for
/// each two rows, all equally wide, with the empty border. What is drawn is *dark*: it has to be
/// painted black on white, whatever the terminal's own colours are, or few cameras read it.
///
/// `None` where the text is longer than a QR code can be.
pub fn qr_lines(text: &str) -> Option<Vec<String>> {
    // least correction: a screen has no scratches, and a smaller code fits more terminals
    let code = QrCode::with_error_correction_level(with_fewer_letters(text), EcLevel::L).ok()?;
    let width = code.width();
    let colors = code.into_colors();
    let dark = |x: usize, y: usize| {
        let (x, y) = (x.checked_sub(BORDER), y.checked_sub(BORDER));
        x.zip(y)
            .filter(|(x, y)| *x < width && *y < width)
            .and_then(|(x, y)| colors.get(y.checked_mul(width)?.checked_add(x)?))
            .is_some_and(|color| *color == Color::Dark)
    };
    let side = width + 2 * BORDER;
    let cell = |x: usize, y: usize| match (dark(x, y), dark(x, y + 1)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    Some((0..side).step_by(2).map(|y| (0..side).map(|x| cell(x, y)).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules as they were drawn, row by row.
    fn rows(lines: &[String]) -> Vec<Vec<bool>> {
        let half = |line: &String, of: [char; 2]| line.chars().map(|cell| of.contains(&cell)).collect();
        lines.iter().flat_map(|line| [half(line, ['█', '▀']), half(line, ['█', '▄'])]).collect()
    }

    #[test]
    fn each_module_is_drawn_dark_where_it_is_dark_inside_an_empty_border() {
        let text = "https://portal.example/device?user_code=WDJB-MJHT";
        let rows = rows(&qr_lines(text).unwrap());
        let code = QrCode::with_error_correction_level(text, EcLevel::L).unwrap();
        for y in 0..code.width() {
            for x in 0..code.width() {
                assert_eq!(rows[y + 2][x + 2], code[(x, y)] == Color::Dark, "at {x}, {y}");
            }
        }
        assert!(rows[..2].iter().flatten().all(|dark| !dark), "above");
        assert!(rows.iter().all(|row| !row[0] && !row[1] && !row[code.width() + 2]), "beside");
        assert_eq!(rows[0].len(), code.width() + 4);
        assert!(rows.len() >= code.width() + 4, "below");
    }

    #[test]
    fn an_address_is_drawn_in_fewer_letters_and_says_the_same() {
        let long = "https://portal.example/a%2Fb?client_id=https%3A%2F%2Fportal.example%2Fcli.json&x=%26%253A%3f";
        let short = with_fewer_letters(long);
        assert_eq!(short, "https://portal.example/a%2Fb?client_id=https://portal.example/cli.json&x=%26%253A%3f");
        let said = |text: &str| url::Url::parse(text).unwrap().query_pairs().into_owned().collect::<Vec<_>>();
        assert_eq!(said(long), said(&short));
        for text in ["no address?x=%3A", "https://portal.example/%3A", ""] {
            assert_eq!(with_fewer_letters(text), text);
        }
    }

    #[test]
    fn what_is_too_long_for_a_code_has_none() {
        assert!(qr_lines(&"x".repeat(2_953)).is_some());
        assert_eq!(qr_lines(&"x".repeat(2_954)), None);
    }
}
