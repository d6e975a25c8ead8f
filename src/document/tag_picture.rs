//! Pictures that template tags name: arguments of includes and shortcodes, imports of
//! MDX. Only what is written out is read; a variable is nothing that can be looked for.

use super::arguments::{Argument, arguments, word_len};
use super::markdown::Found;
use super::picture::{Description, Mention, Own, Picture, Target, has_picture_ending};
use super::source::from_root;
use super::template::{Masks, tag_name};
use crate::generator::TemplateLanguage;
use crate::text::Span;

/// Tags that hand their arguments to a file of the site.
const INCLUDES: [&str; 5] =
    ["include", "include_cached", "include_relative", "render", "includeCached"];

/// Parts of names that say that a tag shows a picture.
const PICTURE_TAGS: [&str; 5] = ["image", "img", "figure", "picture", "photo"];

/// Parts of names of arguments that may hold one, if the value ends like one.
const PICTURE_ARGUMENTS: [&str; 16] = [
    "image",
    "img",
    "src",
    "url",
    "picture",
    "photo",
    "path",
    "file",
    "poster",
    "thumb",
    "cover",
    "banner",
    "hero",
    "logo",
    "avatar",
    "background",
];

fn says(parts: &[&str], name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    parts.iter().any(|part| name.contains(part))
}

/// The pictures that the tag at `tag` names by itself.
pub(super) fn of_tag(
    text: &str,
    tag: Span,
    language: TemplateLanguage,
    own: Own<'_>,
) -> Vec<Picture> {
    if language == TemplateLanguage::Mdx {
        return of_module(text, tag, own);
    }
    let Some((name, inner)) = opened(text, tag, language) else { return Vec::new() };
    let is_include = INCLUDES.contains(&name);
    let is_shortcode = matches!(language, TemplateLanguage::Hugo | TemplateLanguage::Zola);
    let shows = says(&PICTURE_TAGS, name);
    if !(is_include || is_shortcode || shows) {
        return Vec::new();
    }
    // without quotes a word is a variable to some
    let takes_words = !is_include && language != TemplateLanguage::Zola;
    let arguments = arguments(text, inner);
    let mut first = true;
    let mut names_picture = |argument: &&Argument<'_>| {
        let value = argument.value.of(text);
        let is_picture = (argument.quoted || takes_words) && has_picture_ending(value);
        is_picture
            && match argument.name {
                // the first is the picture, what follows is said of it
                "" => shows && std::mem::take(&mut first),
                name => says(&PICTURE_ARGUMENTS, name),
            }
    };
    let is_builtin = matches!(
        (language, name),
        (TemplateLanguage::Hugo, "figure") | (TemplateLanguage::Nunjucks, "asset_img" | "img")
    );
    let describes = description(text, &arguments);
    let named = arguments.iter().filter(|argument| names_picture(argument));
    named
        .map(|argument| {
            let value = argument.value.of(text);
            // what a program of the site makes of a path is its own affair; a template
            // can do little to one from the root
            let is_whole =
                is_builtin || (is_include || is_shortcode) && value.starts_with(['/', 'h']);
            let target = match Target::of(value, own) {
                Target::Path(path) if !is_whole => Target::Partial(path),
                target => target,
            };
            Picture {
                span: argument.value,
                target,
                mention: Mention::Tag,
                whole: tag,
                description: describes,
            }
        })
        .collect()
}

/// Adds to what was found in a body the pictures that its tags name. Examples are
/// left alone, though some generators would run them: code and comments.
pub(super) fn add(
    found: &mut Found,
    text: &str,
    masks: &Masks,
    language: TemplateLanguage,
    own: Own<'_>,
) {
    let is_shown = |tag: Span| {
        let holds = |spans: &[Span]| spans.iter().any(|span| span.contains(tag));
        !holds(&found.code) && !holds(&found.comments)
    };
    let mut is_raw = false;
    let mut named = Vec::new();
    for &tag in &masks.spans {
        match tag_name(tag.of(text)) {
            "raw" | "verbatim" => is_raw = true,
            "endraw" | "endverbatim" => is_raw = false,
            _ if is_raw => {}
            _ => {
                let pictures = of_tag(text, tag, language, own);
                named.extend(pictures.into_iter().filter(|_| is_shown(tag)));
            }
        }
    }
    let sources = found.pictures.len();
    for picture in named {
        // `<img src={require("./x.png").default} alt="x">`: the tag says which it is
        let before =
            found.pictures[..sources].partition_point(|p| p.span.start <= picture.whole.start);
        let around = before.checked_sub(1).and_then(|index| found.pictures.get_mut(index));
        match around.filter(|around| around.span.contains(picture.whole)) {
            Some(around) => {
                let (whole, description) = (around.whole, around.description);
                *around = Picture { whole, description, ..picture };
            }
            None => found.pictures.push(picture),
        }
    }
    found.pictures.sort_by_key(|picture| picture.span);
}

/// The name of a tag and what stands behind it; `None` for a tag that is closed,
/// an example or no call.
fn opened(text: &str, tag: Span, language: TemplateLanguage) -> Option<(&str, Span)> {
    const MARKS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")];
    let written = tag.of(text);
    let (open, close) = MARKS.into_iter().find(|(open, _)| written.starts_with(open))?;
    let is_hugo = open.len() == 3;
    let is_output = open == "{{";
    let runs = match language {
        TemplateLanguage::Hugo => is_hugo,
        TemplateLanguage::Zola => !is_hugo,
        _ => !is_hugo && !is_output,
    };
    let len = written[open.len()..].find(close).filter(|_| runs)?;
    let inner = &written[open.len()..open.len() + len];
    let rest = inner.trim_start_matches(['-', '+']).trim_start();
    let name = &rest[..word_len(rest)];
    let start = tag.start as usize + open.len() + (len - rest.len()) + name.len();
    let end = tag.start as usize + open.len() + inner.trim_end_matches(['-', '+', '/']).len();
    let starts = name.starts_with(|c: char| c.is_alphabetic());
    (starts && start <= end).then(|| (name, Span::new(start, end)))
}

/// What the arguments of a tag say instead of the picture.
fn description(text: &str, arguments: &[Argument<'_>]) -> Description {
    if let Some(alt) = arguments.iter().find(|argument| argument.name == "alt") {
        return match alt.value.of(text) {
            _ if !alt.quoted => Description::Unknown,
            said => Description::of(said, alt.value),
        };
    }
    let others = ["caption", "title", "description", "text", "label", "attr"];
    let is_described = arguments.iter().any(|argument| says(&others, argument.name));
    let positional = arguments.iter().filter(|argument| argument.name.is_empty());
    let is_list = positional.filter(|argument| argument.quoted).count() > 1;
    if is_described || is_list { Description::Unknown } else { Description::Missing }
}

/// Pictures that a piece of JavaScript imports: `import x from './x.png'`,
/// `require('./x.png')`, Docusaurus' `useBaseUrl('/x.png')`.
fn of_module(text: &str, tag: Span, own: Own<'_>) -> Vec<Picture> {
    const CALLS: [&str; 4] = ["from", "import", "require(", "useBaseUrl("];
    let written = tag.of(text);
    let mut out = Vec::new();
    for call in CALLS {
        for (at, _) in written.match_indices(call) {
            let is_word = written[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = &written[at + call.len()..];
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let Some(quote) = quote.filter(|_| !is_word) else { continue };
            let Some(len) = rest[1..].find(quote) else { continue };
            let path = &rest[1..1 + len];
            if !has_picture_ending(path) {
                continue;
            }
            let is_served = call == "useBaseUrl(";
            let target = match path {
                path if is_served => Target::of(&from_root(path), own),
                path if path.starts_with(['.', '/', '@', '~', '#']) => Target::of(path, own),
                // of a package, or through a loader
                _ => Target::Computed,
            };
            let start = tag.start as usize + written.len() - rest.len() + 1;
            out.push(Picture {
                span: Span::new(start, start + len),
                target,
                mention: if is_served { Mention::Tag } else { Mention::Import },
                whole: tag,
                description: Description::Unknown,
            });
        }
    }
    out.sort_by_key(|picture| picture.span);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::generator::{Generator, SiteConfig};

    fn read(tag: &str, language: TemplateLanguage) -> Vec<(String, Target)> {
        let text = format!("é😀\t{tag}\r\n");
        let span = Span::new(7, 7 + tag.len());
        let found = of_tag(&text, span, language, Own::default());
        found.into_iter().map(|p| (p.span.of(&text).to_owned(), p.target)).collect()
    }

    /// `tag`, with `path` as what it names.
    fn whole(tag: &str, language: TemplateLanguage, path: &str) {
        assert_eq!(read(tag, language), [(path.into(), Target::Path(path.into()))], "{tag}");
    }

    fn partial(tag: &str, language: TemplateLanguage, path: &str) {
        assert_eq!(read(tag, language), [(path.into(), Target::Partial(path.into()))], "{tag}");
    }

    #[test]
    fn includes_of_liquid() {
        use TemplateLanguage::Liquid;
        whole(r#"{% include figure.html image_path="/a b.png" alt="x" %}"#, Liquid, "/a b.png");
        whole("{%- include_cached f.html alt='x.png'\n  src='/a.png' -%}", Liquid, "/a.png");
        whole(r#"{% include "f.html", image: "/a.png", alt: "y" %}"#, Liquid, "/a.png");
        partial(r#"{% include figure.html image_path="a.png" %}"#, Liquid, "a.png");
        partial(r#"{% image "./src/a.png", "alt" %}"#, Liquid, "./src/a.png");
        partial(r#"{% image_with_class "a.png" "cls" "b.png" %}"#, Liquid, "a.png");
        partial("{% picture wide a.jpg --alt x %}", Liquid, "a.jpg");
        for tag in [
            "{% include icon.svg %}",
            "{% include f.html image=page.image %}",
            "{% include f.html image=page.png %}",
            r#"{% include f.html title="a.png" %}"#,
            r#"{% include f.html url="/a.html" %}"#,
            r#"{% assign image = "/a.png" %}"#,
            r#"{{ "/a.png" | relative_url }}"#,
            "{% comment %}{% image 'a.png' %}{% endcomment %}",
            "{% endimage %}",
            "{% %}",
            "{%%}",
        ] {
            assert_eq!(read(tag, Liquid), [], "{tag}");
        }
        let computed = read(r#"{% include f.html image="{{ page.x }}/a.png" %}"#, Liquid);
        assert_eq!(computed[0].1, Target::Computed);
    }

    #[test]
    fn shortcodes_of_hugo_and_zola() {
        use TemplateLanguage::{Hugo, Zola};
        whole(r#"{{< figure src="a.png" alt="x" >}}"#, Hugo, "a.png");
        whole("{{% figure alt=`x` src=`a.png` %}}", Hugo, "a.png");
        whole("{{< img src=/a.png >}}", Hugo, "/a.png");
        partial(r#"{{< img "a.png" "alt" >}}"#, Hugo, "a.png");
        partial(r#"{{<img src="a.png"/>}}"#, Hugo, "a.png");
        whole(r#"{{< card image="/a.png" link="/b.png" >}}"#, Hugo, "/a.png");
        assert_eq!(read(r#"{{</* figure src="a.png" */>}}"#, Hugo), []);
        assert_eq!(read("{{< /figure >}}", Hugo), []);
        assert_eq!(read(r#"{{< gist "a.png" >}}"#, Hugo), []);
        partial(r#"{{ resize_image(path="a.png", width=5) }}"#, Zola, "a.png");
        whole(r#"{% card(src='/a.png') %}"#, Zola, "/a.png");
        assert_eq!(read("{{ image(path=page.png) }}", Zola), []);
        let far = read(r#"{{< img src="https://x.org/a.png" >}}"#, Hugo);
        assert_eq!(far[0].1, Target::Elsewhere);
    }

    #[test]
    fn tags_of_hexo() {
        use TemplateLanguage::Nunjucks;
        whole("{% asset_img left a.png 300 200 \"b.png\" 'alt' %}", Nunjucks, "a.png");
        whole("{% img /a.png %}", Nunjucks, "/a.png");
        partial("{% image a.png, alt %}", Nunjucks, "a.png");
    }

    #[test]
    fn imports_of_mdx() {
        use TemplateLanguage::Mdx;
        whole("import a, { b } from './a.png'", Mdx, "./a.png");
        whole("{require(\"../a.png\").default}", Mdx, "../a.png");
        whole("{useBaseUrl('/img/a.svg')}", Mdx, "/img/a.svg");
        assert_eq!(read("import a from './a.js'", Mdx), []);
        assert_eq!(read("import a from 'pkg/a.png'", Mdx)[0].1, Target::Computed);
    }

    /// The pictures of a post of `generator`: path, and whether it can be looked up.
    fn pictures(generator: &str, path: &str, text: &str) -> Vec<String> {
        let generator = Generator::named(generator).expect("a preset");
        let doc = Document::parse(path, text, &generator, &SiteConfig::default());
        let shown = |picture: &Picture| {
            let mark = match picture.target {
                Target::Path(_) => "",
                Target::Partial(_) => "…",
                Target::Elsewhere => "@",
                Target::Computed => "?",
            };
            format!("{mark}{}", picture.span.of(text))
        };
        doc.pictures.iter().map(shown).collect()
    }

    #[test]
    fn pictures_are_named_by_tags() {
        let text = "é😀\t![a]({{ \"/a.png\" | relative_url }} \"t\")\r\n\
            <img alt='x' src='{{ \"/b.png\" | relative_url }}'>\r\n\
            {% include figure.html image_path=\"/c.png\" %} ![d]({% link d.png %})\r\n\r\n\
            ![e][e] ![f]({{ page.f }}) [no]({{ \"/no.png\" | relative_url }})\r\n\r\n\
            `{% include f.html src=\"/no.png\" %}` <!-- {% image \"/no.png\" %} -->\r\n\r\n\
            ```\r\n{% include f.html src=\"/no.png\" %}\r\n```\r\n\
            {% raw %}{% include f.html src=\"/no.png\" %}{% endraw %}\r\n\r\n\
            [e]: {{site.baseurl}}{{'/e.png'}}\r\n";
        let found = pictures("jekyll", "_posts/2025-01-02-x.md", text);
        let computed = "?{{ page.f }}";
        assert_eq!(found, ["/a.png", "/b.png", "/c.png", "d.png", computed, "/e.png"]);
        let text = "{{< figure src=\"a.png\" >}} {{</* figure src=\"no.png\" */>}}\n\n\
            [{{< img src=\"b.png\" >}}](c.png)\n";
        assert_eq!(pictures("hugo", "content/posts/x.md", text), ["a.png", "…b.png"]);
    }

    #[test]
    fn pictures_are_named_in_mdx() {
        let text = "import hero from './é/hero.png'\n\n<Image src={hero} alt=\"x\" />\n\n\
            <Figure src=\"/a.png\" /> <Card image='b.png' icon='no.png' />\n\n\
            <img src={require('./c.png').default} alt=\"c\" />\n\n\
            ```jsx\nimport no from './no.png'\n<Image src=\"/no.png\" />\n```\n";
        let found = pictures("docusaurus", "docs/x.mdx", text);
        assert_eq!(found, ["./é/hero.png", "/a.png", "…b.png", "./c.png"]);
    }
}
